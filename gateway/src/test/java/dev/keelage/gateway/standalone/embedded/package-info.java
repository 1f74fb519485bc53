@NullMarked
package dev.keelage.gateway.standalone.embedded;

import org.jspecify.annotations.NullMarked;
