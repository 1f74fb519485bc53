/** Who asks, and whether they may know: TokenReview and SubjectAccessReview. */
@NullMarked
package dev.keelage.operator.inquiry.access;

import org.jspecify.annotations.NullMarked;
