@NullMarked
package dev.keelage.gateway.standalone.directory;

import org.jspecify.annotations.NullMarked;
