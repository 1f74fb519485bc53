package dev.keelage.gateway.exchange;

import java.util.Optional;

/**
 * An error as a vendor reported it.
 *
 * @param status HTTP status, or what it would have been for an error inside a stream
 * @param type the vendor's own type, for example {@code overloaded_error}
 * @param parameter the member of the call that it is about (OpenAI's {@code param})
 */
public record VendorError(
    int status, String type, Optional<String> code, Optional<String> parameter, String message) {

  /** One that is about no member, or does not say which. */
  public VendorError(int status, String type, Optional<String> code, String message) {
    this(status, type, code, Optional.empty(), message);
  }
}
