package dev.keelage.gateway.dialect.error;

import dev.keelage.gateway.exchange.VendorError;
import java.util.Optional;

/** What callers may see of a vendor's own error. */
public final class UpstreamError {
  private UpstreamError() {}

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
    return error.status() >= 400 && error.status() <= 599
        ? error
        : new VendorError(502, error.type(), error.code(), error.parameter(), error.message());
  }
}
