@NullMarked
package dev.keelage.gateway.dialect.json;

import org.jspecify.annotations.NullMarked;
