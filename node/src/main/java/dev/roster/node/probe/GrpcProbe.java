package dev.roster.node.probe;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Asks the gRPC health service (`grpc.health.v1.Health/Check`) without encryption: SERVING is
/// success. One request on one connection, in as much of HTTP/2 (RFC 9113) as that takes: headers
/// are sent as literals (RFC 7541 section 6.2.2) and not read, for the answer's message says it
/// all.
public final class GrpcProbe {
  /// The longest service name.
  public static final int SERVICE_BYTES_MAX = 120;

  /// The most that is read of an answer.
  private static final int FRAMES_MAX = 64;

  private static final int FRAME_BYTES_MAX = 16 << 10;

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;
  private static final int SERVING = 1;

  private GrpcProbe() {}

  /// One try.
  public static ProbeResult run(String host, int port, String service, Deadline deadline) {
    if (service.getBytes(StandardCharsets.UTF_8).length > SERVICE_BYTES_MAX) {
      return ProbeResult.error("service name is longer than " + SERVICE_BYTES_MAX + " bytes");
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), deadline.leftMillis());
      socket.setSoTimeout(deadline.leftMillis());
      OutputStream out = socket.getOutputStream();
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      frame(out, SETTINGS, 0, 0, new byte[0]);
      frame(out, HEADERS, END_HEADERS, 1, headers(host + ":" + port));
      frame(out, DATA, END_STREAM, 1, message(service));
      int status = status(socket, out, deadline);
      if (status == SERVING) return ProbeResult.success();
      return ProbeResult.failure("service unhealthy (responded with \"" + name(status) + "\")");
    } catch (IOException e) {
      return ProbeResult.failure(
          "timeout: failed to connect service \"" + host + ":" + port + "\": " + e.getMessage());
    }
  }

  private static String name(int status) {
    return switch (status) {
      case 0 -> "UNKNOWN";
      case 2 -> "NOT_SERVING";
      case 3 -> "SERVICE_UNKNOWN";
      default -> "no status";
    };
  }

  private static byte[] headers(String authority) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    header(out, ":method", "POST");
    header(out, ":scheme", "http");
    header(out, ":path", "/grpc.health.v1.Health/Check");
    header(out, ":authority", authority);
    header(out, "content-type", "application/grpc");
    header(out, "te", "trailers");
    return out.toByteArray();
  }

  // Literal without indexing, new name; both shorter than 127, so one length byte each.
  private static void header(ByteArrayOutputStream out, String name, String value) {
    out.write(0);
    out.write(name.length());
    out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    out.write(value.length());
    out.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  // HealthCheckRequest { string service = 1; } behind gRPC's five bytes.
  private static byte[] message(String service) {
    byte[] name = service.getBytes(StandardCharsets.UTF_8);
    int length = name.length == 0 ? 0 : name.length + 2;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, 0, 0, 0, (byte) length});
    if (length > 0) {
      out.write(0x0a);
      out.write(name.length);
      out.writeBytes(name);
    }
    return out.toByteArray();
  }

  private static void frame(OutputStream out, int type, int flags, int stream, byte[] payload)
      throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    int size = payload.length;
    frame.writeBytes(new byte[] {(byte) (size >> 16), (byte) (size >> 8), (byte) size});
    frame.write(type);
    frame.write(flags);
    frame.writeBytes(new byte[] {0, 0, 0, (byte) stream});
    frame.writeBytes(payload);
    out.write(frame.toByteArray());
  }

  /// The `status` of the answer's message; -1 if it has none.
  private static int status(Socket socket, OutputStream out, Deadline deadline) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (int frames = 0; frames < FRAMES_MAX; frames++) {
      socket.setSoTimeout(deadline.leftMillis());
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      in.readInt();
      if (length > FRAME_BYTES_MAX) throw new IOException("frame of " + length + " bytes");
      byte[] payload = in.readNBytes(length);
      if (payload.length < length) throw new IOException("EOF");
      boolean ours = (flags & ACK) == 0;
      if (type == SETTINGS && ours) frame(out, SETTINGS, ACK, 0, new byte[0]);
      if (type == PING && ours) frame(out, PING, ACK, 0, payload);
      if (type == RST_STREAM || type == GOAWAY) throw new IOException("stream reset");
      if (type == DATA) append(data, payload, (flags & PADDED) != 0);
      boolean ends = (flags & END_STREAM) != 0 && (type == DATA || type == HEADERS);
      if (ends) return parse(data.toByteArray());
    }
    throw new IOException("no answer within " + FRAMES_MAX + " frames");
  }

  private static void append(ByteArrayOutputStream data, byte[] payload, boolean padded) {
    int from = padded ? 1 : 0;
    int padding = padded && payload.length > 0 ? payload[0] & 0xff : 0;
    int size = payload.length - from - padding;
    if (size > 0) data.write(payload, from, size);
  }

  // HealthCheckResponse { ServingStatus status = 1; }: absent is 0, UNKNOWN.
  private static int parse(byte[] data) {
    if (data.length < 5 || data[0] != 0) return -1;
    if (data.length == 5) return 0;
    return data.length >= 7 && data[5] == 0x08 ? data[6] : -1;
  }
}
