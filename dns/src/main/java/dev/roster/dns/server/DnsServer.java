package dev.roster.dns.server;

import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Site;
import dev.roster.dns.pipeline.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The DNS server: sockets and workers of a configuration, over a catalog that changes under it.
///
/// Starting and reloading are all or nothing: an address that can't be had leaves everything as it
/// was. A reload keeps the sockets of addresses that stay.
public final class DnsServer implements AutoCloseable {
  /// Addresses of one server, at most.
  public static final int LISTENERS_MAX = 256;

  private static final int PORT_TRIES_MAX = 16;

  private final DnsRuntime runtime;
  private final UdpSocket.Factory udp;
  private final TcpSockets tcp;
  private final int workers;
  private final Semaphore waiting = new Semaphore(WaitingRoom.WAITING_MAX);
  private Map<Listen, Port> ports = Map.of(); // guarded by this
  private boolean closed; // guarded by this

  private DnsServer(DnsRuntime runtime, UdpSocket.Factory udp, TcpSockets tcp, int workers) {
    this.runtime = runtime;
    this.udp = udp;
    this.tcp = tcp;
    this.workers = workers;
  }

  /// Starts a server.
  ///
  /// @throws ListenException if an address can't be listened on; nothing runs then
  public static DnsServer start(DnsConfig config, DnsRuntime runtime) throws ListenException {
    int cpus = Runtime.getRuntime().availableProcessors();
    return start(config, runtime, UdpSocket.here(), Math.min(cpus, UdpWorkers.WORKERS_DEFAULT));
  }

  static DnsServer start(DnsConfig config, DnsRuntime runtime, UdpSocket.Factory udp, int workers)
      throws ListenException {
    return start(config, runtime, udp, TcpSockets.here(), workers);
  }

  static DnsServer start(
      DnsConfig config, DnsRuntime runtime, UdpSocket.Factory udp, TcpSockets tcp, int workers)
      throws ListenException {
    DnsServer server = new DnsServer(runtime, udp, tcp, workers);
    server.reload(config);
    return server;
  }

  /// Serves another configuration from now on.
  ///
  /// @throws ListenException if a new address can't be listened on; all goes on as before then
  public synchronized void reload(DnsConfig config) throws ListenException {
    if (closed) throw new IllegalStateException("the DNS server is closed");
    if (config.listeners().size() > LISTENERS_MAX) {
      throw new ListenException(
          config.listeners().size() + " addresses to listen on (at most " + LISTENERS_MAX + ")");
    }
    Map<Listen, Served> served = new LinkedHashMap<>();
    for (DnsConfig.Listener listener : config.listeners()) {
      String name = listener.listen().toString();
      Site site = new Site(name, listener.blocks(), runtime.metrics());
      served.put(listener.listen(), new Served(site, listener.options()));
    }
    Map<Listen, Port> next = new LinkedHashMap<>();
    List<Port> opened = new ArrayList<>();
    try {
      for (Map.Entry<Listen, Served> entry : served.entrySet()) {
        Port kept = ports.get(entry.getKey());
        if (kept != null) kept.requireSameProtocol(entry.getKey(), entry.getValue());
        if (kept == null) {
          kept = open(entry.getKey(), entry.getValue());
          opened.add(kept);
        }
        next.put(entry.getKey(), kept);
      }
    } catch (ListenException failed) {
      opened.forEach(Port::close);
      throw failed;
    }
    next.forEach((listen, port) -> port.publish(served.getOrDefault(listen, port.served.get())));
    Map<Listen, Port> before = ports;
    ports = next;
    closeAll(
        before.entrySet().stream()
            .filter(entry -> !next.containsKey(entry.getKey()))
            .map(Map.Entry::getValue)
            .toList());
  }

  /// The addresses that are really bound, in the order of the configuration; a port that the system
  /// chose is the chosen one.
  public synchronized List<InetSocketAddress> boundAddresses() {
    List<InetSocketAddress> addresses = new ArrayList<>();
    ports.forEach((listen, port) ->
        addresses.add(
            listen.host().isEmpty()
                ? new InetSocketAddress(port.number)
                : new InetSocketAddress(InetAddress.ofLiteral(listen.host()), port.number)));
    return addresses;
  }

  /// How each of [#boundAddresses] is spoken to, in their order; UDP stands for UDP and TCP.
  public synchronized List<Transport> boundTransports() {
    return ports.keySet().stream().map(Listen::transport).toList();
  }

  /// What is wrong with workers, a line each: one that hangs, or that can't get its socket back.
  public synchronized List<String> complaints() {
    List<String> all = new ArrayList<>();
    for (Port port : ports.values()) all.addAll(port.complaints.get());
    return all;
  }

  /// The questions that wait for their answers now.
  public synchronized UnderWay underWay() {
    List<Thread> threads = new ArrayList<>();
    for (Port port : ports.values()) threads.addAll(port.room.threads());
    return new UnderWay(threads, runtime.nanoTime());
  }

  /// Where it counts.
  public DnsMetrics metrics() {
    return runtime.metrics();
  }

  /// Stops listening; replies under way are sent first, within a bound.
  @Override
  public synchronized void close() {
    closed = true;
    closeAll(ports.values());
    ports = Map.of();
  }

  /// At once, so that the bounds of each are those of all.
  private static void closeAll(Collection<Port> ports) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Port port : ports) threads.execute(port::close);
    }
  }

  private Port open(Listen listen, Served first) throws ListenException {
    AtomicReference<Served> served = new AtomicReference<>(first);
    WaitingRoom room = new WaitingRoom(waiting, runtime.metrics(), runtime.nanoTime());
    return switch (listen.transport()) {
      case UDP, TCP -> openDns(listen, served, room);
      case TLS -> openTls(listen, served, room);
      case HTTPS -> openHttps(listen, served, room);
    };
  }

  private Port openTls(Listen listen, AtomicReference<Served> served, WaitingRoom room)
      throws ListenException {
    try {
      TlsListener tls =
          TlsListener.start(listen, runtime, served::get, answerers(listen, served::get, room));
      return new Port(served, tls.port(), room, _ -> {}, List::of, List.of(tls::close));
    } catch (IOException failed) {
      throw ListenException.of(listen, "tcp", failed);
    }
  }

  private TcpWorkers openTcp(Listen listen, AtomicReference<Served> served, WaitingRoom room)
      throws ListenException {
    try {
      return TcpWorkers.start(listen, workers, tcp, runtime, served::get, room);
    } catch (IOException failed) {
      throw ListenException.of(listen, "tcp", failed);
    }
  }

  private Port openHttps(Listen listen, AtomicReference<Served> served, WaitingRoom room)
      throws ListenException {
    try {
      HttpsListener https =
          HttpsListener.start(listen, runtime, served::get, answerers(listen, served::get, room));
      return new Port(served, https.port(), room, https::identify, List::of, List.of(https::close));
    } catch (IOException failed) {
      throw ListenException.of(listen, "tcp", failed);
    }
  }

  /// A few responders that connections share message by message.
  private BlockingQueue<Answerer> answerers(
      Listen listen, Supplier<Served> served, WaitingRoom room) {
    int share = Math.max(2, workers);
    BlockingQueue<Answerer> answerers = new ArrayBlockingQueue<>(share);
    for (int i = 0; i < share; i++) {
      Responder responder = runtime.worker(-2 - i - listen.hashCode() * share);
      answerers.add(new Answerer(responder, served, runtime, room));
    }
    return answerers;
  }

  /// UDP and TCP on one port.
  private Port openDns(Listen listen, AtomicReference<Served> served, WaitingRoom room)
      throws ListenException {
    int wanted = served.get().options().sockets();
    int sockets = Math.min(wanted == 0 ? workers : wanted, UdpWorkers.WORKERS_MAX);
    for (int tries = 1; ; tries++) {
      TcpWorkers streams = openTcp(listen, served, room);
      try {
        UdpWorkers datagrams =
            UdpWorkers.start(listen, streams.port(), sockets, udp, runtime, served::get, room);
        return new Port(
            served,
            streams.port(),
            room,
            _ -> {},
            () ->
                Stream.of(datagrams.complaints(), streams.complaints())
                    .flatMap(List::stream)
                    .toList(),
            List.of(datagrams::close, streams::close));
      } catch (IOException failed) {
        streams.close();
        // A port that the system chose for TCP can be taken for UDP: it chooses again.
        if (listen.port() == 0 && tries < PORT_TRIES_MAX) continue;
        throw ListenException.of(listen, "udp", failed);
      }
    }
  }

  /// The sockets of one address, and what is served there, which is set under the server's lock.
  private record Port(
      AtomicReference<Served> served,
      int number,
      WaitingRoom room,
      Consumer<TlsIdentity> identified,
      Supplier<List<String>> complaints,
      List<Runnable> closing) {
    void publish(Served next) {
      Optional<TlsIdentity> before = served.getAndSet(next).options().tls();
      Optional<TlsIdentity> now = next.options().tls();
      if (before.isPresent() && !now.equals(before)) now.ifPresent(identified);
    }

    /// Whether an open port speaks TLS is settled: the old configuration stays.
    void requireSameProtocol(Listen listen, Served next) throws ListenException {
      boolean is = served.get().options().tls().isPresent();
      boolean wanted = next.options().tls().isPresent();
      if (listen.transport() != Transport.HTTPS || is == wanted) return;
      throw ListenException.ofProtocol(listen, wanted ? "on" : "off");
    }

    /// Those that wait are answered over the sockets that are still open.
    void close() {
      room.close();
      closing.forEach(Runnable::run);
    }
  }
}
