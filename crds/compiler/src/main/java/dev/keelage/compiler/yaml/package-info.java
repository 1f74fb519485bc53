/**
 * YAML and JSON texts as typed resources, read as strictly as an API server does, with the line of
 * every fault.
 */
@NullMarked
package dev.keelage.compiler.yaml;

import org.jspecify.annotations.NullMarked;
