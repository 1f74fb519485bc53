/** Values that travel with a request: sealed, closed at construction, no I/O and no wire format. */
@NullMarked
package dev.keelage.gateway.exchange;

import org.jspecify.annotations.NullMarked;
