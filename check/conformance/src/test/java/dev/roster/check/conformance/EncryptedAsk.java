package dev.roster.check.conformance;

import dev.roster.check.kit.TestCertificate;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Questions over TLS (RFC 7858) and HTTPS (RFC 8484), by the JDK's clients.
final class EncryptedAsk {
  private static final int TIMEOUT_MILLIS = 60_000;

  private EncryptedAsk() {}

  static byte[] tls(int port, TestCertificate certificate, byte[] question) throws IOException {
    try (Socket socket =
        certificate
            .trust()
            .getSocketFactory()
            .createSocket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      byte[] framed = new byte[question.length + 2];
      framed[0] = (byte) (question.length >> 8);
      framed[1] = (byte) question.length;
      System.arraycopy(question, 0, framed, 2, question.length);
      OutputStream out = socket.getOutputStream();
      out.write(framed);
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] answer = new byte[in.readUnsignedShort()];
      in.readFully(answer);
      return answer;
    }
  }

  /// The client of [#https], made once for many questions.
  static HttpClient client(TestCertificate certificate) {
    return HttpClient.newBuilder().sslContext(certificate.trust()).build();
  }

  static byte[] https(int port, HttpClient client, byte[] question)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/dns-query"))
            .timeout(Duration.ofMillis(TIMEOUT_MILLIS))
            .header("Content-Type", "application/dns-message")
            .POST(HttpRequest.BodyPublishers.ofByteArray(question))
            .build();
    HttpResponse<byte[]> reply = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (reply.statusCode() != 200) throw new IOException("HTTP " + reply.statusCode());
    return reply.body();
  }
}
