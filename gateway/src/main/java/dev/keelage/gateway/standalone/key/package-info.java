/** Virtual keys without an operator: issued, rotated and kept in a file of the state directory. */
@NullMarked
package dev.keelage.gateway.standalone.key;

import org.jspecify.annotations.NullMarked;
