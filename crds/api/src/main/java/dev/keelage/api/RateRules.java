package dev.keelage.api;

/** CEL that holds wherever {@code rates} stand beside their short forms. */
final class RateRules {
  static final String ONE_OF_EACH =
      "!has(self.rates) || self.rates.all(a, self.rates.exists_one(b, a.per == b.per &&"
          + " has(a.requests) == has(b.requests) && has(a.inputTokens) == has(b.inputTokens) &&"
          + " has(a.outputTokens) == has(b.outputTokens) && has(a.totalTokens) =="
          + " has(b.totalTokens)))";
  static final String ONE_OF_EACH_MESSAGE = "two rates of one unit and period: keep the smaller";

  static final String SHORT_FORM_ONCE =
      "!has(self.rates) || !self.rates.exists(r, r.per == 'Minute' && ((has(r.requests) &&"
          + " has(self.requestsPerMinute)) || (has(r.totalTokens) &&"
          + " has(self.tokensPerMinute))))";
  static final String SHORT_FORM_ONCE_MESSAGE =
      "requestsPerMinute and tokensPerMinute are rates too: say each once";

  private RateRules() {}
}
