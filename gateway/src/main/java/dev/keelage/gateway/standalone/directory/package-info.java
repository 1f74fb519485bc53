/** From the files of a directory to a snapshot that is served, again at every change. */
@NullMarked
package dev.keelage.gateway.standalone.directory;

import org.jspecify.annotations.NullMarked;
