package dev.roster.check.cluster;

import dev.roster.check.kit.Ask;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Asks two servers in turn, so many questions a second, until it is closed. A question that has no
/// answer for a while, or SERVFAIL, is asked once more of the other server, as resolvers do; the
/// first answer that says something counts, whoever gives it.
final class SteadyAsker implements AutoCloseable {
  /// How long the first server is waited for.
  static final Duration FIRST_WAIT = Duration.ofMillis(200);

  /// How long the other one is.
  static final Duration SECOND_WAIT = Duration.ofSeconds(2);

  private static final int SERVERS = 2;
  private static final int SOCKETS = 4; // to each server: its workers share them out
  private static final int IDS = 1 << 16;
  private static final int UNDER_WAY_MAX = 6_000;
  private static final int BATCH_MAX = 32;
  private static final int FAILURES_MAX = 100;
  private static final int BUFFER_BYTES = 1 << 20;
  private static final long NAP_NANOS = 50_000;
  private static final long SECOND = 1_000_000_000;

  /// A question and the address in its only answer.
  static final class Asked {
    private final byte[] wire; // its id is set anew each time
    private final byte[] right;

    Asked(String name, InetAddress right) throws IOException {
      this.wire = Ask.question(name, "A").toWire();
      this.right = right.getAddress();
    }
  }

  /// What came of it.
  ///
  /// @param retries of questions
  /// @param refusals answers that were SERVFAIL
  /// @param failures questions without any answer, and wrong answers; the first of them
  /// @param longestNanos from the first sending to the answer
  record Result(
      long asked,
      double rate,
      long retries,
      long refusals,
      List<String> failures,
      long longestNanos) {}

  private enum State {
    FREE,
    FIRST,
    SECOND
  }

  private final List<Asked> questions;
  private final int rate;
  private final DatagramChannel[][] channels = new DatagramChannel[SERVERS][SOCKETS];
  private final Thread thread = Thread.ofPlatform().name("asker").unstarted(this::run);
  private volatile boolean closed;

  // Of the thread's.
  private final State[] states = new State[IDS];
  private final long[] began = new long[IDS]; // when it was asked first
  private final long[] sent = new long[IDS]; // and when last
  private final ArrayDeque<Integer> seconds = new ArrayDeque<>(); // those asked again, in order
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES >> 8);
  private long next; // the number of the next question
  private long checked; // those before it have an answer or were asked again
  private int underWay;
  private long retries;
  private long refusals;
  private long longest;
  private final List<String> failures = new ArrayList<>();
  private long startedNanos;
  private long endedNanos;

  SteadyAsker(List<Asked> questions, int rate, List<InetSocketAddress> servers) throws IOException {
    this.questions = List.copyOf(questions);
    this.rate = rate;
    Arrays.fill(states, State.FREE);
    for (int i = 0; i < SERVERS; i++) {
      for (int j = 0; j < SOCKETS; j++) {
        channels[i][j] = DatagramChannel.open();
        channels[i][j].setOption(java.net.StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
        channels[i][j].connect(servers.get(i)).configureBlocking(false);
      }
    }
    thread.start();
  }

  private void run() {
    startedNanos = System.nanoTime();
    long from = startedNanos;
    long due = 0;
    while (!closed || underWay > 0) {
      long now = System.nanoTime();
      long more = Math.clamp((now - from) * rate / SECOND - due, 0, BATCH_MAX);
      if (closed) more = 0;
      else endedNanos = now;
      long before = next;
      while (more-- > 0 && underWay < UNDER_WAY_MAX) ask(now);
      due += next - before;
      // What could not be asked in time is not asked later: the rate is not made up for.
      if ((now - from) * rate / SECOND - due > BATCH_MAX) {
        from = now;
        due = 0;
      }
      int came = 0;
      for (DatagramChannel[] of : channels) {
        for (DatagramChannel each : of) came += receive(each);
      }
      expire(System.nanoTime());
      if (came == 0 && next == before) LockSupport.parkNanos(NAP_NANOS);
    }
  }

  private void ask(long now) {
    int id = (int) (next % IDS);
    if (states[id] != State.FREE) return;
    next++;
    underWay++;
    states[id] = State.FIRST;
    began[id] = now;
    send(id, id % SERVERS, now);
  }

  private void send(int id, int server, long now) {
    sent[id] = now;
    byte[] wire = question(id).wire;
    buffer.clear();
    buffer.putShort((short) id).put(wire, 2, wire.length - 2).flip();
    DatagramChannel channel = channels[server][(id / SERVERS) % SOCKETS];
    // The first may only tell that one before it found nobody.
    for (int tries = 0; tries < 2; tries++) {
      try {
        channel.write(buffer);
        return;
      } catch (PortUnreachableException nobody) {
        buffer.rewind();
      } catch (IOException failed) {
        fail(id + ": " + failed);
        return;
      }
    }
  }

  private Asked question(int id) {
    return questions.get(id % questions.size());
  }

  private int receive(DatagramChannel channel) {
    int came = 0;
    while (came < BATCH_MAX) {
      buffer.clear();
      try {
        if (channel.read(buffer) <= 0) return came;
      } catch (PortUnreachableException nobody) {
        continue; // the question is asked again in time
      } catch (IOException failed) {
        fail(failed.toString());
        return came;
      }
      came++;
      buffer.flip();
      answered();
    }
    return came;
  }

  private void answered() {
    int id = buffer.getShort(0) & 0xffff;
    // Late, behind the answer of the other: it need not be looked at, but may.
    if (states[id] == State.FREE) return;
    int code = buffer.get(3) & 15;
    if (code == 2) {
      refusals++;
      // Of the second: the first may only be late.
      if (states[id] == State.FIRST) again(id, System.nanoTime());
      return;
    }
    byte[] right = question(id).right;
    boolean one = code == 0 && buffer.getShort(6) == 1;
    int at = buffer.limit() - right.length;
    for (int i = 0; one && i < right.length; i++) one = buffer.get(at + i) == right[i];
    if (!one) fail("code " + code + " to " + id);
    longest = Math.max(longest, System.nanoTime() - began[id]);
    free(id);
  }

  private void free(int id) {
    states[id] = State.FREE;
    underWay--;
  }

  private void again(int id, long now) {
    retries++;
    states[id] = State.SECOND;
    send(id, 1 - id % SERVERS, now);
    seconds.add(id);
  }

  private void expire(long now) {
    for (; checked < next; checked++) {
      int id = (int) (checked % IDS);
      if (states[id] != State.FIRST) continue;
      if (now - began[id] < FIRST_WAIT.toNanos()) break;
      again(id, now);
    }
    while (!seconds.isEmpty()) {
      int id = seconds.getFirst();
      boolean waits = states[id] == State.SECOND;
      if (waits && now - sent[id] < SECOND_WAIT.toNanos()) return;
      seconds.removeFirst();
      if (!waits) continue;
      fail("no answer to " + id);
      free(id);
    }
  }

  private void fail(String what) {
    if (failures.size() < FAILURES_MAX) failures.add(what);
  }

  /// Asks no more, waits for the answers and tells what came of it all.
  Result end() throws InterruptedException {
    closed = true;
    thread.join();
    double seconds = (endedNanos - startedNanos) / 1e9;
    return new Result(next, next / seconds, retries, refusals, List.copyOf(failures), longest);
  }

  @Override
  public void close() throws IOException {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
    for (DatagramChannel[] of : channels) {
      for (DatagramChannel each : of) each.close();
    }
  }
}
