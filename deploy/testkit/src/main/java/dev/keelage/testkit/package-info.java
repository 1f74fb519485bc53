/** Real servers, and vendors that say what a test tells them to. */
@NullMarked
package dev.keelage.testkit;

import org.jspecify.annotations.NullMarked;
