/** The callers' port: connections, routes, bodies, and what is refused before there is a call. */
@NullMarked
package dev.keelage.gateway.http;

import org.jspecify.annotations.NullMarked;
