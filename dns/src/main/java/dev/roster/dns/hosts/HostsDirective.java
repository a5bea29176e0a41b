package dev.roster.dns.hosts;

import dev.roster.core.names.AddressNames;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.corefile.HostsConfig;
import dev.roster.dns.host.Lines;
import dev.roster.dns.host.Owned;
import dev.roster.dns.host.Reasons;
import dev.roster.dns.host.Scheduler;
import dev.roster.dns.metrics.MetricFamily;
import dev.roster.dns.metrics.MetricFamily.Kind;
import dev.roster.dns.metrics.MetricFamily.Sample;
import dev.roster.dns.metrics.MetricSource;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Changing;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Home;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Passing;
import dev.roster.dns.pipeline.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// `hosts`: A, AAAA and PTR from a hosts file and from lines of the Corefile. The file is read
/// again when its time or size has changed; while it can't be read, what was read last is served.
public final class HostsDirective implements Passing, Changing, MetricSource, Owned {
  /// Bytes of a hosts file, at most; a longer one is not read.
  static final int FILE_BYTES_MAX = 64 << 20;

  private final HostsConfig config;
  private final Path file;
  private final Scheduler scheduler;
  private final Lines lines;
  private final HostsTable inline;

  /// What was read, and of which file.
  private record Seen(HostsTable table, long modifiedNanos, long size) {}

  private volatile Seen seen = new Seen(HostsTable.EMPTY, 0, -1); // written by one task at a time
  private final AtomicLong changes = new AtomicLong(); // counted behind it
  private boolean told; // of the scheduler's tasks, once started
  private Scheduler.Task next = () -> {}; // guarded by this
  private boolean closed; // guarded by this

  /// The directive that a Corefile describes; the file is read when it starts.
  ///
  /// @param file where the configuration's path leads
  public HostsDirective(HostsConfig config, Path file, Scheduler scheduler, Lines lines) {
    this.config = config;
    this.file = file;
    this.scheduler = scheduler;
    this.lines = lines;
    this.inline =
        HostsTable.read(String.join("\n", config.inline()), config.zones(), config.reverse());
    read();
  }

  @Override
  public String name() {
    return "hosts";
  }

  /// What stands in the file is answered here and never remembered, so that a changed file is seen
  /// at once; what does not is the directives' behind to remember, if it may go there.
  @Override
  public Home home(Packet packet) {
    if (seen.table().mayHold(packet) || inline.mayHold(packet)) return Home.LEAVE;
    if (packet.query().type() == RecordType.PTR) return Home.NEXT;
    return isIn(packet, config.zones()) && !isIn(packet, config.fallthrough())
        ? Home.LEAVE
        : Home.NEXT;
  }

  @Override
  public long changes() {
    return changes.get();
  }

  private static boolean isIn(Packet packet, List<Name> zones) {
    for (int i = 0; i < zones.size(); i++) if (packet.isIn(zones.get(i))) return true;
    return false;
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    Name name = exchange.name();
    int type = exchange.type();
    if (type == RecordType.PTR) return reverse(exchange, next);
    if (!isIn(name, config.zones())) return next.answer(exchange);
    Seen now = seen;
    boolean passes = isIn(name, config.fallthrough());
    List<IpAddress> found =
        switch (type) {
          case RecordType.A -> addresses(now, name, true);
          case RecordType.AAAA -> addresses(now, name, false);
          default -> List.of();
        };
    boolean other = type != RecordType.A && type != RecordType.AAAA;
    if (other && config.passesOtherTypes() && passes) return next.answer(exchange);
    if (found.isEmpty()) {
      boolean known =
          !addresses(now, name, true).isEmpty() || !addresses(now, name, false).isEmpty();
      if (!known && passes) return next.answer(exchange);
      if (!known) {
        // Without an SOA there can be no NXDOMAIN.
        exchange.leave();
        return Reply.rcode(Rcode.SERVFAIL);
      }
    }
    exchange.leave();
    Name owner = name.folded();
    return reply(found.stream().map(it -> record(owner, new RecordData.Address(it))).toList());
  }

  private Reply reverse(Exchange exchange, Chain next) {
    Name name = exchange.name().folded();
    Optional<IpAddress> address = AddressNames.reverseAddress(name).map(IpAddress::unmapped);
    List<Name> names = new ArrayList<>();
    if (address.isPresent()) {
      names.addAll(seen.table().names(address.get()));
      names.addAll(inline.names(address.get()));
    }
    if (names.isEmpty()) return next.answer(exchange);
    exchange.leave();
    return reply(names.stream().map(it -> record(name, new RecordData.Ptr(it))).toList());
  }

  private List<IpAddress> addresses(Seen now, Name name, boolean ipv4) {
    List<IpAddress> all = new ArrayList<>(now.table().addresses(name, ipv4));
    all.addAll(inline.addresses(name, ipv4));
    return all;
  }

  private Reply reply(List<ResourceRecord> answers) {
    return Reply.of(name(), Rcode.NOERROR, answers, List.of(), List.of());
  }

  private ResourceRecord record(Name owner, RecordData data) {
    return new ResourceRecord(owner, config.ttlSeconds(), data);
  }

  private static boolean isIn(Name name, List<Name> zones) {
    for (Name zone : zones) if (name.isIn(zone)) return true;
    return false;
  }

  private void read() {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      long modified = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
      Seen before = seen;
      if (modified == before.modifiedNanos() && attributes.size() == before.size()) return;
      if (attributes.size() > FILE_BYTES_MAX || attributes.isDirectory()) {
        tell(file + " is no file of at most " + FILE_BYTES_MAX + " bytes");
        return;
      }
      try (InputStream in = Files.newInputStream(file)) {
        String text = new String(in.readNBytes(FILE_BYTES_MAX), StandardCharsets.UTF_8);
        HostsTable table = HostsTable.read(text, config.zones(), config.reverse());
        seen = new Seen(table, modified, attributes.size());
        changes.incrementAndGet();
      }
    } catch (IOException gone) {
      if (seen.size() < 0) tell("cannot read " + file + ": " + Reasons.of(gone));
    }
  }

  private void tell(String what) {
    // Once: it may come and go.
    if (!told) lines.line(System.Logger.Level.WARNING, "plugin/hosts: " + what);
    told = true;
  }

  @Override
  public void start() {
    again();
  }

  private synchronized void again() {
    Duration reload = config.reload();
    if (!closed && !reload.isZero()) next = scheduler.scheduleLong(reload, this::look);
  }

  private void look() {
    try {
      read();
    } finally {
      again();
    }
  }

  @Override
  public List<MetricFamily> collect() {
    Seen now = seen;
    double entries = inline.size() + now.table().size();
    List<Sample> size = List.of(new Sample.Value(List.of(file.toString()), entries));
    List<Sample> time = List.of(new Sample.Value(List.of(), now.modifiedNanos() / 1e9));
    boolean read = now.size() >= 0;
    return List.of(
        new MetricFamily(
            "coredns_hosts_entries",
            "The combined number of entries in hosts and Corefile.",
            Kind.GAUGE,
            List.of("hostsfile"),
            read ? size : List.of()),
        new MetricFamily(
            "coredns_hosts_reload_timestamp_seconds",
            "The timestamp of the last reload of hosts file.",
            Kind.GAUGE,
            List.of(),
            read ? time : List.of(new Sample.Value(List.of(), 0))));
  }

  @Override
  public synchronized void close() {
    closed = true;
    next.cancel();
  }
}
