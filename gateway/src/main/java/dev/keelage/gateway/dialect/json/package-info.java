/** JSON as bytes: one strict pass without a tree, and edits in place. */
@NullMarked
package dev.keelage.gateway.dialect.json;

import org.jspecify.annotations.NullMarked;
