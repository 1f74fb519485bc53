/** Virtual keys: when one is issued or replaced, and the Secret that holds it. */
@NullMarked
package dev.keelage.operator.issue;

import org.jspecify.annotations.NullMarked;
