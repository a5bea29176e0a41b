package dev.roster.node.probe;

import dev.roster.core.objects.ProbeView.Handler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// Asks by HTTP/1.1 for a status line, as the kubelet does: 200..399 is success, redirects within
/// the same host are followed, one to another host is success, certificates are not looked at. A
/// connection is used once; only the head of the answer is read.
public final class HttpProbe {
  /// The head of an answer in bytes.
  public static final int HEAD_BYTES_MAX = 64 << 10;

  /// Redirects that are followed.
  public static final int REDIRECTS_MAX = 10;

  private HttpProbe() {}

  /// The head of an answer.
  ///
  /// @param location "" if none
  private record Head(int status, String location) {}

  /// One try.
  ///
  /// @param host the pod's address, or what the probe names
  public static ProbeResult run(Handler.HttpGet get, String host, int port, Deadline deadline) {
    boolean tls = get.scheme().equalsIgnoreCase("HTTPS");
    String scheme = tls ? "https" : "http";
    String path = get.path().startsWith("/") ? get.path() : "/" + get.path();
    for (int hop = 0; hop <= REDIRECTS_MAX; hop++) {
      String url = scheme + "://" + host + ":" + port + path;
      Head head;
      try {
        head = ask(get, host, port, tls, path, deadline);
      } catch (SocketTimeoutException e) {
        return ProbeResult.failure(
            "Get \""
                + url
                + "\": context deadline exceeded (Client.Timeout exceeded while awaiting"
                + " headers)");
      } catch (IOException e) {
        return ProbeResult.failure("Get \"" + url + "\": " + TcpProbe.dial(host, port, e));
      } catch (GeneralSecurityException e) {
        return ProbeResult.error(String.valueOf(e.getMessage()));
      }
      boolean redirect = head.status >= 300 && head.status < 400 && !head.location.isEmpty();
      if (!redirect) return verdict(head.status);
      URI next = URI.create(url).resolve(head.location.replace(" ", "%20"));
      String nextHost = next.getHost();
      if (nextHost != null && !nextHost.equals(host)) return ProbeResult.success();
      tls = "https".equals(next.getScheme());
      scheme = tls ? "https" : "http";
      port = next.getPort() >= 0 ? next.getPort() : tls ? 443 : 80;
      String query = next.getRawQuery();
      path =
          (next.getRawPath().isEmpty() ? "/" : next.getRawPath())
              + (query == null ? "" : "?" + query);
    }
    return ProbeResult.failure("stopped after " + REDIRECTS_MAX + " redirects");
  }

  /// What a status code means.
  public static ProbeResult verdict(int status) {
    return status >= 200 && status < 400
        ? ProbeResult.success()
        : ProbeResult.failure("HTTP probe failed with statuscode: " + status);
  }

  private static Head ask(
      Handler.HttpGet get, String host, int port, boolean tls, String path, Deadline deadline)
      throws IOException, GeneralSecurityException {
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(host, port), deadline.leftMillis());
      plain.setSoTimeout(deadline.leftMillis());
      try (Socket socket = tls ? secure(plain, host, port) : plain) {
        socket.getOutputStream().write(request(get, host, port, path));
        return head(socket, deadline);
      }
    }
  }

  private static byte[] request(Handler.HttpGet get, String host, int port, String path) {
    StringBuilder out = new StringBuilder("GET ").append(path).append(" HTTP/1.1\r\n");
    String hostHeader = host + ":" + port;
    boolean agent = false;
    boolean accept = false;
    StringBuilder others = new StringBuilder();
    for (Handler.Header each : get.headers()) {
      String name = each.name().toLowerCase(Locale.ROOT);
      if (name.equals("host")) {
        hostHeader = each.value();
        continue;
      }
      agent |= name.equals("user-agent");
      accept |= name.equals("accept");
      others.append(each.name()).append(": ").append(each.value()).append("\r\n");
    }
    out.append("Host: ").append(hostHeader).append("\r\n");
    if (!agent) out.append("User-Agent: kube-probe/1.36\r\n");
    if (!accept) out.append("Accept: */*\r\n");
    out.append(others).append("Connection: close\r\n\r\n");
    return out.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Head head(Socket socket, Deadline deadline) throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int newlines = 0;
    while (newlines < 2 && head.size() < HEAD_BYTES_MAX) {
      socket.setSoTimeout(deadline.leftMillis());
      int next = in.read();
      if (next < 0) break;
      head.write(next);
      if (next == '\n') newlines++;
      else if (next != '\r') newlines = 0;
    }
    return parse(head.toString(StandardCharsets.ISO_8859_1));
  }

  private static Head parse(String head) throws IOException {
    int status = 0;
    String location = "";
    for (String line : head.lines().toList()) {
      if (status == 0) {
        String[] words = line.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/") || !words[1].matches("\\d{3}")) {
          throw new IOException("malformed HTTP response \"" + line + "\"");
        }
        status = Integer.parseInt(words[1]);
      } else if (line.regionMatches(true, 0, "location:", 0, 9)) {
        location = line.substring(9).strip();
      }
    }
    if (status == 0) throw new IOException("EOF");
    return new Head(status, location);
  }

  private static Socket secure(Socket plain, String host, int port)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustsAll()}, null);
    SSLSocketFactory factory = context.getSocketFactory();
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
    socket.startHandshake();
    return socket;
  }

  /// A probe asks whether a server answers, not who it is.
  private static final class TrustsAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
