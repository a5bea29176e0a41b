package dev.roster.app.serve;

import dev.roster.app.wiring.Clocks;
import dev.roster.dns.directive.DnsService;
import dev.roster.dns.host.Lines;
import dev.roster.dns.metrics.MetricSource;
import dev.roster.dns.pipeline.Observer;
import dev.roster.dns.pipeline.Transport;
import dev.roster.dns.shadow.Shadow;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// `--shadow`, or none.
final class Shadowing implements AutoCloseable {
  private final Optional<Shadow> shadow;
  private final AtomicReference<InetSocketAddress> own;

  private Shadowing(Optional<Shadow> shadow, AtomicReference<InetSocketAddress> own) {
    this.shadow = shadow;
    this.own = own;
  }

  static Shadowing of(Optional<ShadowOption> option, Lines lines) {
    AtomicReference<InetSocketAddress> own = new AtomicReference<>(loopback(53));
    return new Shadowing(
        option.map(asked ->
            new Shadow(
                new InetSocketAddress(asked.server().host(), asked.server().port()),
                own::get,
                asked.oneOf(),
                lines,
                Clocks.nanoTime())),
        own);
  }

  List<MetricSource> numbers() {
    return shadow.<List<MetricSource>>map(List::of).orElse(List.of());
  }

  Observer observer() {
    return shadow.map(Shadow::observer).orElse(Observer.NONE);
  }

  /// Second looks ask this server, where it answers by UDP.
  void compareWith(DnsService names) {
    int udp = names.dnsTransports().indexOf(Transport.UDP);
    if (udp < 0) return;
    InetSocketAddress bound = names.dnsAddresses().get(udp);
    own.set(bound.getAddress().isAnyLocalAddress() ? loopback(bound.getPort()) : bound);
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  @Override
  public void close() {
    shadow.ifPresent(Shadow::close);
  }
}
