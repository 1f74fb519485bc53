/** Server-sent events as bytes: where one ends, and what it says. */
@NullMarked
package dev.keelage.gateway.dialect.sse;

import org.jspecify.annotations.NullMarked;
