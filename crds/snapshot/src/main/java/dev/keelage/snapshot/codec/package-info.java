/** Snapshots as content-addressed shards in Secrets, and back. */
@NullMarked
package dev.keelage.snapshot.codec;

import org.jspecify.annotations.NullMarked;
