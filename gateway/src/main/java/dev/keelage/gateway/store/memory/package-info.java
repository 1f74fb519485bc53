/** What a gateway counts by itself while Redis is away. */
@NullMarked
package dev.keelage.gateway.store.memory;

import org.jspecify.annotations.NullMarked;
