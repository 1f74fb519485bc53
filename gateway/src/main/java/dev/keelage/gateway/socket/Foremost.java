package dev.keelage.gateway.socket;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;

/**
 * What has to have left before anything else that an event loop writes in the same turn: whoever
 * kills the process then cannot have the one without the other. It is done once for all of the
 * turn, at its end at the latest.
 */
public final class Foremost {
  private static final FastThreadLocal<Foremost> HERE =
      new FastThreadLocal<>() {
        @Override
        protected Foremost initialValue() {
          return new Foremost();
        }
      };

  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

  private Foremost() {}

  /**
   * To be called on the loop's own thread.
   *
   * @param work writes to a socket, and does not fail
   */
  public static void soon(EventLoop loop, Runnable work) {
    ArrayDeque<Runnable> waiting = HERE.get().waiting;
    waiting.add(work);
    if (waiting.size() == 1) {
      loop.execute(Foremost::now);
    }
  }

  /** Does what there is to do; called before sockets are flushed. */
  static void now() {
    ArrayDeque<Runnable> waiting = HERE.get().waiting;
    for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
      next.run();
    }
  }
}
