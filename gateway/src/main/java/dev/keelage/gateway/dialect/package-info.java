/**
 * Wire formats: how a request, a reply, a stream and an error look in each vendor's dialect.
 * Dialects do not know each other; what crosses between them is the canonical exchange.
 */
@NullMarked
package dev.keelage.gateway.dialect;

import org.jspecify.annotations.NullMarked;
