/** The pages of docs/reference that the operator's code speaks for. */
@NullMarked
package dev.keelage.operator.reference;

import org.jspecify.annotations.NullMarked;
