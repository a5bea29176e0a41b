package dev.roster.dns.forward;

import dev.roster.core.wire.Edns;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.dns.forward.Answers.Verdict;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Asks over UDP: a socket and so a random source port a question, connected, so that the system
/// drops what others send. Whoever guesses has to guess port, id and question (RFC 5452).
final class DatagramLink implements Link {
  /// Bytes of an answer over UDP, at most; a longer one counts as truncated.
  static final int ANSWER_BYTES_MAX = 16 << 10;

  /// How long the right answer may come behind one that is beside the question: the upstream may be
  /// wrong, or somebody else quicker.
  private static final Duration GRACE = Duration.ofMillis(100);

  private static final int ANSWER_BYTES_MIN = 512;

  private final InetSocketAddress server;
  private final Optional<InetAddress> source;
  private final LongSupplier nanoTime;

  DatagramLink(InetSocketAddress server, Optional<InetAddress> source, LongSupplier nanoTime) {
    this.server = server;
    this.source = source;
    this.nanoTime = nanoTime;
  }

  @Override
  public String proto() {
    return "udp";
  }

  @Override
  public Message ask(Message question, Duration within) throws IOException {
    long until = nanoTime.getAsLong() + within.toNanos();
    byte[] wire = ReplyEncoder.bytes(question);
    int size = question.edns().map(Edns::udpSize).orElse(ANSWER_BYTES_MIN);
    // One more than the client takes tells what was cut.
    byte[] buffer = new byte[Math.min(Math.max(size, ANSWER_BYTES_MIN), ANSWER_BYTES_MAX) + 1];
    try (DatagramSocket socket = open()) {
      return exchange(socket, question, wire, buffer, until);
    }
  }

  private Message exchange(
      DatagramSocket socket, Message question, byte[] wire, byte[] buffer, long until)
      throws IOException {
    try {
      socket.connect(server);
    } catch (IOException failed) {
      throw Failures.dial("udp", server, failed);
    }
    InetSocketAddress local =
        new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
    try {
      socket.send(new DatagramPacket(wire, wire.length));
      return receive(socket, question, buffer, until);
    } catch (NoAnswerException said) {
      throw said;
    } catch (IOException failed) {
      throw Failures.read("udp", local, server, failed);
    }
  }

  private Message receive(DatagramSocket socket, Message question, byte[] buffer, long until)
      throws IOException {
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    long end = until;
    boolean beside = false;
    while (true) {
      packet.setLength(buffer.length);
      try {
        socket.setSoTimeout(millisUntil(end));
        socket.receive(packet);
      } catch (SocketTimeoutException late) {
        throw beside ? NoAnswerException.beside() : late;
      }
      switch (read(question, buffer, packet.getLength())) {
        case Verdict.Right(Message answer) -> {
          return answer;
        }
        case Verdict.Unreadable(String why) -> throw NoAnswerException.unreadable(why);
        case Verdict.Beside _ -> {
          if (!beside)
            end = Math.min(end - until, GRACE.toNanos() + nanoTime.getAsLong() - until) + until;
          beside = true;
        }
        case Verdict.Stray _ -> {}
      }
    }
  }

  /// What was cut on its way is an answer without records and with TC: the client asks again over
  /// TCP.
  private static Verdict read(Message question, byte[] buffer, int length) {
    Verdict verdict = Answers.of(question, buffer, length);
    boolean torn = verdict instanceof Verdict.Unreadable && Answers.isTruncated(buffer, length);
    if (length < buffer.length && !torn) return verdict;
    return Answers.cut(question, buffer, length).<Verdict>map(Verdict.Right::new).orElse(verdict);
  }

  private DatagramSocket open() throws IOException {
    return source.isPresent() ? new DatagramSocket(0, source.get()) : new DatagramSocket();
  }

  private int millisUntil(long until) throws SocketTimeoutException {
    long left = TimeUnit.NANOSECONDS.toMillis(until - nanoTime.getAsLong());
    if (left <= 0) throw new SocketTimeoutException("i/o timeout");
    return (int) Math.min(left, Integer.MAX_VALUE);
  }
}
