package dev.keelage.gateway.dialect.produce;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.concurrent.CompletableFuture;

/**
 * Counts tokens where a vendor does not say how many there were: OpenAI's {@code o200k_base}, for
 * every vendor, as others publish none. Its vocabulary is loaded beside the request path when the
 * first count is asked for; until then four characters count as a token.
 */
public final class Tokenizer {
  private static final int CHARACTERS_PER_TOKEN = 4;

  private static final CompletableFuture<Encoding> ENCODING =
      CompletableFuture.supplyAsync(
          () -> Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE));

  private Tokenizer() {}

  /** Completes when counts are exact from then on. */
  public static CompletableFuture<Void> ready() {
    return ENCODING.thenAccept(encoding -> {});
  }

  public static long count(String text) {
    if (ENCODING.isDone() && !ENCODING.isCompletedExceptionally()) {
      return ENCODING.resultNow().countTokensOrdinary(text);
    }
    return (text.length() + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
  }
}
