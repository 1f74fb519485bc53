package dev.keelage.gateway.exchange;

import java.util.Optional;

/**
 * An error as a vendor reported it.
 *
 * @param status HTTP status, or what it would have been for an error inside a stream
 * @param type the vendor's own type, for example {@code overloaded_error}
 * @param parameter the member of the call that it is about (OpenAI's {@code param})
 * @param details Anthropic's {@code details}, Azure's {@code innererror}
 */
public record VendorError(
    int status,
    String type,
    Optional<String> code,
    Optional<String> parameter,
    String message,
    Optional<Details> details) {

  /**
   * More about it, in words that only the vendor's own dialect has.
   *
   * @param json an object
   */
  public record Details(WireFormat format, String json) {}

  /** One about which no more is said. */
  public VendorError(
      int status, String type, Optional<String> code, Optional<String> parameter, String message) {
    this(status, type, code, parameter, message, Optional.empty());
  }

  /** One that is about no member, or does not say which. */
  public VendorError(int status, String type, Optional<String> code, String message) {
    this(status, type, code, Optional.empty(), message);
  }

  /** The same, under another status. */
  public VendorError withStatus(int other) {
    return new VendorError(other, type, code, parameter, message, details);
  }

  /** What more is said, where it is in words of this dialect. */
  public Optional<String> detailsIn(WireFormat format) {
    return details.filter(said -> said.format() == format).map(Details::json);
  }
}
