package dev.roster.dns.server;

import dev.roster.core.wire.Flags;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Transport;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One connection over TCP: messages with their length before them, as many at once as the client
/// sends. They are answered in their order, but for those that must wait for something outside the
/// process: these overtake nothing and are overtaken (RFC 7766 section 6.2.1.1).
///
/// Confined to its loop's thread, which it never holds up. Of its own it has the beginning of a
/// message whose rest is yet to come, and replies that the client has no room for; while there are
/// such, or as many questions as may wait, the client is not read.
final class TcpConnection {
  /// Questions of one connection that wait at once; beyond it the connection is not read.
  static final int UNDER_WAY_MAX = 128;

  /// Bytes of its own that a silent connection holds on to, at most.
  static final int HELD_BYTES_MAX = 256;

  /// Bytes of a long reply that are written in one turn; others get theirs then.
  private static final int TURN_BYTES = 256 << 10;

  private static final byte[] NOTHING = {};

  private final TcpSockets.Line line;
  private final byte[] source;
  private final TcpDesk desk;
  private final ListenOptions options;
  private final Consumer<TcpConnection> end;
  private byte[] rest = NOTHING; // of what was read; the beginning of a message, or of many if full
  private int restLength;
  private byte[] unsent = NOTHING;
  private int unsentAt;
  private int unsentLength; // behind unsentAt
  private @Nullable Iterator<byte[]> more; // what follows the last reply
  private @Nullable LateReplies late;
  private int underWay;
  private int questions;
  private boolean last; // nothing more is read
  private boolean ended;
  private long since; // when it fell silent, or the message began whose rest is to come
  private long repliedLate;
  private long blockedSince;

  /// A connection that was accepted.
  ///
  /// @param end told when it has ended
  TcpConnection(
      TcpSockets.Line line,
      TcpDesk desk,
      ListenOptions options,
      long now,
      Consumer<TcpConnection> end) {
    this.line = line;
    this.source = line.client().getAddress();
    this.desk = desk;
    this.options = options;
    this.end = end;
    this.since = now;
    this.repliedLate = now;
  }

  /// Its socket.
  TcpSockets.Line line() {
    return line;
  }

  /// Bytes of its own that it holds.
  int heldBytes() {
    return rest.length + unsent.length;
  }

  /// Reads, answers and writes what there is; the desk's answerer has begun a batch.
  void ready(boolean readable, boolean writable) {
    if (ended) return;
    try {
      if (writable) writeUnsent();
      if (readable && !last && !isFull()) read();
      settle();
    } catch (IOException gone) {
      // Reset: nobody is there to be told.
      close();
    }
  }

  private void read() throws IOException {
    byte[] bytes = desk.in;
    if (restLength > TcpDesk.READ_BYTES_MAX / 2) {
      // So long a message is rare: it is put together where it lies.
      if (restLength == rest.length) grow();
      bytes = rest;
    } else {
      System.arraycopy(rest, 0, bytes, 0, restLength);
    }
    int read = line.read(bytes, restLength, bytes.length - restLength);
    if (read == 0) return;
    if (read < 0) {
      // What began is never whole. The client may have said all it wanted to: what waits is still
      // answered.
      last = true;
      restLength = 0;
    } else {
      answerWhole(bytes, restLength + read);
    }
  }

  /// Room for more of a message, twice as much: it grows with what came, not with what was
  /// announced.
  private void grow() {
    rest = Arrays.copyOf(rest, Math.min(2 + announced(rest, 0), 2 * rest.length));
  }

  private static int announced(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }

  /// Whether the client is to be heard no further now.
  private boolean isFull() {
    return underWay >= UNDER_WAY_MAX || unsentLength > 0 || more != null;
  }

  /// Answers the messages that are there as a whole, as long as there is room, and keeps the rest.
  private void answerWhole(byte[] bytes, int length) throws IOException {
    int at = 0;
    desk.answerer.keepalive(options.idleMillis());
    while (!last && !isFull() && hasWhole(bytes, at, length)) {
      int from = at + 2;
      int to = from + announced(bytes, at);
      at = to;
      // Too short to be a message: what follows can't be told apart.
      if (to - from < Flags.HEADER_BYTES) last = true;
      else answer(bytes, from, to);
      if (desk.isFull()) flush();
    }
    if (last) at = length;
    boolean goesOn = at == 0 && restLength > 0;
    keep(bytes, at, length);
    if (!goesOn) since = desk.answerer.now();
  }

  /// Whether a message is there as a whole, or one that can never be.
  private static boolean hasWhole(byte[] bytes, int at, int length) {
    int there = length - at;
    if (there < 2) return false;
    int announced = announced(bytes, at);
    return announced < Flags.HEADER_BYTES || there >= 2 + announced;
  }

  private void answer(byte[] bytes, int from, int to) {
    Answerer answerer = desk.answerer;
    int length = answerer.answerNext(Transport.TCP, source, line.port(), bytes, from, to);
    if (length == Responder.HANDED_OVER) {
      length = answerer.handOver(late().sender());
      if (length == 0) underWay++;
    }
    if (length > 0) desk.gather(answerer.reply(), length);
    more = answerer.takeStream();
    last = options.questionsMax() != 0 && ++questions >= options.questionsMax();
  }

  private LateReplies late() {
    LateReplies held = late;
    if (held == null) {
      held = new LateReplies(() -> desk.late.accept(this));
      late = held;
    }
    return held;
  }

  private void keep(byte[] bytes, int at, int length) {
    restLength = length - at;
    if (restLength == 0) {
      if (rest.length > HELD_BYTES_MAX) rest = NOTHING;
    } else if (restLength > rest.length) {
      int room = Math.max(HELD_BYTES_MAX, Integer.highestOneBit(restLength - 1) << 1);
      rest = Arrays.copyOfRange(bytes, at, at + room);
    } else {
      System.arraycopy(bytes, at, rest, 0, restLength);
    }
  }

  /// What its late replies told of is looked at now.
  void takeNews() {
    LateReplies held = late;
    if (held != null) held.begin();
  }

  /// Writes what there is and goes on with what was read before, as far as there is room.
  private void settle() throws IOException {
    int room = TURN_BYTES;
    do {
      room = follow(room);
      flush();
      boolean goesOn = restLength > 0 && !last && !isFull() && hasWhole(rest, 0, restLength);
      if (!goesOn) break;
      answerWhole(rest, restLength);
    } while (true);
    boolean writes = unsentLength > 0 || room <= 0;
    if (last && underWay == 0 && !writes) close();
    else line.watch(!last && !isFull(), writes);
  }

  /// Gathers what follows, and what was waited for. Returns how much more there may be in this
  /// turn; none: there is more.
  private int follow(int room) throws IOException {
    int left = room;
    while (unsentLength == 0 && left > 0) {
      byte[] message = next();
      if (message == null) return left;
      desk.gather(message, message.length);
      left -= message.length;
      if (desk.isFull()) flush();
    }
    return left;
  }

  private byte @Nullable [] next() {
    Iterator<byte[]> follows = more;
    if (follows != null && follows.hasNext()) return follows.next();
    more = null;
    LateReplies held = late;
    if (held == null) return null;
    byte[] reply = held.next();
    int answered = held.takeEnded();
    underWay -= answered;
    if (answered > 0) repliedLate = desk.answerer.now();
    return reply;
  }

  private void flush() throws IOException {
    int length = desk.outLength;
    if (length == 0) return;
    desk.outLength = 0;
    int written = line.write(desk.out, 0, length);
    if (written == length) return;
    unsent = Arrays.copyOfRange(desk.out, written, length);
    unsentAt = 0;
    unsentLength = unsent.length;
    blockedSince = desk.answerer.now();
  }

  private void writeUnsent() throws IOException {
    if (unsentLength == 0) return;
    int written = line.write(unsent, unsentAt, unsentLength);
    unsentAt += written;
    unsentLength -= written;
    if (unsentLength == 0) unsent = NOTHING;
  }

  /// Ends it if its client is waited for too long.
  void endIfStuck(long now) {
    if (isFull()) since = now; // it is we who do not listen
    if (isStuck(now)) close();
  }

  private boolean isStuck(long now) {
    if (unsentLength > 0) return isPast(now, blockedSince, options.writeMillis());
    if (last || isFull()) return false;
    if (restLength > 0) return isPast(now, since, options.readMillis());
    return underWay == 0
        && isPast(now, since, options.idleMillis())
        && isPast(now, repliedLate, options.idleMillis());
  }

  private static boolean isPast(long now, long since, int millis) {
    return now - since > TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /// Lets nothing more come in: what is there is answered, then it ends.
  void finish() {
    line.finish();
  }

  /// Ends it at once.
  void close() {
    if (ended) return;
    ended = true;
    desk.outLength = 0;
    rest = NOTHING;
    unsent = NOTHING;
    LateReplies held = late;
    if (held != null) held.close();
    line.close();
    end.accept(this);
  }
}
