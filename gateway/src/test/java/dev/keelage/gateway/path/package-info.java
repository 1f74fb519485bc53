/**
 * Tests of the request path as callers see it: real sockets, a scripted vendor, official clients.
 */
@NullMarked
package dev.keelage.gateway.path;

import org.jspecify.annotations.NullMarked;
