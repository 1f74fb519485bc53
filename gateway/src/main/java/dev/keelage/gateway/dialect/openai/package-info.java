/** OpenAI Chat Completions and Embeddings. */
@NullMarked
package dev.keelage.gateway.dialect.openai;

import org.jspecify.annotations.NullMarked;
