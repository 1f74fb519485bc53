@NullMarked
package dev.keelage.gateway.socket;

import org.jspecify.annotations.NullMarked;
