@NullMarked
package dev.keelage.testkit.vendor;

import org.jspecify.annotations.NullMarked;
