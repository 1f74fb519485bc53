/**
 * What {@code kubectl} shows: how each object stands after a compile and on the gateways, and the
 * one author of its conditions.
 */
@NullMarked
package dev.keelage.operator.status;

import org.jspecify.annotations.NullMarked;
