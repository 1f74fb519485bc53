@NullMarked
package dev.keelage.gateway.store.redis.book;

import org.jspecify.annotations.NullMarked;
