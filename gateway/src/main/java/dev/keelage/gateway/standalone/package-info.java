/**
 * A gateway without Kubernetes: a directory of resources instead of an API server, the same
 * compiler, keys issued here, and Redis and Postgres of its own where it is given none. Nothing of
 * it is on the way of a request.
 */
@NullMarked
package dev.keelage.gateway.standalone;

import org.jspecify.annotations.NullMarked;
