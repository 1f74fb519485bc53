package dev.keelage.e2e;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.keelage.testkit.FreePort;
import dev.keelage.testkit.JavaProcess;
import dev.keelage.testkit.TempDirectory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A gateway process, and the ways to call it. */
public final class Gateway implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final String name;
  private final int port;
  private final int managementPort;
  private final Path journal;
  private final JavaProcess process;

  private Gateway(String name, int port, int managementPort, Path journal, JavaProcess process) {
    this.name = name;
    this.port = port;
    this.managementPort = managementPort;
    this.journal = journal;
    this.process = process;
  }

  /** Starts one on free ports of loopback, and does not wait for it. */
  static Gateway start(
      String name, int port, JavaProcess.Builder program, Map<String, String> env) {
    int managementPort = FreePort.next();
    var journal = TempDirectory.create("journal");
    env.forEach(program::env);
    var process =
        program
            .name(name)
            .env("KEELAGE_INSTANCE", name)
            .env("KEELAGE_JOURNAL_DIR", journal.toString())
            .env("KEELAGE_HOST", "127.0.0.1")
            .env("KEELAGE_PORT", Integer.toString(port))
            .env("QUARKUS_MANAGEMENT_HOST", "127.0.0.1")
            .env("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort))
            .start();
    return new Gateway(name, port, managementPort, journal, process);
  }

  public String name() {
    return name;
  }

  /** Port for callers. */
  public int port() {
    return port;
  }

  /** {@code http://127.0.0.1:PORT}. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** A place on the management port, for example {@code /metrics}. */
  public URI management(String path) {
    return URI.create("http://127.0.0.1:" + managementPort + path);
  }

  public JavaProcess process() {
    return process;
  }

  /** Waits until it takes calls. */
  public Gateway awaitReady() {
    process.awaitOk(management("/q/health/ready"), PATIENCE);
    return this;
  }

  /** The official OpenAI client, without retries of its own. The caller closes it. */
  public OpenAIClient openAi(String key) {
    return OpenAIOkHttpClient.builder().baseUrl(url() + "/v1").apiKey(key).maxRetries(0).build();
  }

  /** The official Anthropic client, without retries of its own. The caller closes it. */
  public AnthropicClient anthropic(String key) {
    return AnthropicOkHttpClient.builder().baseUrl(url()).apiKey(key).maxRetries(0).build();
  }

  /**
   * SIGKILL, and a new start with nothing but its name: as a pod that is lost with its node, and so
   * its journal, and comes up elsewhere.
   */
  public void replace() {
    process.kill();
    TempDirectory.delete(journal);
    process.restart();
  }

  @Override
  public void close() {
    process.close();
    TempDirectory.delete(journal);
  }
}
