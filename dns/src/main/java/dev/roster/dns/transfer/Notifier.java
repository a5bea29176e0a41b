package dev.roster.dns.transfer;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.MessageDecoder;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.corefile.TransferConfig.Secondary;
import dev.roster.dns.host.Host;
import dev.roster.dns.host.Reasons;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Tells one secondary over UDP which zones changed: the newest SOA of each, in turn, at most one
/// message a second. A notice that is not answered is sent again, [#TRIES_MAX] times in all.
///
/// Its thread lives while there is something to tell.
final class Notifier implements AutoCloseable {
  /// How often one notice is sent, at most; CoreDNS sends it as often.
  static final int TRIES_MAX = 3;

  /// Milliseconds that an answer is waited for, at most, after the last try; half after each
  /// before.
  static final int ANSWER_MILLIS_MAX = 4000;

  /// Bytes of an answer that are read, at most.
  static final int ANSWER_BYTES_MAX = 4096;

  private static final int OPCODE_NOTIFY = 4 << 11;
  private static final Duration APART = Duration.ofSeconds(1);
  private static final Duration JITTER = Duration.ofMillis(100);

  private final Secondary secondary;
  private final Optional<IpAddress> source;
  private final Host host;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private final Map<Name, ResourceRecord> waiting = new LinkedHashMap<>(); // guarded by lock
  private boolean running; // guarded by lock
  private boolean closed; // guarded by lock
  private @Nullable DatagramSocket open; // guarded by lock; while an answer is waited for
  private boolean failing; // of the thread; whether the log says that it doesn't answer
  private long lastNanos; // of the thread; when something was sent last
  private boolean sent; // of the thread; whether anything ever was

  Notifier(Secondary secondary, Optional<IpAddress> source, Host host) {
    this.secondary = secondary;
    this.source = source;
    this.host = host;
  }

  /// Tells of a zone, soon. Never blocks.
  void changed(Name zone, ResourceRecord soa) {
    lock.lock();
    try {
      if (closed) return;
      waiting.put(zone, soa);
      if (running) return;
      running = true;
      Thread.ofVirtual().name("notify-" + secondary.address()).start(this::run);
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (true) {
      Map.Entry<Name, ResourceRecord> zone;
      lock.lock();
      try {
        zone = closed ? null : waiting.entrySet().stream().findFirst().orElse(null);
        if (zone == null) {
          running = false;
          return;
        }
        waiting.remove(zone.getKey());
      } finally {
        lock.unlock();
      }
      tell(zone.getKey(), zone.getValue());
    }
  }

  private void tell(Name zone, ResourceRecord soa) {
    String why = "";
    for (int tries = 1; tries <= TRIES_MAX; tries++) {
      if (!isDue()) return;
      try {
        int rcode = ask(zone, soa, ANSWER_MILLIS_MAX >> (TRIES_MAX - tries));
        why = rcode == Rcode.NOERROR ? "" : "rcode was " + Rcode.toText(rcode);
        break;
      } catch (SocketTimeoutException late) {
        why = "i/o timeout";
      } catch (IOException failed) {
        why = Reasons.of(failed);
      }
    }
    log(zone, why);
  }

  /// Waits until a second after the last message, and a little more: not all servers at once.
  private boolean isDue() {
    long left = host.random().nextLong(JITTER.toNanos());
    if (sent) left += APART.toNanos() - (host.nanoTime().getAsLong() - lastNanos);
    lock.lock();
    try {
      while (!closed && left > 0) left = ended.awaitNanos(left);
      return !closed;
    } catch (InterruptedException nobodyDoes) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private int ask(Name zone, ResourceRecord soa, int millis) throws IOException {
    int id = host.random().nextInt(0x10000);
    // The SOA is a hint which version there is (RFC 1996 section 3.7).
    Message notice =
        new Message(
            id,
            OPCODE_NOTIFY | Flags.AA,
            List.of(new Message.Question(zone, RecordType.SOA, 1)),
            List.of(soa),
            List.of(),
            List.of(),
            Rcode.NOERROR,
            Optional.empty());
    byte[] wire = ReplyEncoder.bytes(notice);
    try (DatagramSocket socket = socket()) {
      if (!keep(socket)) throw new SocketException("closed");
      socket.connect(
          new InetSocketAddress(
              InetAddress.getByAddress(secondary.address().toBytes()), secondary.port()));
      lastNanos = host.nanoTime().getAsLong();
      sent = true;
      socket.send(new DatagramPacket(wire, wire.length));
      long until = lastNanos + TimeUnit.MILLISECONDS.toNanos(millis);
      DatagramPacket packet = new DatagramPacket(new byte[ANSWER_BYTES_MAX], ANSWER_BYTES_MAX);
      while (true) {
        long left = TimeUnit.NANOSECONDS.toMillis(until - host.nanoTime().getAsLong());
        if (left <= 0) throw new SocketTimeoutException();
        socket.setSoTimeout((int) left);
        packet.setLength(ANSWER_BYTES_MAX);
        socket.receive(packet);
        Optional<Message> answer = answer(packet, id);
        if (answer.isPresent()) return answer.get().rcode();
      }
    } finally {
      keep(null);
    }
  }

  private static Optional<Message> answer(DatagramPacket packet, int id) {
    byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
    return switch (MessageDecoder.decode(bytes, 0, bytes.length)) {
      case MessageDecoder.Decoded.Whole(Message message) ->
          Optional.of(message)
              .filter(it -> it.id() == id && it.has(Flags.QR))
              .filter(it -> (it.flags() & Flags.OPCODE) == OPCODE_NOTIFY);
      case MessageDecoder.Decoded.Malformed _ -> Optional.empty();
    };
  }

  private DatagramSocket socket() throws IOException {
    return source.isPresent()
        ? new DatagramSocket(0, InetAddress.getByAddress(source.get().toBytes()))
        : new DatagramSocket();
  }

  /// Returns whether it may be used: closing closes it.
  private boolean keep(@Nullable DatagramSocket socket) {
    lock.lock();
    try {
      open = socket;
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /// One line when it begins to fail, one when it no longer does.
  private void log(Name zone, String why) {
    boolean fails = !why.isEmpty();
    if (fails == failing || isClosed()) return;
    failing = fails;
    String to = "\"" + secondary.address() + "\" port " + secondary.port();
    String what = "notify for zone \"" + zone + "\" was ";
    host.lines()
        .line(
            fails ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
            "plugin/transfer: "
                + what
                + (fails ? "not accepted by " + to + ": " + why : "accepted by " + to));
  }

  /// Whether its thread lives.
  boolean isRunning() {
    lock.lock();
    try {
      return running;
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      waiting.clear();
      ended.signalAll();
      if (open != null) open.close();
    } finally {
      lock.unlock();
    }
  }
}
