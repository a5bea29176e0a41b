package dev.roster.dns.transfer;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.dns.corefile.TransferConfig.Rule;
import dev.roster.dns.corefile.TransferConfig.Secondary;
import dev.roster.dns.host.Host;
import dev.roster.dns.host.Owned;
import dev.roster.dns.host.Scheduler;
import dev.roster.dns.pipeline.Directive;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Tells the secondaries of a server block of each zone when it starts and when its serial moves
/// (NOTIFY, RFC 1996): those that the rule with the longest zone names by address. Shows each
/// version to the zone's journal.
///
/// It looks at the serials a few times a second; a catalog is cut at most once a second, so nothing
/// is gained by being told of each change.
public final class TransferNotices implements Owned {
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  private final List<TransferSource> sources = new ArrayList<>();
  private final TransferDirective transfer;
  private final List<IpAddress> own;
  private final Host host;
  private final Map<Name, TransferSource> zones = new LinkedHashMap<>();
  private final Map<Name, List<Notifier>> notifiers = new HashMap<>(); // by zone
  private final Map<Target, Notifier> targets = new LinkedHashMap<>();
  private final Map<Name, Long> told = new HashMap<>(); // serials; of the scheduler's tasks
  private Scheduler.Task next = () -> {}; // guarded by this
  private boolean closed; // guarded by this

  private record Target(Secondary secondary, Rule rule) {}

  /// The notices of one block; none is sent before the start.
  ///
  /// @param directives all of the block
  /// @param own the addresses that it is served at
  public TransferNotices(
      TransferDirective transfer, List<Directive> directives, List<IpAddress> own, Host host) {
    this.transfer = transfer;
    this.own = List.copyOf(own);
    this.host = host;
    for (Directive directive : directives) {
      if (directive instanceof TransferSource source) sources.add(source);
    }
    for (TransferSource source : sources) {
      for (Name zone : source.transferZones()) {
        transfer
            .rule(zone)
            .filter(rule -> zones.putIfAbsent(zone.folded(), source) == null)
            .ifPresent(rule -> notifiers.put(zone.folded(), of(rule)));
      }
    }
  }

  private List<Notifier> of(Rule rule) {
    List<Notifier> all = new ArrayList<>();
    for (Secondary secondary : rule.to()) {
      all.add(
          targets.computeIfAbsent(
              new Target(secondary, rule),
              target -> new Notifier(target.secondary(), rule.source(), host)));
    }
    return all;
  }

  @Override
  public void start() {
    if (!zones.isEmpty()) again(Duration.ZERO);
  }

  private synchronized void again(Duration delay) {
    if (!closed) next = host.scheduler().schedule(delay, this::look);
  }

  private void look() {
    try {
      zones.forEach((zone, source) ->
          source
              .copy(zone, host.catalog().get(), own)
              .ifPresent(copy -> {
                transfer.journal(zone).see(copy, false);
                Long before = told.put(zone, copy.serial());
                if (before != null && before == copy.serial()) return;
                for (Notifier each : notifiers.getOrDefault(zone, List.of())) {
                  each.changed(zone, copy.soa());
                }
              }));
    } finally {
      again(LOOK_EVERY);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      next.cancel();
    }
    targets.values().forEach(Notifier::close);
  }
}
