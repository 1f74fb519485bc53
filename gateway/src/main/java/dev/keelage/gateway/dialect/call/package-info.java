/** What calls have in common whatever the dialect: decisive members, turns, what media weigh. */
@NullMarked
package dev.keelage.gateway.dialect.call;

import org.jspecify.annotations.NullMarked;
