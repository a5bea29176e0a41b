package dev.roster.kubernetes.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A proxy that knows CONNECT and nothing else.
final class TunnelProxy implements AutoCloseable {
  private final ServerSocket server;
  private final String authorization;
  private final List<String> tunnelled = new CopyOnWriteArrayList<>();

  /// @param authorization what `Proxy-Authorization` has to say; "" for none
  TunnelProxy(String authorization) throws IOException {
    this.authorization = authorization;
    this.server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /// The first lines of requests that were granted.
  List<String> tunnelled() {
    return tunnelled;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException closed) {
      // Done.
    }
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      String wanted = authorization.isEmpty() ? "" : "Proxy-authorization: " + authorization;
      while (!head.contains(wanted)) {
        say(client, "407 Who\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0");
        head = head(client.getInputStream());
      }
      String first = head.lines().findFirst().orElse("");
      int port = Integer.parseInt(first.replaceAll("^CONNECT .*:(\\d+) .*$", "$1"));
      try (Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
        tunnelled.add(first);
        say(client, "200 Go");
        Thread back = Thread.ofVirtual().start(() -> copy(target, client));
        copy(client, target);
        back.join();
      }
    } catch (IOException | InterruptedException ended) {
      // The client sees it.
    }
  }

  private static void say(Socket client, String status) throws IOException {
    byte[] head = ("HTTP/1.1 " + status + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    client.getOutputStream().write(head);
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) throw new IOException("no head");
      head.append((char) next);
    }
    return head.toString();
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException ended) {
      // The other direction ends too.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
