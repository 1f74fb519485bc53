/** A vendor that says what a test tells it to, in the vendors' own wire formats. */
@NullMarked
package dev.keelage.testkit.vendor;

import org.jspecify.annotations.NullMarked;
