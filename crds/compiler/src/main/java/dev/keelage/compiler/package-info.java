/** Compiles resources into a snapshot and findings, without I/O, clock or client. */
@NullMarked
package dev.keelage.compiler;

import org.jspecify.annotations.NullMarked;
