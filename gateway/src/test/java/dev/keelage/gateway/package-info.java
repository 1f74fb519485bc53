/** Tests of the gateway as a whole. */
@NullMarked
package dev.keelage.gateway;

import org.jspecify.annotations.NullMarked;
