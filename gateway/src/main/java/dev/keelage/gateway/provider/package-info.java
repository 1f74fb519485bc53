/** Where a vendor is and how to ask it: addresses, signatures, connections. */
@NullMarked
package dev.keelage.gateway.provider;

import org.jspecify.annotations.NullMarked;
