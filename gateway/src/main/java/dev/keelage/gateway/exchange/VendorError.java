package dev.keelage.gateway.exchange;

import java.util.Optional;

/**
 * An error as a vendor reported it.
 *
 * @param status HTTP status, or what it would have been for an error inside a stream
 * @param type the vendor's own type, for example {@code overloaded_error}
 */
public record VendorError(int status, String type, Optional<String> code, String message) {}
