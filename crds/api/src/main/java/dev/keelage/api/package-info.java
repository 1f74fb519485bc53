/**
 * The custom resources of {@code keelage.dev/v1alpha1}, one record per kind.
 *
 * <p>Defaults are in the schema only outside of lists: a merge patch replaces lists as a whole, so
 * {@code kubectl apply} and Argo CD would see a default within one as a difference for ever. There
 * the constructor alone fills it.
 */
@NullMarked
package dev.keelage.api;

import org.jspecify.annotations.NullMarked;
