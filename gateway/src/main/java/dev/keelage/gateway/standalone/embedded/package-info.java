/** Redis and Postgres as processes beside a standalone gateway. */
@NullMarked
package dev.keelage.gateway.standalone.embedded;

import org.jspecify.annotations.NullMarked;
