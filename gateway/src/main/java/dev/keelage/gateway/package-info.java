/** The data plane. Sub-packages in alphabetical order follow the way of a request. */
@NullMarked
package dev.keelage.gateway;

import org.jspecify.annotations.NullMarked;
