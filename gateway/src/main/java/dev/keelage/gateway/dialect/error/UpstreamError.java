package dev.keelage.gateway.dialect.error;

import dev.keelage.gateway.exchange.Rejection;
import dev.keelage.gateway.exchange.VendorError;
import dev.keelage.gateway.exchange.WireFormat;
import java.util.Optional;

/** What callers may see of a vendor's own error. */
public final class UpstreamError {
  private UpstreamError() {}

  /** What a vendor says more about the error that a caller hears, in words of this dialect. */
  public static Optional<String> details(Rejection rejection, WireFormat format) {
    return rejection instanceof Rejection.UpstreamRefused refused
        ? visible(refused.error()).detailsIn(format)
        : Optional.empty();
  }

  /**
   * What concerns the gateway's credentials is no fault of the caller's, and the vendor's text may
   * show a part of them: that becomes a 502 without the text. A status that is none of an error
   * becomes 502 too.
   */
  public static VendorError visible(VendorError error) {
    if (error.status() == 401 || error.status() == 403) {
      return new VendorError(
          502, "api_error", Optional.empty(), "The provider refused the gateway's credentials.");
    }
    return error.status() >= 400 && error.status() <= 599 ? error : error.withStatus(502);
  }
}
