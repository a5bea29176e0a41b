package dev.roster.dns.forward;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.RecordType;
import dev.roster.dns.host.Host;
import dev.roster.dns.host.Owned;
import dev.roster.dns.host.Scheduler;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Passing;
import dev.roster.dns.pipeline.Reply;
import dev.roster.dns.pipeline.Scope;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// `loop`: soon after the start the server asks itself for a random name. Where that comes by more
/// than twice, its upstream sends questions back, and the process ends, as CoreDNS's does. Two
/// seconds after its own question was answered, or half a minute after the start, it no longer
/// looks.
public final class LoopDirective implements Passing, Owned {
  /// How often the random name may come by.
  static final int SEEN_MAX = 2;

  private static final Duration ASK_WITHIN = Duration.ofSeconds(2);
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);
  private static final Duration LOOKS_ON = Duration.ofSeconds(2);
  private static final int TRIES_MAX = 30;

  private final Name zone;
  private final Name name;
  private final InetSocketAddress self;
  private final Host host;
  private final LoopNames names;
  private final AtomicInteger seen = new AtomicInteger();
  private volatile boolean off;
  private volatile Scheduler.Task task = () -> {}; // one at a time follows the other

  /// The directive of one server block.
  ///
  /// @param zone under which the random name is
  /// @param self where the block listens
  /// @param names where the random name is known while it looks
  public LoopDirective(Name zone, InetSocketAddress self, LoopNames names, Host host) {
    this.zone = zone;
    this.self = self;
    this.host = host;
    this.names = names;
    this.name = zone.child(label(host)).child(label(host));
    names.add(name);
  }

  private static String label(Host host) {
    return Long.toString(host.random().nextLong(1L << 62));
  }

  @Override
  public String name() {
    return "loop";
  }

  @Override
  public Scope scope() {
    return Scope.of(List.of(zone));
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    boolean own = !off && exchange.type() == RecordType.HINFO && exchange.name().equals(name);
    if (!own) return next.answer(exchange);
    // Runs that start again behind a wait count once.
    exchange.willWait();
    if (seen.incrementAndGet() > SEEN_MAX) {
      lookNoMore();
      String from = exchange.packet().source() + ":" + exchange.packet().sourcePort();
      host.fatal()
          .end(
              "plugin/loop: Loop ("
                  + (from + " -> " + Upstream.text(self))
                  + (") detected for zone \"" + zone + "\", see")
                  + " https://coredns.io/plugins/loop#troubleshooting. Query: \"HINFO "
                  + (name + "\""));
    }
    return next.answer(exchange);
  }

  @Override
  public void start() {
    again(Duration.ZERO, 1);
  }

  private void again(Duration delay, int number) {
    task =
        host.scheduler()
            .schedule(delay, () -> Thread.ofVirtual().name("dns-loop").start(() -> ask(number)));
  }

  private void ask(int number) {
    if (off) return;
    Link link = new DatagramLink(self, Optional.empty(), host.nanoTime());
    int id = host.random().nextInt(0x1_0000);
    try {
      link.ask(Message.query(id, name, RecordType.HINFO, Optional.empty()), ASK_WITHIN);
      task = host.scheduler().schedule(LOOKS_ON, this::lookNoMore);
    } catch (IOException notYet) {
      // The server may not listen yet.
      seen.set(0);
      if (number < TRIES_MAX) again(AGAIN_AFTER, number + 1);
      else lookNoMore();
    }
  }

  private void lookNoMore() {
    off = true;
    names.remove(name);
  }

  @Override
  public void close() {
    lookNoMore();
    task.cancel();
  }
}
