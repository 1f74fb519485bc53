package dev.keelage.compiler;

import java.time.Instant;
import java.util.Optional;

/**
 * One issued secret of a VirtualKey; two while a rotation overlaps.
 *
 * @param hash lower-case hexadecimal SHA-256 of the plaintext
 * @param prefix the plaintext's first characters, for people
 * @param validUntil end of the overlap; empty = as long as the VirtualKey
 */
public record KeyMaterial(String hash, String prefix, Optional<Instant> validUntil) {}
