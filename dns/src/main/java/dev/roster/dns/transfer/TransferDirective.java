package dev.roster.dns.transfer;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Edns;
import dev.roster.core.wire.MessageDecoder;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.Request;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.corefile.BufsizeConfig;
import dev.roster.dns.corefile.TransferConfig;
import dev.roster.dns.corefile.TransferConfig.Rule;
import dev.roster.dns.corefile.TransferConfig.Secondary;
import dev.roster.dns.metrics.MetricFamily;
import dev.roster.dns.metrics.MetricSource;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Passing;
import dev.roster.dns.pipeline.Reply;
import dev.roster.dns.pipeline.Transport;
import dev.roster.dns.transfer.TransferCounts.Kind;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// `transfer`: whole zones for those who may have them (AXFR, RFC 5936), and for IXFR (RFC 1995)
/// the SOA alone where the secondary has this serial, what changed where the journal knows it, else
/// the whole zone. Only over TCP and TLS; a zone is the first directive's of the block that has it.
///
/// CoreDNS never sends changes alone, and refuses IXFR over UDP. Where `strict` is said, IXFR over
/// UDP is answered too, with the changes where they fit and the SOA alone where they don't, and so
/// is the SOA alone where the secondary's serial is newer (RFC 1995 section 2).
public final class TransferDirective implements Passing, MetricSource {
  /// What every client takes in a datagram (RFC 1035 section 4.2.1).
  private static final int DATAGRAM_BYTES_MIN = 512;

  private final TransferConfig config;
  private final boolean strict;
  private final ZoneJournals journals = new ZoneJournals();
  private final TransferCounts counts = new TransferCounts();

  /// The directive that a Corefile describes.
  ///
  /// @param strict where RFCs and CoreDNS differ, the answer is the RFCs'
  public TransferDirective(TransferConfig config, boolean strict) {
    this.config = config;
    this.strict = strict;
  }

  @Override
  public String name() {
    return "transfer";
  }

  @Override
  public List<MetricFamily> collect() {
    return counts.collect();
  }

  /// The journal of one of the block's zones.
  ZoneJournal journal(Name zone) {
    return journals.of(zone);
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    int type = exchange.type();
    if (type != RecordType.AXFR && type != RecordType.IXFR) return next.answer(exchange);
    Packet packet = exchange.packet();
    if (!takes(packet.transport(), type)) return Reply.rcode(Rcode.REFUSED);
    Optional<Rule> rule = rule(exchange.name());
    if (rule.isEmpty()) return next.answer(exchange);
    if (!isAllowed(rule.get(), packet)) return refused();
    OptionalLong known = OptionalLong.empty();
    if (type == RecordType.IXFR) {
      known = serial(packet.query());
      if (known.isEmpty()) return Reply.rcode(Rcode.SERVFAIL);
    }
    Optional<TransferSource> source = source(exchange);
    if (source.isEmpty()) return next.answer(exchange);
    // A whole zone takes a while, and whoever gets it reads as fast as it wants.
    if (packet.transport() != Transport.UDP) exchange.willWait();
    Optional<ZoneCopy> copy =
        source.get().copy(exchange.name(), exchange.catalog(), exchange.block().localAddresses());
    // A part of a zone is none: the secondary tries again.
    if (copy.isEmpty()) return Reply.rcode(Rcode.SERVFAIL);
    return transfer(exchange, copy.get(), known);
  }

  private boolean takes(Transport transport, int type) {
    return switch (transport) {
      case TCP, TLS -> true;
      case UDP -> strict && type == RecordType.IXFR;
      case HTTPS -> false;
    };
  }

  private Reply transfer(Exchange exchange, ZoneCopy zone, OptionalLong known) {
    Name name = exchange.name();
    ZoneJournal journal = journal(name);
    Packet packet = exchange.packet();
    Reply soa = Reply.of(name(), Rcode.NOERROR, List.of(zone.soa()), List.of(), List.of());
    boolean datagram = packet.transport() == Transport.UDP;
    // A worker that answers datagrams works nothing out.
    if (!datagram) journal.see(zone, true);
    if (isCurrent(known, zone)) {
      counts.count(name, Kind.SOA);
      return soa;
    }
    if (datagram) {
      Optional<byte[]> changes = datagram(exchange, journal, zone, known.orElse(0));
      counts.count(name, changes.isPresent() ? Kind.IXFR : Kind.SOA);
      changes.ifPresent(it -> packet.stream(List.of(it).iterator()));
      return soa;
    }
    Optional<List<ResourceRecord>> changes =
        known.isPresent() ? journal.since(known.getAsLong()) : Optional.empty();
    counts.count(name, changes.isPresent() ? Kind.IXFR : Kind.AXFR);
    Request.Query query = packet.query();
    Iterator<ResourceRecord> records =
        changes.<Iterable<ResourceRecord>>map(it -> it).orElseGet(zone::records).iterator();
    packet.stream(new TransferMessages(query.id(), query.flags(), exchange.question(), records));
    return soa;
  }

  /// As CoreDNS: serial 0 is nobody's.
  private boolean isCurrent(OptionalLong known, ZoneCopy zone) {
    long serial = known.orElse(0);
    if (serial == 0) return false;
    return serial == zone.serial() || (strict && ZoneJournal.isNewer(serial, zone.serial()));
  }

  /// The changes as one message, if they fit into a datagram (RFC 1995 section 2).
  private static Optional<byte[]> datagram(
      Exchange exchange, ZoneJournal journal, ZoneCopy zone, long known) {
    Request.Query query = exchange.packet().query();
    int limit = Math.clamp(query.udpSize(), DATAGRAM_BYTES_MIN, BufsizeConfig.BYTES_DEFAULT);
    Optional<List<ResourceRecord>> changes = journal.briefSince(known, limit);
    if (changes.isEmpty() || !changes.get().getFirst().equals(zone.soa())) return Optional.empty();
    Optional<Edns> edns =
        query.edns()
            ? Optional.of(new Edns(BufsizeConfig.BYTES_DEFAULT, 0, query.dnssecOk(), List.of()))
            : Optional.empty();
    Iterator<ResourceRecord> records = changes.get().iterator();
    TransferMessages messages =
        new TransferMessages(query.id(), query.flags(), exchange.question(), records, edns, limit);
    byte[] whole = messages.next();
    return messages.hasNext() ? Optional.empty() : Optional.of(whole);
  }

  private Reply refused() {
    return new Reply(
        Rcode.REFUSED,
        false,
        false,
        false,
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        name(),
        "");
  }

  /// The rule whose zone is the longest that the name is in.
  Optional<Rule> rule(Name name) {
    Optional<Rule> found = Optional.empty();
    int labels = -1;
    for (Rule rule : config.rules()) {
      for (Name zone : rule.zones()) {
        if (!name.isIn(zone) || zone.labelCount() <= labels) continue;
        labels = zone.labelCount();
        found = Optional.of(rule);
      }
    }
    return found;
  }

  private static boolean isAllowed(Rule rule, Packet packet) {
    if (rule.anyone()) return true;
    for (Secondary secondary : rule.to()) {
      if (secondary.address().unmapped().equals(packet.source().unmapped())) return true;
    }
    return false;
  }

  /// The serial that the secondary has, from the one SOA of the authority section.
  private static OptionalLong serial(Request.Query query) {
    if (MessageDecoder.decode(query.bytes(), query.offset(), query.end())
        instanceof MessageDecoder.Decoded.Whole(var message)) {
      List<ResourceRecord> authorities = message.authorities();
      if (authorities.size() == 1 && authorities.getFirst().data() instanceof RecordData.Soa soa) {
        return OptionalLong.of(soa.serial());
      }
    }
    return OptionalLong.empty();
  }

  /// The first directive of the block that has the zone.
  private static Optional<TransferSource> source(Exchange exchange) {
    for (Directive directive : exchange.block().directives()) {
      boolean has =
          directive instanceof TransferSource it && it.transferZones().contains(exchange.name());
      if (has) return Optional.of((TransferSource) directive);
    }
    return Optional.empty();
  }
}
