package dev.roster.dns.zonefile;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.corefile.FileConfig;
import dev.roster.dns.host.Lines;
import dev.roster.dns.host.Owned;
import dev.roster.dns.host.Scheduler;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Changing;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Home;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Passing;
import dev.roster.dns.pipeline.Question;
import dev.roster.dns.pipeline.Reply;
import dev.roster.dns.transfer.TransferSource;
import dev.roster.dns.transfer.ZoneCopy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// `file`: answers from zone files. Answers of a zone without signatures are remembered with that
/// zone and go with it when its file is read again.
public final class FileDirective implements Passing, Changing, TransferSource, Owned {
  private final List<ServedZone> zones; // the longest first
  private final List<Name> fallthrough;

  private FileDirective(List<ServedZone> zones, List<Name> fallthrough) {
    List<ServedZone> longest = new ArrayList<>(zones);
    longest.sort(Comparator.comparingInt((ServedZone zone) -> -zone.origin().labelCount()));
    this.zones = List.copyOf(longest);
    this.fallthrough = List.copyOf(fallthrough);
  }

  /// The directive that a Corefile describes. All files are read now; one that is broken is a
  /// problem, one that is not there only where it is not looked for again.
  ///
  /// @param paths where the paths of this block lead
  public static FileDirective of(
      FileConfig config,
      Function<String, Path> paths,
      Scheduler scheduler,
      Lines lines,
      List<CorefileProblem> problems) {
    Map<Name, ServedZone> zones = new LinkedHashMap<>();
    for (FileConfig.ZoneFile each : config.files()) {
      Path file = paths.apply(each.path());
      for (Name origin : each.zones()) {
        ServedZone zone =
            new ServedZone(origin.folded(), file, each.reload(), each.byTime(), scheduler, lines);
        zones.put(origin.folded(), zone);
        switch (zone.load()) {
          case ZoneFiles.Loaded.Read _, ZoneFiles.Loaded.Unchanged _ -> {}
          case ZoneFiles.Loaded.Broken(String why) ->
              problems.add(CorefileProblem.of(each.position(), "file: " + why));
          case ZoneFiles.Loaded.Missing(String why) -> {
            if (!config.reloadsAtAll()) {
              problems.add(CorefileProblem.of(each.position(), "file: " + why));
            } else {
              lines.line(System.Logger.Level.WARNING, "plugin/file: " + why + ", it is looked for");
            }
          }
        }
      }
    }
    return new FileDirective(List.copyOf(zones.values()), config.fallthrough());
  }

  @Override
  public String name() {
    return "file";
  }

  @Override
  public Home home(Packet packet) {
    for (int i = 0; i < zones.size(); i++) {
      ServedZone served = zones.get(i);
      if (!packet.isIn(served.origin())) continue;
      Zone zone = served.zone();
      return zone == null || zone.signed() ? Home.LEAVE : zone.plans();
    }
    return Home.NEXT;
  }

  @Override
  public long changes() {
    long all = 0;
    for (int i = 0; i < zones.size(); i++) all += zones.get(i).changes();
    return all;
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    Optional<ServedZone> served = zoneOf(exchange.name());
    if (served.isEmpty()) {
      // An authoritative server with nothing behind it says so, as CoreDNS does.
      return isLast(exchange) ? Reply.rcode(Rcode.REFUSED) : next.answer(exchange);
    }
    int type = exchange.type();
    // Zone transfers are another directive's.
    if (type == RecordType.AXFR || type == RecordType.IXFR) return Reply.rcode(Rcode.REFUSED);
    // As in CoreDNS, whose zones from files have no primary to hear of.
    if (Flags.opcode(exchange.gatedPacket().query().flags()) == Flags.OPCODE_NOTIFY) {
      exchange.leave();
      return Reply.rcode(Reply.NO_REPLY);
    }
    Zone zone = served.get().zone();
    if (zone == null) {
      exchange.leave();
      return Reply.rcode(Rcode.SERVFAIL);
    }
    boolean signed = zone.signed() && exchange.asked().dnssecOk();
    ZoneLookup.Found found =
        ZoneLookup.find(
            zone,
            exchange.name().folded(),
            type,
            signed,
            (name, inner) -> exchange.resolve(new Question(name, inner)));
    boolean nothing =
        found.outcome() == ZoneLookup.Outcome.NO_SUCH_NAME
            || found.outcome() == ZoneLookup.Outcome.SUCCESS;
    if (found.answers().isEmpty() && nothing && fallsThrough(exchange.name())) {
      return next.answer(exchange);
    }
    exchange.derivesFrom(zone.plans());
    return reply(found);
  }

  @SuppressWarnings("ReferenceEquality") // the very directive
  private boolean isLast(Exchange exchange) {
    return exchange.block().directives().getLast() == this;
  }

  private Reply reply(ZoneLookup.Found found) {
    int rcode =
        switch (found.outcome()) {
          case NO_SUCH_NAME -> Rcode.NXDOMAIN;
          case FAILURE -> Rcode.SERVFAIL;
          case SUCCESS, DELEGATION, NO_DATA -> Rcode.NOERROR;
        };
    List<ResourceRecord> answers = found.answers();
    if (rcode == Rcode.SERVFAIL && answers.isEmpty()) return Reply.rcode(rcode);
    boolean referral = found.outcome() == ZoneLookup.Outcome.DELEGATION && answers.isEmpty();
    return new Reply(
        rcode,
        !referral,
        false,
        false,
        answers,
        found.authorities(),
        found.additionals(),
        Optional.empty(),
        name(),
        "");
  }

  private Optional<ServedZone> zoneOf(Name name) {
    for (ServedZone zone : zones) if (name.isIn(zone.origin())) return Optional.of(zone);
    return Optional.empty();
  }

  private boolean fallsThrough(Name name) {
    for (Name zone : fallthrough) if (name.isIn(zone)) return true;
    return false;
  }

  @Override
  public List<Name> transferZones() {
    return zones.stream().map(ServedZone::origin).toList();
  }

  @Override
  public Optional<ZoneCopy> copy(Name name, Catalog catalog, List<IpAddress> own) {
    Optional<ServedZone> served = zoneOf(name).filter(it -> it.origin().equals(name));
    Zone zone = served.map(ServedZone::zone).orElse(null);
    return zone == null ? Optional.empty() : Optional.of(new FileCopy(zone));
  }

  @Override
  public void start() {
    zones.forEach(ServedZone::start);
  }

  @Override
  public void close() {
    zones.forEach(ServedZone::close);
  }
}
