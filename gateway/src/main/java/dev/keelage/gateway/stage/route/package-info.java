/** Where? The order in which a model's deployments are tried. */
@NullMarked
package dev.keelage.gateway.stage.route;

import org.jspecify.annotations.NullMarked;
