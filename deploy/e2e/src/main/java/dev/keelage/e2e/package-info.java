/** The whole system as processes: API server, operator, gateways, stores, vendors. */
@NullMarked
package dev.keelage.e2e;

import org.jspecify.annotations.NullMarked;
