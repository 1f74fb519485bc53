@NullMarked
package dev.keelage.gateway.standalone.key;

import org.jspecify.annotations.NullMarked;
