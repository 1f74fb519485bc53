/** Everything a compile reads, gathered from informer caches into values. */
@NullMarked
package dev.keelage.operator.collect;

import org.jspecify.annotations.NullMarked;
