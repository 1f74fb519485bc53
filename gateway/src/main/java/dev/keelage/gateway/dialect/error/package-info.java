/** What refusals have in common whatever the dialect. */
@NullMarked
package dev.keelage.gateway.dialect.error;

import org.jspecify.annotations.NullMarked;
