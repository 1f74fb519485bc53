@NullMarked
package dev.keelage.testkit;

import org.jspecify.annotations.NullMarked;
