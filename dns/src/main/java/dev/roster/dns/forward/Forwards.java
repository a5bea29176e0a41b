package dev.roster.dns.forward;

import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Position;
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.corefile.ForwardConfig;
import dev.roster.dns.corefile.ForwardConfig.Protocol;
import dev.roster.dns.corefile.ForwardConfig.Route;
import dev.roster.dns.corefile.ForwardConfig.Target;
import dev.roster.dns.host.Reasons;
import dev.roster.dns.host.Scheduler;
import dev.roster.dns.metrics.MetricSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// All that forwards in one configuration: makes the directive of each server block, and knows what
/// they have in common: the numbers, and the names that `loop` asks for.
public final class Forwards {
  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final LongSupplier nanoTime;
  private final ForwardMetrics metrics = new ForwardMetrics();
  private final LoopNames loopNames = new LoopNames();

  /// Nothing forwards yet.
  ///
  /// @param random not to be guessed: ids of questions come from it
  public Forwards(Scheduler scheduler, RandomGenerator random, LongSupplier nanoTime) {
    this.scheduler = scheduler;
    this.random = random;
    this.nanoTime = nanoTime;
  }

  /// What is counted.
  public MetricSource numbers() {
    return metrics;
  }

  /// The names that the `loop` directives of this configuration ask for.
  public LoopNames loopNames() {
    return loopNames;
  }

  /// The directive of a block; names are resolved and certificates read now. What stands against it
  /// goes to `problems`: then the directive is not to be served.
  ///
  /// @param paths where a file named in the block lies
  public ForwardDirective directive(
      ForwardConfig config, UnaryOperator<Path> paths, List<CorefileProblem> problems) {
    // One watch a directive: a block may forward to another one of the same process.
    LoopWatch loops = new LoopWatch(loopNames, nanoTime, random);
    List<RouteRunner> routes = new ArrayList<>();
    for (Route route : config.routes()) {
      try {
        routes.add(
            new RouteRunner(route, upstreams(route, paths), metrics, loops, random, nanoTime));
      } catch (IOException refused) {
        Position position = route.position();
        problems.add(CorefileProblem.of(position, "forward: " + Reasons.of(refused)));
      }
    }
    return new ForwardDirective(config, routes, loops);
  }

  private List<Upstream> upstreams(Route route, UnaryOperator<Path> paths) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String file : route.tls().files()) files.add(paths.apply(path(file)));
    UpstreamTls tls = UpstreamTls.of(files);
    Map<InetSocketAddress, Upstream> upstreams = new LinkedHashMap<>();
    for (Target target : route.to()) {
      for (InetAddress address : addresses(target, route.resolvers())) {
        // What is no port is kept as one that nobody listens on.
        boolean valid = target.port() > 0 && target.port() <= 0xffff;
        InetSocketAddress server = new InetSocketAddress(address, valid ? (int) target.port() : 0);
        if (!upstreams.containsKey(server)) {
          upstreams.put(server, upstream(route, target, server, tls));
        }
      }
    }
    return List.copyOf(upstreams.values());
  }

  private static Path path(String file) throws IOException {
    try {
      return Path.of(file);
    } catch (InvalidPathException refused) {
      throw new IOException("tls: \"" + file + "\" is no path", refused);
    }
  }

  private List<InetAddress> addresses(Target target, List<String> resolvers) throws IOException {
    Optional<IpAddress> address = target.address();
    if (address.isPresent()) {
      return List.of(InetAddress.getByAddress(address.get().toBytes()));
    }
    if (!resolvers.isEmpty()) {
      return new HostLookup(random, nanoTime).addresses(target.host(), resolvers);
    }
    try {
      return List.of(InetAddress.getAllByName(target.host()));
    } catch (UnknownHostException unknown) {
      throw new IOException("\"" + target.host() + "\" is no address, file or known host", unknown);
    }
  }

  private Upstream upstream(Route route, Target target, InetSocketAddress server, UpstreamTls tls) {
    Optional<InetAddress> source = route.asking().source().map(Forwards::inet);
    String label = Upstream.text(server);
    UpstreamNumbers numbers = metrics.upstream(label);
    Link datagram = new DatagramLink(server, source, nanoTime);
    Link stream =
        switch (target.protocol()) {
          case DNS -> stream(route, server, new StreamLink.Tcp(source), numbers);
          case TLS ->
              stream(
                  route, server, tls.dialer(source, serverName(route, target), scheduler), numbers);
          case HTTPS ->
              new HttpsLink(
                  server,
                  serverName(route, target),
                  tls.dialer(source, serverName(route, target), scheduler),
                  route.asking().dohGet(),
                  nanoTime,
                  scheduler);
        };
    boolean plain = target.protocol() == Protocol.DNS;
    boolean checkedOverStream = !plain || route.asking().forceTcp();
    return new Upstream(
        label,
        plain ? datagram : stream,
        stream,
        checkedOverStream ? stream : datagram,
        route.checking(),
        numbers,
        scheduler,
        random,
        nanoTime);
  }

  private Link stream(
      Route route, InetSocketAddress server, StreamLink.Dialer dialer, UpstreamNumbers numbers) {
    return new StreamLink(server, dialer, route.keeping(), nanoTime, scheduler, numbers);
  }

  private static String serverName(Route route, Target target) {
    String ofRoute = route.tls().serverName();
    return ofRoute.isEmpty() ? target.serverName() : ofRoute;
  }

  private static InetAddress inet(IpAddress address) {
    try {
      return InetAddress.getByAddress(address.toBytes());
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("an address of another length: " + address, impossible);
    }
  }
}
