package dev.roster.check.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// Questions over UDP, by `sendmmsg` of packets made before and `recvmmsg` into one row, from a few
/// connected sockets. It never sleeps, so that a server pays for no client's waking.
final class UdpLoad implements Load {
  private static final int SOCKETS = 8;
  private static final int BATCH = 64;
  private static final int ANSWER_BYTES = 2048;
  private static final long SECOND = 1_000_000_000L;

  /// Nanoseconds without any answer after which what is under way on a socket is lost.
  private static final long SILENCE_NANOS = SECOND / 5;

  /// Nanoseconds that the last answers of a round may take.
  private static final long LAST_NANOS = SECOND / 2;

  private final Arena memory = Arena.ofConfined();
  private final LongSupplier nanoTime;
  private final PacketRow packets;
  private final PacketRow room;
  private final Outstanding outstanding;
  private final List<Lane> lanes = new ArrayList<>();
  private final int window;
  private Runnable beside = () -> {};

  /// A load on one port.
  ///
  /// @param window questions under way, where answers set the pace
  /// @param judged whether answers are compared with what is expected
  UdpLoad(List<Question> questions, int port, int window, boolean judged, LongSupplier nanoTime)
      throws IOException {
    this.nanoTime = nanoTime;
    this.window = window / SOCKETS;
    List<byte[]> messages = new ArrayList<>();
    for (Question question : questions) messages.add(question.packet(messages.size()));
    packets = PacketRow.of(memory, messages);
    room = PacketRow.room(memory, BATCH, ANSWER_BYTES, false);
    outstanding = new Outstanding(questions, judged);
    int share = questions.size() / SOCKETS;
    for (int i = 0; i < SOCKETS; i++) {
      lanes.add(new Lane(PacketSocket.connected(memory, port), i * share, share));
    }
  }

  /// A socket with the ids that are its own.
  private final class Lane {
    final PacketSocket socket;
    final int first;
    final int count;
    int next;
    int open;
    long heardNanos;

    Lane(PacketSocket socket, int first, int count) {
      this.socket = socket;
      this.first = first;
      this.count = count;
    }

    /// Asks up to so many of the next questions; returns how many the socket took.
    ///
    /// @param dueNanos when the first was due
    /// @param stepNanos how much later each further one was
    int ask(int wanted, long dueNanos, double stepNanos) {
      int asked = Math.min(Math.min(wanted, BATCH), count - next);
      int index = first + next;
      for (int i = 0; i < asked; i++) {
        if (!outstanding.isOpen(index + i)) open++;
        outstanding.asked(index + i, dueNanos + (long) (i * stepNanos));
      }
      int sent = Math.max(0, socket.send(packets, index, asked));
      for (int i = sent; i < asked; i++) {
        outstanding.unasked(index + i);
        open--;
      }
      next = (next + sent) % count;
      return sent;
    }

    void hear() {
      int received = socket.receive(room, false);
      if (received <= 0) return;
      long now = nanoTime.getAsLong();
      heardNanos = now;
      for (int i = 0; i < received; i++) {
        if (room.length(i) < Question.HEADER_BYTES) continue;
        int id = room.unsignedShort(i, 0);
        if (outstanding.heard(id, room.unsignedShort(i, 2), room.unsignedShort(i, 6), now)) open--;
      }
    }

    void keepPace(long now) {
      if (open > 0 && now - heardNanos > SILENCE_NANOS) open -= outstanding.giveUp(first, count);
      if (open == 0) heardNanos = now;
      if (open < window) ask(window - open, now, 0);
    }
  }

  /// Something that is to be done again and again between packets, by the same thread.
  void beside(Runnable what) {
    beside = what;
  }

  @Override
  public Round asFastAsAnswered(double seconds) {
    long start = begin();
    long end = start + (long) (seconds * SECOND);
    long now = start;
    while (now < end) {
      for (Lane lane : lanes) {
        lane.hear();
        now = nanoTime.getAsLong();
        lane.keepPace(now);
      }
    }
    return finish(start);
  }

  @Override
  public Round atRate(int perSecond, double seconds) {
    long start = begin();
    double step = (double) SECOND / perSecond;
    long total = (long) (perSecond * seconds);
    long asked = 0;
    int turn = 0;
    long now = start;
    // A server that is gone refuses everything: what is not asked in time is not asked.
    long end = start + (long) (seconds * SECOND) + LAST_NANOS;
    while (asked < total && now < end) {
      now = nanoTime.getAsLong();
      long due = Math.min(total, (long) ((now - start) / step) + 1);
      if (due > asked) {
        Lane lane = lanes.get(turn++ % SOCKETS);
        asked += lane.ask((int) Math.min(BATCH, due - asked), start + (long) (asked * step), step);
      }
      for (Lane lane : lanes) lane.hear();
      beside.run();
    }
    return finish(start);
  }

  private long begin() {
    long now = nanoTime.getAsLong();
    for (Lane lane : lanes) {
      lane.open = 0;
      lane.heardNanos = now;
      while (lane.socket.receive(room, false) > 0) Thread.onSpinWait();
    }
    return now;
  }

  private Round finish(long start) {
    long asked = nanoTime.getAsLong();
    while (outstanding.open() > 0 && nanoTime.getAsLong() - asked < LAST_NANOS) {
      for (Lane lane : lanes) lane.hear();
    }
    return outstanding.round((asked - start) / (double) SECOND);
  }

  @Override
  public void close() {
    lanes.forEach(lane -> lane.socket.close());
    memory.close();
  }
}
