/** Do: ask the deployments of a plan until one answers, within time-outs, and pump what it says. */
@NullMarked
package dev.keelage.gateway.stage.send;

import org.jspecify.annotations.NullMarked;
