package dev.keelage.gateway.dialect;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Whose status codes and error types callers of the OpenAI dialect expect. LiteLLM changed its own
 * between versions.
 */
public enum Compat {
  /** LiteLLM up to 1.83: budget exceeded 400, model denied 401. */
  LITELLM_1_81("litellm-1.81", 400, 401),
  /** LiteLLM from 1.104: budget exceeded 422, model denied 403. */
  LITELLM_1_104("litellm-1.104", 422, 403),
  /** As OpenAI itself: budget exceeded 429 {@code insufficient_quota}, model denied 403. */
  STRICT_OPENAI("strict-openai", 429, 403);

  private final String setting;
  private final int budgetExceededStatus;
  private final int modelDeniedStatus;

  Compat(String setting, int budgetExceededStatus, int modelDeniedStatus) {
    this.setting = setting;
    this.budgetExceededStatus = budgetExceededStatus;
    this.modelDeniedStatus = modelDeniedStatus;
  }

  public int budgetExceededStatus() {
    return budgetExceededStatus;
  }

  public int modelDeniedStatus() {
    return modelDeniedStatus;
  }

  /** How the setting {@code keelage.compat} says it. */
  public String setting() {
    return setting;
  }

  /**
   * @throws IllegalArgumentException not one of the settings; the message lists them
   */
  public static Compat of(String setting) {
    return Arrays.stream(values())
        .filter(c -> c.setting.equals(setting))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "compat must be one of "
                        + Arrays.stream(values())
                            .map(Compat::setting)
                            .collect(Collectors.joining(", "))));
  }
}
