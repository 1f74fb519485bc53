/**
 * The one author of conditions: findings, rollout, keys and money become what {@code kubectl}
 * shows.
 */
@NullMarked
package dev.keelage.operator.status;

import org.jspecify.annotations.NullMarked;
