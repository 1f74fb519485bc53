/**
 * Snapshots from the Secrets that the operator publishes, and the Lease by which this gateway says
 * what it serves. Runs on threads of its own, never on an event loop.
 */
@NullMarked
package dev.keelage.gateway.snapshot.cluster;

import org.jspecify.annotations.NullMarked;
