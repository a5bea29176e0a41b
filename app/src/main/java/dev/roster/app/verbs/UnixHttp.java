package dev.roster.app.verbs;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One HTTP/1.1 request over a unix socket: as much of a client as the verbs need, without an HTTP
/// library to load. Each request has a connection of its own.
final class UnixHttp {
  /// Bytes of a response's status line and headers, at most.
  static final int HEAD_BYTES_MAX = 65_536;

  /// Bytes of a line that begins a chunk, at most.
  static final int CHUNK_LINE_BYTES_MAX = 256;

  private UnixHttp() {}

  /// A response whose body is still to be read; closing it closes the connection.
  ///
  /// @param headers `name: value` lines, names in lower case
  record Response(int code, List<String> headers, InputStream body) implements AutoCloseable {
    /// The values of a header, given in lower case.
    List<String> values(String name) {
      return headers.stream()
          .filter(line -> line.startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .toList();
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  /// Sends a request and reads the head of its response.
  ///
  /// @param headers complete lines such as `Accept: application/json`
  /// @param body no bytes for none
  static Response send(Path socket, String method, String target, List<String> headers, byte[] body)
      throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    try {
      StringBuilder head = new StringBuilder();
      head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
      head.append("Host: roster\r\nConnection: close\r\n");
      for (String header : headers) head.append(header).append("\r\n");
      if (body.length > 0) head.append("Content-Length: ").append(body.length).append("\r\n");
      head.append("\r\n");
      write(channel, head.toString().getBytes(StandardCharsets.UTF_8));
      write(channel, body);
      return read(new BufferedInputStream(Channels.newInputStream(channel)));
    } catch (IOException failed) {
      channel.close();
      throw failed;
    }
  }

  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) channel.write(buffer);
  }

  /// Reads a response's head; the stream is closed with its body.
  static Response read(InputStream in) throws IOException {
    int left = HEAD_BYTES_MAX;
    String status = line(in, left);
    left -= status.length();
    if (!status.matches("HTTP/1\\.[01] [0-9]{3}( .*)?")) {
      throw new IOException("no HTTP response: " + status);
    }
    List<String> headers = new ArrayList<>();
    for (String line = line(in, left); !line.isEmpty(); line = line(in, left)) {
      left -= line.length();
      int colon = line.indexOf(':');
      if (colon < 1) throw new IOException("no HTTP header: " + line);
      headers.add(line.substring(0, colon).toLowerCase(Locale.ROOT) + line.substring(colon));
    }
    Response bare = new Response(Integer.parseInt(status.substring(9, 12)), headers, in);
    return new Response(bare.code(), headers, body(bare, in));
  }

  private static InputStream body(Response response, InputStream in) throws IOException {
    if (response.code() == 204) return new BoundedBody(in, 0);
    if (response.values("transfer-encoding").contains("chunked")) return new ChunkedBody(in);
    List<String> lengths = response.values("content-length");
    if (lengths.isEmpty()) return in;
    if (!lengths.getFirst().matches("[0-9]{1,18}")) {
      throw new IOException("content-length is " + lengths.getFirst());
    }
    return new BoundedBody(in, Long.parseLong(lengths.getFirst()));
  }

  /// A line without its end, of at most so many bytes.
  static String line(InputStream in, int bytesMax) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) throw new EOFException("the connection ended within a response");
      if (line.length() >= bytesMax) throw new IOException("a response's head is too long");
      line.append((char) c);
    }
    if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r')
      line.setLength(line.length() - 1);
    return line.toString();
  }

  /// A body of known length.
  private static final class BoundedBody extends InputStream {
    private final InputStream in;
    private long left;

    BoundedBody(InputStream in, long left) {
      this.in = in;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) return 0;
      if (left == 0) return -1;
      int count = in.read(bytes, offset, (int) Math.min(length, left));
      if (count < 0) throw new EOFException("the connection ended within a response");
      left -= count;
      return count;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /// A chunked body (RFC 9112 section 7.1); trailers are read and dropped.
  private static final class ChunkedBody extends InputStream {
    private final InputStream in;
    private long left;
    private boolean first = true;
    private boolean over;

    ChunkedBody(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) return 0;
      if (left == 0 && !over) begin();
      if (over) return -1;
      int count = in.read(bytes, offset, (int) Math.min(length, left));
      if (count < 0) throw new EOFException("the connection ended within a response");
      left -= count;
      return count;
    }

    private void begin() throws IOException {
      if (!first && !line(in, CHUNK_LINE_BYTES_MAX).isEmpty()) {
        throw new IOException("a chunk is longer than it says");
      }
      first = false;
      String size = line(in, CHUNK_LINE_BYTES_MAX);
      int semicolon = size.indexOf(';');
      if (semicolon >= 0) size = size.substring(0, semicolon);
      if (!size.strip().matches("[0-9a-fA-F]{1,15}")) {
        throw new IOException("a chunk's size is \"" + size + "\"");
      }
      left = Long.parseLong(size.strip(), 16);
      if (left > 0) return;
      over = true;
      int lines = 0;
      while (!line(in, HEAD_BYTES_MAX).isEmpty()) {
        if (++lines > CHUNK_LINE_BYTES_MAX) throw new IOException("too many trailers");
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
