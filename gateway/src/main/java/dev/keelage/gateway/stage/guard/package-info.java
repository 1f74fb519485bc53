/**
 * Is it fit to be said? Keywords and RE2 expressions over what goes to a model and what comes back.
 */
@NullMarked
package dev.keelage.gateway.stage.guard;

import org.jspecify.annotations.NullMarked;
