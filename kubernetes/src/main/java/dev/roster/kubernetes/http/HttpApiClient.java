package dev.roster.kubernetes.http;

import dev.roster.kubernetes.decode.ApiStatus;
import dev.roster.kubernetes.decode.Encoding;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.PasswordAuthentication;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Requests by the runtime's own HTTP/1.1, each on a connection of its own; TLS sessions are
/// resumed. The server is asked not to compress: on a network as fast as a cluster's that costs it
/// more than it saves.
public final class HttpApiClient implements ApiClient {
  /// How long a connection, its TLS and the head of an answer may each take.
  public static final Duration HEAD_WAIT_MAX = Duration.ofSeconds(10);

  /// Bytes of a refusal's body that are read.
  static final int REFUSAL_BYTES_MAX = 1 << 16;

  private static final String TUNNEL_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

  static {
    // The runtime tells a password to no proxy that tunnels, unless it is told otherwise before its
    // first connection. Here a password is told only to the proxy that it was configured with.
    if (System.getProperty(TUNNEL_SCHEMES) == null) System.setProperty(TUNNEL_SCHEMES, "");
  }

  private final ApiAccess access;
  private final String agent;
  private final SSLContext tls;
  private final ProxyRules proxy;
  private final Duration headWait;

  private HttpApiClient(
      ApiAccess access, String agent, SSLContext tls, ProxyRules proxy, Duration headWait) {
    this.access = access;
    this.agent = agent;
    this.tls = tls;
    this.proxy = proxy;
    this.headWait = headWait;
  }

  /// A client of an API server.
  ///
  /// @param version of Roster, for the header `User-Agent`
  /// @param environment the process's, for proxies
  /// @throws BadAccessException if no connection can be made with it
  public static HttpApiClient of(ApiAccess access, String version, Map<String, String> environment)
      throws BadAccessException {
    return of(access, version, environment, HEAD_WAIT_MAX);
  }

  static HttpApiClient of(
      ApiAccess access, String version, Map<String, String> environment, Duration headWait)
      throws BadAccessException {
    String scheme = Optional.ofNullable(access.server().getScheme()).orElse("");
    boolean known = scheme.equals("https") || scheme.equals("http");
    if (!known || Optional.ofNullable(access.server().getHost()).isEmpty()) {
      throw new BadAccessException("server", "\"" + access.server() + "\" is no http(s) URL");
    }
    ProxyRules proxy = ProxyRules.of(access, environment);
    return new HttpApiClient(access, "roster/" + version, TlsContext.of(access), proxy, headWait);
  }

  @Override
  public Reply get(String pathAndQuery, Duration silence) {
    KeptSocket socket = new KeptSocket(tls.getSocketFactory(), access.serverName());
    try {
      return reply(opened(pathAndQuery, silence, socket), silence, socket);
    } catch (IOException failed) {
      socket.close();
      return new Reply.Unreachable(why(failed));
    } catch (UncheckedIOException noToken) {
      socket.close();
      return new Reply.Unreachable("no token: " + noToken.getMessage());
    }
  }

  private HttpURLConnection opened(String pathAndQuery, Duration silence, KeptSocket socket)
      throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) uri(pathAndQuery).toURL().openConnection(proxy.proxy());
    boolean secured = connection instanceof HttpsURLConnection;
    if (connection instanceof HttpsURLConnection https) https.setSSLSocketFactory(socket);
    // Without TLS the socket is the runtime's own, and has one time-out for head and body.
    boolean shorter = !silence.isZero() && silence.compareTo(headWait) < 0;
    Duration read = secured || shorter ? headWait : silence;
    connection.setConnectTimeout((int) headWait.toMillis());
    connection.setReadTimeout((int) read.toMillis());
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setAuthenticator(new ProxyPassword(proxy));
    connection.setRequestProperty("Accept", Encoding.ACCEPT);
    connection.setRequestProperty("User-Agent", agent);
    connection.setRequestProperty("Connection", "close");
    String authorization = authorization();
    if (!authorization.isEmpty()) {
      connection.setRequestProperty("Authorization", authorization);
    }
    return connection;
  }

  private URI uri(String pathAndQuery) throws IOException {
    String base = access.server().toString();
    String cut = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    try {
      return new URI(cut + pathAndQuery);
    } catch (URISyntaxException malformed) {
      throw new IOException("no URL: " + pathAndQuery, malformed);
    }
  }

  private String authorization() {
    return switch (access.credentials()) {
      case Credentials.None() -> "";
      case Credentials.Token(var token) -> {
        String now = token.get();
        yield now.isEmpty() ? "" : "Bearer " + now;
      }
      case Credentials.Basic(String user, String password) -> {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        yield "Basic " + Base64.getEncoder().encodeToString(both);
      }
    };
  }

  private Reply reply(HttpURLConnection connection, Duration silence, KeptSocket socket)
      throws IOException {
    int code = connection.getResponseCode();
    if (code < 0) throw new IOException("the answer is no HTTP");
    String type = Optional.ofNullable(connection.getContentType()).orElse("");
    if (code == HttpURLConnection.HTTP_OK) {
      socket.silence(silence);
      InputStream in = connection.getInputStream();
      return new Reply.Opened(type, new OpenBody(in, socket, silence.isZero()));
    }
    ApiStatus said = ApiStatus.of(code, type, refusal(connection));
    socket.close();
    OptionalInt retry = said.retryAfterSeconds();
    if (retry.isEmpty()) retry = seconds(connection.getHeaderField("Retry-After"));
    return new Reply.Refused(new ApiStatus(code, said.reason(), said.message(), retry));
  }

  private static byte[] refusal(HttpURLConnection connection) {
    try (InputStream in =
        Optional.ofNullable(connection.getErrorStream()).orElseGet(InputStream::nullInputStream)) {
      return in.readNBytes(REFUSAL_BYTES_MAX);
    } catch (IOException cut) {
      return new byte[0]; // the code says enough
    }
  }

  /// Of `Retry-After`; a date there is taken for nothing, as API servers send none.
  private static OptionalInt seconds(@Nullable String header) {
    if (header == null || !header.matches("\\d{1,6}")) return OptionalInt.empty();
    return OptionalInt.of(Integer.parseInt(header));
  }

  private String why(IOException failed) {
    String where = access.server().getAuthority();
    return where
        + ": "
        + switch (failed) {
          case UnknownHostException unknown -> "no address for " + unknown.getMessage();
          case SocketTimeoutException _ -> "no answer within " + headWait.toSeconds() + " s";
          case SSLException tlsFailed -> "TLS: " + tlsFailed.getMessage();
          default ->
              Optional.ofNullable(failed.getMessage()).orElse(failed.getClass().getSimpleName());
        };
  }

  /// Tells the proxy its password; nobody else is told any.
  private static final class ProxyPassword extends Authenticator {
    private final ProxyRules proxy;

    ProxyPassword(ProxyRules proxy) {
      this.proxy = proxy;
    }

    @Override
    protected @Nullable PasswordAuthentication getPasswordAuthentication() {
      if (getRequestorType() != RequestorType.PROXY || proxy.user().isEmpty()) return null;
      return new PasswordAuthentication(proxy.user(), proxy.password().toCharArray());
    }
  }
}
