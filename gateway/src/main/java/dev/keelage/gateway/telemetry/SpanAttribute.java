package dev.keelage.gateway.telemetry;

import io.opentelemetry.api.common.AttributeKey;

/**
 * Every span attribute by name: OpenTelemetry's conventions for generative AI (of 2026, where none
 * is stable yet), and the gateway's own.
 */
final class SpanAttribute {
  static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
  static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
  static final AttributeKey<String> REQUEST_MODEL = AttributeKey.stringKey("gen_ai.request.model");
  static final AttributeKey<Long> INPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.input_tokens");
  static final AttributeKey<Long> OUTPUT_TOKENS =
      AttributeKey.longKey("gen_ai.usage.output_tokens");
  static final AttributeKey<Long> CACHE_READ_TOKENS =
      AttributeKey.longKey("gen_ai.usage.cache_read.input_tokens");
  static final AttributeKey<Long> CACHE_WRITE_TOKENS =
      AttributeKey.longKey("gen_ai.usage.cache_creation.input_tokens");
  static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
  static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");

  static final AttributeKey<String> CALL_ID = AttributeKey.stringKey("keelage.call.id");
  static final AttributeKey<String> MODEL = AttributeKey.stringKey("keelage.model");
  static final AttributeKey<String> DEPLOYMENT = AttributeKey.stringKey("keelage.deployment");
  static final AttributeKey<String> TEAM = AttributeKey.stringKey("keelage.team");
  static final AttributeKey<String> KEY = AttributeKey.stringKey("keelage.key");
  static final AttributeKey<String> ENDING = AttributeKey.stringKey("keelage.ending");
  static final AttributeKey<Long> ATTEMPTS = AttributeKey.longKey("keelage.attempts");
  static final AttributeKey<Double> COST = AttributeKey.doubleKey("keelage.cost.usd");

  private SpanAttribute() {}
}
