package dev.roster.dns.transfer;

import dev.roster.core.names.Name;
import dev.roster.core.wire.MessageDecoder;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.Request;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.corefile.TransferConfig;
import dev.roster.dns.corefile.TransferConfig.Rule;
import dev.roster.dns.corefile.TransferConfig.Secondary;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Gate;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Reply;
import dev.roster.dns.pipeline.Transport;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// `transfer`: whole zones for those who may have them (AXFR, RFC 5936), and for IXFR (RFC 1995)
/// the SOA alone where the secondary has this serial, else the whole zone. Only over TCP and TLS; a
/// zone is the first directive's of the block that has it.
public final class TransferDirective implements Directive {
  private final TransferConfig config;

  /// The directive that a Corefile describes.
  public TransferDirective(TransferConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "transfer";
  }

  @Override
  public Gate gate(Packet packet) {
    return Gate.PASS;
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    int type = exchange.type();
    if (type != RecordType.AXFR && type != RecordType.IXFR) return next.answer(exchange);
    Packet packet = exchange.packet();
    boolean stream = packet.transport() == Transport.TCP || packet.transport() == Transport.TLS;
    if (!stream) return Reply.rcode(Rcode.REFUSED);
    Optional<Rule> rule = rule(exchange.name());
    if (rule.isEmpty()) return next.answer(exchange);
    if (!isAllowed(rule.get(), packet)) {
      return refused();
    }
    OptionalLong known = OptionalLong.empty();
    if (type == RecordType.IXFR) {
      known = serial(packet.query());
      if (known.isEmpty()) return Reply.rcode(Rcode.SERVFAIL);
    }
    Optional<TransferSource> source = source(exchange);
    if (source.isEmpty()) return next.answer(exchange);
    Optional<ZoneCopy> copy =
        source.get().copy(exchange.name(), exchange.catalog(), exchange.block().localAddresses());
    // A part of a zone is none: the secondary tries again.
    if (copy.isEmpty()) return Reply.rcode(Rcode.SERVFAIL);
    ZoneCopy zone = copy.get();
    // As CoreDNS: serial 0 is nobody's.
    boolean current = known.orElse(0) != 0 && known.getAsLong() == zone.serial();
    Reply reply = Reply.of(name(), Rcode.NOERROR, List.of(zone.soa()), List.of(), List.of());
    if (current) return reply;
    Request.Query query = packet.query();
    Iterator<ResourceRecord> records = zone.records().iterator();
    packet.stream(new TransferMessages(query.id(), query.flags(), exchange.question(), records));
    return reply;
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
