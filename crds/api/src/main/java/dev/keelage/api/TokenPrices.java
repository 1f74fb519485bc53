package dev.keelage.api;

import org.jspecify.annotations.Nullable;

/** What tokens of each disjoint class cost: decimal texts ({@link Money#parse}), USD. */
public interface TokenPrices {
  String INPUT = "USD per million input tokens. Example: \"2.50\".";
  String CACHED_INPUT =
      "USD per million input tokens read from the vendor's cache. Absent: as"
          + " inputPerMillionTokens. Example: \"1.25\".";
  String CACHE_WRITE =
      "USD per million input tokens written to the vendor's cache (5 minutes, where there are"
          + " several). Absent: as inputPerMillionTokens.";
  String CACHE_WRITE_1H =
      "USD per million input tokens written to the vendor's cache for an hour. Absent: as"
          + " cacheWritePerMillionTokens.";
  String AUDIO_INPUT = "USD per million input tokens of audio. Absent: as inputPerMillionTokens.";
  String IMAGE_INPUT =
      "USD per million input tokens of images, where the vendor counts them apart. Absent: as"
          + " inputPerMillionTokens.";
  String OUTPUT = "USD per million output tokens. Example: \"10.00\".";
  String REASONING =
      "USD per million output tokens of reasoning. Absent: as outputPerMillionTokens.";
  String AUDIO_OUTPUT =
      "USD per million output tokens of audio. Absent: as outputPerMillionTokens.";
  String IMAGE_OUTPUT =
      "USD per million output tokens of images. Absent: as outputPerMillionTokens.";

  String inputPerMillionTokens();

  @Nullable String cachedInputPerMillionTokens();

  @Nullable String cacheWritePerMillionTokens();

  @Nullable String cacheWrite1hPerMillionTokens();

  @Nullable String audioInputPerMillionTokens();

  @Nullable String imageInputPerMillionTokens();

  String outputPerMillionTokens();

  @Nullable String reasoningPerMillionTokens();

  @Nullable String audioOutputPerMillionTokens();

  @Nullable String imageOutputPerMillionTokens();
}
