package dev.roster.dns.forward;

import dev.roster.core.wire.Message;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.dns.forward.Answers.Verdict;
import dev.roster.dns.host.Reasons;
import dev.roster.dns.host.Scheduler;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Asks over HTTPS (RFC 8484), in HTTP/1.1 and with a connection a question.
final class HttpsLink implements Link {
  /// Bytes of a response's head, at most.
  static final int HEAD_BYTES_MAX = 16 << 10;

  private static final String PATH = "/dns-query";
  private static final String TYPE = "application/dns-message";

  private final InetSocketAddress server;
  private final String host;
  private final StreamLink.Dialer dialer;
  private final boolean get;
  private final LongSupplier nanoTime;
  private final Scheduler scheduler;

  /// A link.
  ///
  /// @param serverName whom the certificate names, "" for the address
  HttpsLink(
      InetSocketAddress server,
      String serverName,
      StreamLink.Dialer dialer,
      boolean get,
      LongSupplier nanoTime,
      Scheduler scheduler) {
    this.server = server;
    this.host = serverName.isEmpty() ? Upstream.text(server) : serverName;
    this.dialer = dialer;
    this.get = get;
    this.nanoTime = nanoTime;
    this.scheduler = scheduler;
  }

  @Override
  public String proto() {
    return "https";
  }

  @Override
  public Message ask(Message question, Duration within) throws IOException {
    long until = nanoTime.getAsLong() + within.toNanos();
    // RFC 8484 section 4.1: an id of 0, so that caches on the way can help.
    Message anonymous = withId(question, 0);
    byte[] wire = ReplyEncoder.bytes(anonymous);
    try {
      return ask(dial(until), anonymous, wire, until);
    } catch (NoAnswerException said) {
      throw said;
    } catch (IOException failed) {
      String what = (get ? "Get" : "Post") + " \"https://" + host + PATH + "\": ";
      throw new IOException(what + Reasons.of(failed), failed);
    }
  }

  private StreamLink.Dialed dial(long until) throws IOException {
    try {
      return dialer.dial(server, millisUntil(until));
    } catch (IOException failed) {
      throw Failures.dial("tcp", server, failed);
    }
  }

  private Message ask(StreamLink.Dialed dialed, Message anonymous, byte[] wire, long until)
      throws IOException {
    Socket socket = dialed.socket();
    Duration left = Duration.ofMillis(millisUntil(until));
    try (Socket raw = dialed.raw();
        Cutoff _ = Cutoff.after(left, raw, scheduler)) {
      socket.getOutputStream().write(request(wire));
      byte[] body = response(socket, until);
      return switch (Answers.of(anonymous, body, body.length)) {
        case Verdict.Right(Message answer) -> answer;
        case Verdict.Unreadable(String why) -> throw NoAnswerException.unreadable(why);
        case Verdict.Beside _, Verdict.Stray _ -> throw NoAnswerException.beside();
      };
    } catch (SocketException | SocketTimeoutException failed) {
      throw Failures.read("tcp", StreamLink.local(dialed.raw()), server, failed);
    }
  }

  private static Message withId(Message question, int id) {
    return new Message(
        id,
        question.flags(),
        question.questions(),
        question.answers(),
        question.authorities(),
        question.additionals(),
        question.rcode(),
        question.edns());
  }

  private byte[] request(byte[] wire) {
    String query =
        get ? "?dns=" + Base64.getUrlEncoder().withoutPadding().encodeToString(wire) : "";
    String length =
        get ? "" : "Content-Type: " + TYPE + "\r\nContent-Length: " + wire.length + "\r\n";
    String head =
        (get ? "GET " : "POST ")
            + (PATH + query + " HTTP/1.1\r\n")
            + ("Host: " + host + "\r\nAccept: " + TYPE + "\r\n" + length)
            + "Connection: close\r\n\r\n";
    byte[] ascii = head.getBytes(StandardCharsets.US_ASCII);
    if (get) return ascii;
    byte[] all = new byte[ascii.length + wire.length];
    System.arraycopy(ascii, 0, all, 0, ascii.length);
    System.arraycopy(wire, 0, all, ascii.length, wire.length);
    return all;
  }

  /// The body of a response with status 200: with a length, in chunks, or up to the end.
  private byte[] response(Socket socket, long until) throws IOException {
    InputStream in = new BufferedInputStream(new Timed(socket, until));
    int[] budget = {HEAD_BYTES_MAX};
    String status = line(in, budget);
    if (!status.matches("HTTP/1\\.[01] 200( .*)?")) throw new IOException("said: " + status);
    long length = -1;
    boolean chunked = false;
    while (true) {
      String header = line(in, budget).toLowerCase(Locale.ROOT);
      if (header.isEmpty()) break;
      if (header.startsWith("content-length:")) length = number(header.substring(15).strip(), 10);
      if (header.startsWith("transfer-encoding:")) chunked = header.contains("chunked");
    }
    if (chunked) return chunks(in, budget);
    if (length > Message.BYTES_MAX) throw new IOException("a body of " + length + " bytes");
    byte[] body = in.readNBytes(length < 0 ? Message.BYTES_MAX : (int) length);
    if (length >= 0 && body.length < length) throw new EOFException("the body ends early");
    return body;
  }

  private static byte[] chunks(InputStream in, int[] budget) throws IOException {
    byte[] body = new byte[Message.BYTES_MAX];
    int at = 0;
    while (true) {
      String size = line(in, budget);
      int end = size.indexOf(';');
      long bytes = number((end < 0 ? size : size.substring(0, end)).strip(), 16);
      if (bytes == 0) return Arrays.copyOf(body, at);
      if (bytes > body.length - at) throw new IOException("a body of more than 64 KiB");
      if (in.readNBytes(body, at, (int) bytes) < bytes)
        throw new EOFException("a chunk ends early");
      at += (int) bytes;
      line(in, budget);
    }
  }

  private static long number(String text, int radix) throws IOException {
    try {
      long number = Long.parseLong(text, radix);
      if (number >= 0) return number;
    } catch (NumberFormatException told) {
      // Below.
    }
    throw new IOException("\"" + text + "\" is no length");
  }

  /// A line without its end; lines of one response share a budget of bytes.
  private static String line(InputStream in, int[] budget) throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int c = in.read();
      if (c < 0) throw new EOFException("EOF");
      if (--budget[0] < 0)
        throw new IOException("a head of more than " + HEAD_BYTES_MAX + " bytes");
      if (c == '\n') break;
      line.append((char) c);
    }
    int end = line.length();
    return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
  }

  private int millisUntil(long until) throws IOException {
    long left = TimeUnit.NANOSECONDS.toMillis(until - nanoTime.getAsLong());
    if (left <= 0) throw new SocketTimeoutException("i/o timeout");
    return (int) Math.min(left, Integer.MAX_VALUE);
  }

  /// Reads until a moment, however slowly the bytes come.
  private final class Timed extends InputStream {
    private final Socket socket;
    private final InputStream in;
    private final long until;

    Timed(Socket socket, long until) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
      this.until = until;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      socket.setSoTimeout(millisUntil(until));
      return in.read(bytes, offset, length);
    }
  }
}
