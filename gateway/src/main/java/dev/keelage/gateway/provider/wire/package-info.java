/**
 * HTTP/1.1 to vendors, on Netty's codec: connections that are used again, and one request and
 * answer at a time on each. Knows nothing of providers or dialects.
 */
@NullMarked
package dev.keelage.gateway.provider.wire;

import org.jspecify.annotations.NullMarked;
