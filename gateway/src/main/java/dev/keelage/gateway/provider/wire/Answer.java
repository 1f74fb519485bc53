package dev.keelage.gateway.provider.wire;

import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** The head of a vendor's answer and the body that follows it. */
public record Answer(int status, HttpHeaders headers, ReadStream<Buffer> body) {}
