/** What a gateway must not forget when it is killed, in a local file. */
@NullMarked
package dev.keelage.gateway.store.journal;

import org.jspecify.annotations.NullMarked;
