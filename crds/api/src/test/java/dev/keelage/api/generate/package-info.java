/** Writes what is generated from the kinds: the CRDs and their reference pages. */
@NullMarked
package dev.keelage.api.generate;

import org.jspecify.annotations.NullMarked;
