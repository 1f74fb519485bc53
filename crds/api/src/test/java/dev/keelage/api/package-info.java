@NullMarked
package dev.keelage.api;

import org.jspecify.annotations.NullMarked;
