/**
 * The contract between whoever compiles resources (the operator, or a standalone gateway) and the
 * gateway that serves them. Records and their codec only: no Kubernetes, no I/O.
 */
@NullMarked
package dev.keelage.snapshot;

import org.jspecify.annotations.NullMarked;
