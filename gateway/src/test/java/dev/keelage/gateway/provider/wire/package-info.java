@NullMarked
package dev.keelage.gateway.provider.wire;

import org.jspecify.annotations.NullMarked;
