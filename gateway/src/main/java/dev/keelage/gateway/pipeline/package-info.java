/** The way of one request through the stages. */
@NullMarked
package dev.keelage.gateway.pipeline;

import org.jspecify.annotations.NullMarked;
