package dev.keelage.perf.upstream;

import java.io.IOException;

/** The vendor's process: prints its port on a line, serves, and ends with its input. */
public final class UpstreamServer {
  private UpstreamServer() {}

  /** Serves until the input ends. */
  public static void serve() throws IOException {
    Upstream upstream = new Upstream();
    System.out.println(upstream.port());
    System.out.flush();
    Thread.ofPlatform().daemon().start(UpstreamServer::endWithInput);
    upstream.serve();
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {
        continue;
      }
      System.exit(0);
    } catch (IOException e) {
      System.exit(1);
    }
  }
}
