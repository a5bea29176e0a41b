package dev.roster.check.cluster;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/// One connection to an [ApiServer]: reads requests, sends answers as slowly as told.
final class ApiConnection {
  private static final int LINE_BYTES_MAX = 65_536;
  private static final int SLOW_BYTES = 100;

  private final ApiServer server;
  private final Socket socket;

  ApiConnection(ApiServer server, Socket socket) {
    this.server = server;
    this.socket = socket;
  }

  /// A request.
  ///
  /// @param known whether the client is
  record Request(
      String method,
      String path,
      Map<String, String> query,
      Map<String, String> headers,
      boolean known) {
    String query(String name) {
      return query.getOrDefault(name, "");
    }

    boolean accepts(String encoding) {
      return headers.getOrDefault("accept-encoding", "").contains(encoding);
    }
  }

  void run() {
    try (socket) {
      server.faults().pass();
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      ApiAnswers answers = new ApiAnswers(server, this);
      while (true) {
        String line = line(in);
        if (line.isEmpty()) return;
        server.faults().pass();
        if (!answers.answer(request(line, in))) return;
      }
    } catch (IOException gone) {
      // the client went, or the server was killed
    } catch (InterruptedException nobodyDoes) {
      Thread.currentThread().interrupt();
    }
  }

  private Request request(String line, InputStream in) throws IOException {
    String[] words = line.split(" ", -1);
    if (words.length != 3) throw new IOException("no request line: " + line);
    Map<String, String> headers = new HashMap<>();
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      String name = header.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.put(name, header.substring(colon + 1).strip());
    }
    int mark = words[1].indexOf('?');
    String path = mark < 0 ? words[1] : words[1].substring(0, mark);
    Map<String, String> query = new TreeMap<>();
    for (String each : (mark < 0 ? "" : words[1].substring(mark + 1)).split("&", -1)) {
      if (each.isEmpty()) continue;
      int equal = each.indexOf('=');
      String name = equal < 0 ? each : each.substring(0, equal);
      String value = equal < 0 ? "" : each.substring(equal + 1);
      query.put(
          URLDecoder.decode(name, StandardCharsets.UTF_8),
          URLDecoder.decode(value, StandardCharsets.UTF_8));
    }
    return new Request(words[0], path, query, headers, isKnown(headers));
  }

  private boolean isKnown(Map<String, String> headers) {
    if (server.tokens().isEmpty()) return true;
    String authorization = headers.getOrDefault("authorization", "");
    if (authorization.startsWith("Bearer ")) {
      return server.tokens().contains(authorization.substring("Bearer ".length()));
    }
    try {
      return socket instanceof SSLSocket secured
          && secured.getSession().getPeerCertificates().length > 0;
    } catch (SSLPeerUnverifiedException anonymous) {
      return false;
    }
  }

  /// "" at the end of the connection, too.
  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        if (line.size() == 0) return "";
        throw new EOFException();
      }
      if (line.size() == LINE_BYTES_MAX) throw new IOException("a line that doesn't end");
      line.write(next);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  boolean isClosed() {
    return socket.isClosed();
  }

  /// Sends bytes, as slowly as told.
  void send(byte[] bytes) throws IOException, InterruptedException {
    int at = 0;
    while (at < bytes.length) {
      server.faults().pass();
      boolean slow = server.faults().bytesPerSecond() > 0;
      int count = slow ? Math.min(SLOW_BYTES, bytes.length - at) : bytes.length - at;
      socket.getOutputStream().write(bytes, at, count);
      socket.getOutputStream().flush();
      at += count;
      server.faults().spend(count);
    }
  }

  /// Sends a part of a body that has no length.
  void chunk(byte[] bytes) throws IOException, InterruptedException {
    byte[] head = ProtoObjects.ascii(Integer.toHexString(bytes.length) + "\r\n");
    byte[] all = new byte[head.length + bytes.length + 2];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(bytes, 0, all, head.length, bytes.length);
    all[all.length - 2] = '\r';
    all[all.length - 1] = '\n';
    send(all);
  }

  /// Ends a body that has no length.
  void lastChunk() throws IOException, InterruptedException {
    send(ProtoObjects.ascii("0\r\n\r\n"));
  }
}
