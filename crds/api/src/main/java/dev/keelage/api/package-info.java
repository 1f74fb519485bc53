/** The custom resources of {@code keelage.dev/v1alpha1}, one record per kind. */
@NullMarked
package dev.keelage.api;

import org.jspecify.annotations.NullMarked;
