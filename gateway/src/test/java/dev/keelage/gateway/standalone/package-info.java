@NullMarked
package dev.keelage.gateway.standalone;

import org.jspecify.annotations.NullMarked;
