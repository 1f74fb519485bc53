@NullMarked
package dev.keelage.gateway.dialect.sse;

import org.jspecify.annotations.NullMarked;
