package dev.keelage.perf.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keelage.perf.process.Child;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.Writer;

/** The other end of a {@link LoadServer} in a process of its own. */
public final class LoadProcess implements AutoCloseable {
  private final ObjectMapper json = new ObjectMapper();
  private final Child child;
  private final Writer in;
  private final BufferedReader out;

  public LoadProcess(Child child) {
    this.child = child;
    this.in = child.process().outputWriter();
    this.out = child.process().inputReader();
  }

  /** Has the measurement made and waits for it. */
  public LoadResult measure(LoadRun run) throws IOException {
    in.write(json.writeValueAsString(run) + "\n");
    in.flush();
    String line = out.readLine();
    if (line == null) {
      throw new EOFException("the load generator ended; see its log in " + child.log());
    }
    return json.readValue(line, LoadResult.class);
  }

  @Override
  public void close() {
    child.close();
  }
}
