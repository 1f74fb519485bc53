@NullMarked
package dev.keelage.gateway.store;

import org.jspecify.annotations.NullMarked;
