package dev.keelage.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlushesTest {
  private final EventLoop loop = new DefaultEventLoop();
  private final Flushes flushes = new Flushes(loop);
  private final List<Integer> flushed = new ArrayList<>();

  @AfterEach
  void stop() {
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  @Test
  void letsEverythingLeaveAtTheEndOfTheTurn() throws Exception {
    assertThat(inOneTurn(3)).isEmpty();

    assertThat(afterwards()).containsExactly(0, 1, 2);
  }

  @Test
  void doesNotLetMuchWaitForTheEnd() throws Exception {
    assertThat(inOneTurn(20)).hasSize(16);

    assertThat(afterwards()).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void letsWhatIsForemostLeaveBeforeSocketsThatWereWrittenEarlier() throws Exception {
    loop.submit(
            () -> {
              flushes.soon(() -> flushed.add(1));
              Foremost.soon(loop, () -> flushed.add(0));
            })
        .get();

    assertThat(afterwards()).containsExactly(0, 1);
  }

  @Test
  void letsWhatIsForemostLeaveBeforeMuchThatDoesNotWait() throws Exception {
    loop.submit(() -> Foremost.soon(loop, () -> flushed.add(-1))).get();
    List<Integer> left =
        loop.submit(
                () -> {
                  Foremost.soon(loop, () -> flushed.add(-2));
                  for (int i = 0; i < 16; i++) {
                    flushes.soon(() -> flushed.add(1));
                  }
                  return List.copyOf(flushed);
                })
            .get();

    assertThat(left).startsWith(-1, -2, 1).hasSize(18);
  }

  @Test
  void letsWhatIsAddedOnFlushingLeaveToo() throws Exception {
    loop.submit(() -> flushes.soon(() -> flushes.soon(() -> flushed.add(1)))).get();

    assertThat(afterwards()).containsExactly(1);
  }

  /** What has left before the turn is over. */
  private List<Integer> inOneTurn(int sockets) throws Exception {
    return loop.submit(
            () -> {
              for (int i = 0; i < sockets; i++) {
                int socket = i;
                flushes.soon(() -> flushed.add(socket));
              }
              return List.copyOf(flushed);
            })
        .get();
  }

  private List<Integer> afterwards() throws Exception {
    return loop.submit(() -> List.copyOf(flushed)).get();
  }
}
