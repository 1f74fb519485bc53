@NullMarked
package dev.keelage.gateway.store.journal;

import org.jspecify.annotations.NullMarked;
