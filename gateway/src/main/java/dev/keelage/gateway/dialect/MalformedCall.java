package dev.keelage.gateway.dialect;

import java.util.Optional;

/**
 * A caller's body that is not what its dialect says. The message is shown to the caller and quotes
 * no content.
 */
public final class MalformedCall extends RuntimeException {
  private final transient Optional<String> parameter;

  public MalformedCall(String message, Optional<String> parameter) {
    super(message, null, false, false);
    this.parameter = parameter;
  }

  public Optional<String> parameter() {
    return parameter;
  }
}
