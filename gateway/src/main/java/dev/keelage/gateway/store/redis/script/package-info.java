/** The Lua scripts that Redis runs, each as one step. */
@NullMarked
package dev.keelage.gateway.store.redis.script;

import org.jspecify.annotations.NullMarked;
