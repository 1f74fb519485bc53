/** What the CRD generator cannot say with an annotation of its own: list types and formats. */
@NullMarked
package dev.keelage.api.schema;

import org.jspecify.annotations.NullMarked;
