package dev.roster.check.cluster;

import dev.roster.core.objects.Kind;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// A scripted API server: HTTP/1.1 over TLS, lists in pages, watches, bookmarks and streaming lists
/// of the kinds that names are made of, in JSON and in protobuf; and everything that goes wrong
/// with one, on command.
public final class ApiServer implements AutoCloseable {
  /// Kinds that it knows, unless told otherwise.
  public static final Set<Kind> KINDS =
      Set.of(
          Kind.NAMESPACE,
          Kind.SERVICE,
          Kind.ENDPOINT_SLICE,
          Kind.POD,
          Kind.NODE,
          Kind.SERVICE_IMPORT);

  private static final int BACKLOG = 128;
  private static final int PORT_MIN = 20_000;
  private static final int PORT_MAX = 32_000;
  private static final int PORT_TRIES_MAX = 100;

  private final ClusterObjects objects;
  private final Faults faults = new Faults();
  private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong watchesEnded = new AtomicLong();
  private volatile Options options;
  private volatile Set<String> tokens = Set.of();
  private volatile SSLContext context;
  private final KeyStore clients;
  private final InetAddress address;
  private final int port;
  private volatile ServerSocket listening;
  private volatile Thread accepting;

  /// How it is set up.
  ///
  /// @param streaming what it makes of `sendInitialEvents`
  /// @param protobuf whether it has protobuf; else it answers in JSON whatever is asked
  /// @param kinds what it knows; 404 for all others
  /// @param bookmarks how often a watch that is silent gets one
  public record Options(
      Streaming streaming, boolean protobuf, Set<Kind> kinds, Duration bookmarks) {
    /// As Kubernetes 1.36 is.
    public static final Options USUAL =
        new Options(Streaming.KNOWN, true, KINDS, Duration.ofMillis(500));

    public Options {
      kinds = Set.copyOf(kinds);
    }

    /// With something else made of `sendInitialEvents`.
    public Options with(Streaming other) {
      return new Options(other, protobuf, kinds, bookmarks);
    }

    /// Without protobuf.
    public Options withoutProtobuf() {
      return new Options(streaming, false, kinds, bookmarks);
    }

    /// With other kinds.
    public Options with(Set<Kind> others) {
      return new Options(streaming, protobuf, others, bookmarks);
    }
  }

  /// What a server makes of `sendInitialEvents`.
  public enum Streaming {
    /// It does it.
    KNOWN,
    /// 422: the feature is off.
    FORBIDDEN,
    /// It is too old to know the parameter, and begins a usual watch.
    IGNORED,
    /// Its storage can't: 200 and one error event of code 500, as with etcd 3.4.
    FAILING
  }

  /// Starts one on a free port of 127.0.0.1.
  ///
  /// @param client whose certificate is accepted, beside [#tokens]
  public ApiServer(ClusterObjects objects, Options options, Identity server, Identity client)
      throws IOException, GeneralSecurityException {
    this(objects, options, server, client, InetAddress.ofLiteral("127.0.0.1"));
  }

  /// Starts one on a free port of an address.
  ///
  /// @param client whose certificate is accepted, beside [#tokens]
  public ApiServer(
      ClusterObjects objects,
      Options options,
      Identity server,
      Identity client,
      InetAddress address)
      throws IOException, GeneralSecurityException {
    this.objects = objects;
    this.address = address;
    this.options = options;
    this.clients = KeyStore.getInstance("PKCS12");
    clients.load(null, null);
    clients.setCertificateEntry("client", client.certificate());
    this.context = context(server);
    this.listening = listenAnywhere();
    this.port = listening.getLocalPort();
    this.accepting = accept(listening);
  }

  private SSLContext context(Identity server) throws GeneralSecurityException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(clients);
    TrustManager[] trusted = trust.getTrustManagers();
    SSLContext made = SSLContext.getInstance("TLS");
    made.init(server.managers(), trusted, new SecureRandom());
    return made;
  }

  /// On a port that no client gets: one that tries again and again while the server is killed would
  /// sooner or later have the same port for its own end, and be connected with itself.
  private ServerSocket listenAnywhere() throws IOException {
    for (int tries = 0; ; tries++) {
      try {
        return listen(ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_MAX));
      } catch (BindException taken) {
        if (tries == PORT_TRIES_MAX) throw taken;
      }
    }
  }

  private ServerSocket listen(int at) throws IOException {
    SSLServerSocket socket =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
    socket.setReuseAddress(true);
    socket.setWantClientAuth(true);
    socket.bind(new InetSocketAddress(address, at), BACKLOG);
    return socket;
  }

  private Thread accept(ServerSocket socket) {
    return Thread.ofVirtual()
        .name("api-server-accept")
        .start(() -> {
          while (true) {
            try {
              Socket accepted = socket.accept();
              sockets.add(accepted);
              if (socket.isClosed()) accepted.close();
              Thread.ofVirtual()
                  .name("api-server")
                  .start(() -> {
                    new ApiConnection(this, accepted).run();
                    sockets.remove(accepted);
                  });
            } catch (IOException closed) {
              if (socket.isClosed()) return;
            }
          }
        });
  }

  /// Where it listens, also while it is killed.
  public URI uri() {
    return URI.create("https://" + address.getHostAddress() + ":" + port);
  }

  /// What it has.
  public ClusterObjects objects() {
    return objects;
  }

  /// What it does wrong.
  public Faults faults() {
    return faults;
  }

  Options options() {
    return options;
  }

  /// Sets it up differently from the next request on.
  public void options(Options other) {
    options = other;
  }

  /// Bearer tokens that it accepts from the next request on; with none, anybody is.
  public void tokens(Set<String> accepted) {
    tokens = Set.copyOf(accepted);
  }

  Set<String> tokens() {
    return tokens;
  }

  /// Requests so far, in order.
  public List<RecordedRequest> requests() {
    return List.copyOf(requests);
  }

  void record(RecordedRequest request) {
    requests.add(request);
  }

  /// Connections that are open.
  public int connections() {
    return sockets.size();
  }

  /// Ends all watches as their time-out would.
  public void endWatches() {
    watchesEnded.incrementAndGet();
    objects.wake();
  }

  long watchesEnded() {
    return watchesEnded.get();
  }

  /// Closes every connection and refuses new ones, as after kill -9.
  public void kill() throws IOException {
    listening.close();
    try {
      accepting.join(); // the port is free once nobody waits at it
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
    closeAll();
  }

  /// Listens again on the same port.
  public void revive() throws IOException {
    listening = listen(port);
    accepting = accept(listening);
  }

  /// Closes every connection; new ones are accepted.
  public void closeAll() throws IOException {
    for (Socket socket : sockets) {
      try {
        socket.setSoLinger(true, 1); // or it waits for a write of which the packets vanish
      } catch (SocketException closed) {
        continue;
      }
      socket.close();
    }
  }

  /// Has another certificate for new connections, and closes those that are open.
  public void certificate(Identity other) throws IOException, GeneralSecurityException {
    kill();
    context = context(other);
    revive();
  }

  @Override
  public void close() throws IOException {
    faults.heal();
    kill();
  }
}
