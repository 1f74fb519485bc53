@NullMarked
package dev.keelage.gateway.snapshot.cluster;

import org.jspecify.annotations.NullMarked;
