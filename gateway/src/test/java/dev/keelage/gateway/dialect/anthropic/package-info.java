@NullMarked
package dev.keelage.gateway.dialect.anthropic;

import org.jspecify.annotations.NullMarked;
