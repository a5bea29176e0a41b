package dev.roster.kubernetes.http;

import dev.roster.kubernetes.decode.ApiStatus;
import dev.roster.kubernetes.decode.Encoding;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.zip.GZIPInputStream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Requests by the runtime's own HTTP/1.1, each on a connection of its own; TLS sessions are
/// resumed. The server is asked to compress, which it does with lists: at its level that takes it
/// less than to encrypt what is left out, and this side, too.
public final class HttpApiClient implements ApiClient {
  /// How long a connection may take: a little more than until the system tries again (1 s, and ever
  /// more behind that). While packets vanish, who waits for it is not there soon when they come
  /// through again; who begins anew is.
  public static final Duration CONNECT_WAIT_MAX = Duration.ofMillis(1_200);

  /// How long a connection's TLS and the head of an answer may each take.
  public static final Duration HEAD_WAIT_MAX = Duration.ofSeconds(10);

  /// Bytes of a refusal's body that are read.
  static final int REFUSAL_BYTES_MAX = 1 << 16;

  private static final String GZIP = "gzip";
  private static final int GZIP_BUFFER_BYTES = 1 << 13;
  private static final String TUNNEL_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

  static {
    // The runtime tells a password to no proxy that tunnels, unless it is told otherwise before its
    // first connection. Here a password is told only to the proxy that it was configured with.
    if (System.getProperty(TUNNEL_SCHEMES) == null) System.setProperty(TUNNEL_SCHEMES, "");
  }

  private final AccessSource source;
  private final String agent;
  private final Map<String, String> environment;
  private final Duration headWait;
  private volatile Optional<Means> made = Optional.empty(); // of the last request

  private HttpApiClient(
      AccessSource source, String agent, Map<String, String> environment, Duration headWait) {
    this.source = source;
    this.agent = agent;
    this.environment = Map.copyOf(environment);
    this.headWait = headWait;
  }

  /// What connections of one access are made with. Kept from request to request, as TLS sessions
  /// are resumed by it.
  ///
  /// @param door the access, whoever asks
  private record Means(ApiAccess door, SSLContext tls, ProxyRules proxy) {
    static Means of(ApiAccess access, Map<String, String> environment) throws BadAccessException {
      if (Optional.ofNullable(access.server().getRawUserInfo()).isPresent()) {
        throw new BadAccessException("server", "has a user in its URL");
      }
      String scheme = Optional.ofNullable(access.server().getScheme()).orElse("");
      boolean known = scheme.equals("https") || scheme.equals("http");
      if (!known || Optional.ofNullable(access.server().getHost()).isEmpty()) {
        throw new BadAccessException("server", "\"" + access.server() + "\" is no http(s) URL");
      }
      ProxyRules proxy = ProxyRules.of(access, environment);
      return new Means(door(access), TlsContext.of(access), proxy);
    }

    static ApiAccess door(ApiAccess access) {
      return access.with(new Credentials.None());
    }
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
    check(access, environment);
    AccessSource fixed = AccessSource.fixed(access);
    return new HttpApiClient(fixed, "roster/" + version, environment, headWait);
  }

  /// A client of an API server whose certificates and credentials change: what the source gives is
  /// used from the next request on. While it gives nothing that a connection can be made with, the
  /// server is unreachable.
  ///
  /// @param version of Roster, for the header `User-Agent`
  /// @param environment the process's, for proxies
  public static HttpApiClient of(
      AccessSource source, String version, Map<String, String> environment) {
    return new HttpApiClient(source, "roster/" + version, environment, HEAD_WAIT_MAX);
  }

  /// Looks whether connections can be made with it: certificates and keys can be read, and proxies
  /// are of a kind that is known. Nobody is asked.
  ///
  /// @param environment the process's, for proxies
  /// @throws BadAccessException if not
  public static void check(ApiAccess access, Map<String, String> environment)
      throws BadAccessException {
    Means.of(access, environment);
  }

  @Override
  public Reply get(String pathAndQuery, Duration silence) {
    ApiAccess access;
    Means means;
    try {
      access = source.access();
      means = means(access);
    } catch (IOException | BadAccessException none) {
      return new Reply.Unreachable(message(none));
    }
    KeptSocket socket = new KeptSocket(means.tls().getSocketFactory(), access.serverName());
    try {
      Reply reply = reply(opened(access, means, pathAndQuery, silence, socket), silence, socket);
      if (reply instanceof Reply.Refused refused && refused.status().code() == 401) {
        source.refused(access);
      }
      return reply;
    } catch (IOException failed) {
      socket.close();
      if (failed instanceof SSLException) source.refused(access);
      return new Reply.Unreachable(why(access, failed));
    }
  }

  private Means means(ApiAccess access) throws BadAccessException {
    Optional<Means> last = made;
    if (last.isPresent() && last.get().door().equals(Means.door(access))) return last.get();
    Means now = Means.of(access, environment);
    made = Optional.of(now);
    return now;
  }

  private HttpURLConnection opened(
      ApiAccess access, Means means, String pathAndQuery, Duration silence, KeptSocket socket)
      throws IOException {
    URI url = uri(access, pathAndQuery);
    HttpURLConnection connection =
        (HttpURLConnection) url.toURL().openConnection(means.proxy().proxy());
    boolean secured = connection instanceof HttpsURLConnection;
    if (connection instanceof HttpsURLConnection https) https.setSSLSocketFactory(socket);
    // Without TLS the socket is the runtime's own, and has one time-out for head and body.
    boolean shorter = !silence.isZero() && silence.compareTo(headWait) < 0;
    Duration read = secured || shorter ? headWait : silence;
    connection.setConnectTimeout((int) CONNECT_WAIT_MAX.toMillis());
    connection.setReadTimeout((int) read.toMillis());
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setAuthenticator(new ProxyPassword(means.proxy()));
    connection.setRequestProperty("Accept", Encoding.ACCEPT);
    connection.setRequestProperty("Accept-Encoding", GZIP);
    connection.setRequestProperty("User-Agent", agent);
    connection.setRequestProperty("Connection", "close");
    String authorization = authorization(access.credentials());
    if (!authorization.isEmpty()) {
      connection.setRequestProperty("Authorization", authorization);
    }
    return connection;
  }

  private static URI uri(ApiAccess access, String pathAndQuery) throws IOException {
    String base = access.server().toString();
    String cut = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    try {
      return new URI(cut + pathAndQuery);
    } catch (URISyntaxException malformed) {
      throw new IOException("no URL: " + pathAndQuery, malformed);
    }
  }

  private static String authorization(Credentials credentials) {
    return switch (credentials) {
      case Credentials.None() -> "";
      case Credentials.Token(String token) -> "Bearer " + token;
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
      InputStream in = inflated(connection, connection.getInputStream());
      return new Reply.Opened(type, new OpenBody(in, socket, silence.isZero()));
    }
    ApiStatus said = ApiStatus.of(code, type, refusal(connection));
    socket.close();
    OptionalInt retry = said.retryAfterSeconds();
    if (retry.isEmpty()) retry = seconds(connection.getHeaderField("Retry-After"));
    return new Reply.Refused(new ApiStatus(code, said.reason(), said.message(), retry));
  }

  private static InputStream inflated(HttpURLConnection connection, InputStream body)
      throws IOException {
    return GZIP.equals(connection.getContentEncoding())
        ? new GZIPInputStream(body, GZIP_BUFFER_BYTES)
        : body;
  }

  private static byte[] refusal(HttpURLConnection connection) {
    try (InputStream in =
        Optional.ofNullable(connection.getErrorStream()).orElseGet(InputStream::nullInputStream)) {
      return inflated(connection, in).readNBytes(REFUSAL_BYTES_MAX);
    } catch (IOException cut) {
      return new byte[0]; // the code says enough
    }
  }

  /// Of `Retry-After`; a date there is taken for nothing, as API servers send none.
  private static OptionalInt seconds(@Nullable String header) {
    if (header == null || !header.matches("\\d{1,6}")) return OptionalInt.empty();
    return OptionalInt.of(Integer.parseInt(header));
  }

  private String why(ApiAccess access, IOException failed) {
    String where = access.server().getAuthority();
    return where
        + ": "
        + switch (failed) {
          case UnknownHostException unknown -> "no address for " + unknown.getMessage();
          case SocketTimeoutException late ->
              message(late).startsWith("Connect")
                  ? "no connection within " + CONNECT_WAIT_MAX.toMillis() + " ms"
                  : "no answer within " + headWait.toSeconds() + " s";
          case SSLException tlsFailed -> "TLS: " + tlsFailed.getMessage();
          default -> message(failed);
        };
  }

  private static String message(Exception failed) {
    return Optional.ofNullable(failed.getMessage()).orElse(failed.getClass().getSimpleName());
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
