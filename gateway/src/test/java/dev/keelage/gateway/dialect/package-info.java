@NullMarked
package dev.keelage.gateway.dialect;

import org.jspecify.annotations.NullMarked;
