/** What both ends of the gateway do alike with their sockets. */
@NullMarked
package dev.keelage.gateway.socket;

import org.jspecify.annotations.NullMarked;
