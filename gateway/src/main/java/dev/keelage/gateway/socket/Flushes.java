package dev.keelage.gateway.socket;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;

/**
 * Has what was written in one turn of an event loop leave together: at the end of the turn, or when
 * much has gathered. A peer on this machine that sleeps is woken by the first of it and awake for
 * the rest; to wake it for each call costs more than all else that sending does. What is {@link
 * Foremost} leaves before. Belongs to its event loop.
 */
public final class Flushes {
  /** So many sockets; the first must not wait for a long turn to end. */
  private static final int MUCH = 16;

  private final EventLoop loop;
  private final Runnable turnEnds = this::turnEnds;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean turnHasEnd;

  public Flushes(EventLoop loop) {
    this.loop = loop;
  }

  /**
   * @param flush sends what has been written to one socket
   */
  public void soon(Runnable flush) {
    waiting.add(flush);
    if (waiting.size() >= MUCH) {
      flushAll();
    } else if (!turnHasEnd) {
      turnHasEnd = true;
      loop.execute(turnEnds);
    }
  }

  private void turnEnds() {
    turnHasEnd = false;
    flushAll();
  }

  /** Those too that are added meanwhile, by who can go on since there is room again. */
  private void flushAll() {
    Foremost.now();
    for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
      next.run();
    }
  }
}
