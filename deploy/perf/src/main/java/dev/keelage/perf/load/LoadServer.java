package dev.keelage.perf.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The load generator's process: reads a {@link LoadRun} a line, prints its {@link LoadResult} on a
 * line. It stays, so that its own code is warm, and ends with its input.
 */
public final class LoadServer {
  private LoadServer() {}

  /** Serves until the input ends. */
  public static void serve() throws IOException {
    ObjectMapper json = new ObjectMapper();
    PrintStream out = System.out;
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(json.writeValueAsString(LoadLoop.measure(json.readValue(line, LoadRun.class))));
      out.flush();
    }
  }
}
