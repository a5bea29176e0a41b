package dev.roster.dns.dns64;

import dev.roster.core.names.IpAddress;
import dev.roster.core.wire.Mnemonics;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData.Address;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.corefile.Dns64Config;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Gate;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Question;
import dev.roster.dns.pipeline.Reply;
import java.util.ArrayList;
import java.util.List;

/// `dns64`: where a name has no IPv6 address, those that its IPv4 addresses stand for (RFC 6147).
/// Only for clients that came over IPv6, unless `allow_ipv4`.
///
/// Questions of any other type are remembered as if it were not there; those for IPv6 addresses
/// only of clients that get no translation.
public final class Dns64Directive implements Directive {
  /// The longest TTL where no SOA says one, in seconds (RFC 6147 section 5.1.7).
  private static final long TTL_SECONDS_MAX = 600;

  private final Dns64Config config;
  private final byte[] prefix;

  /// The directive that a Corefile describes.
  public Dns64Directive(Dns64Config config) {
    this.config = config;
    this.prefix = config.prefix().toBytes();
  }

  @Override
  public String name() {
    return "dns64";
  }

  @Override
  public Gate gate(Packet packet) {
    return translates(packet) ? Gate.LEAVE : Gate.PASS;
  }

  private boolean translates(Packet packet) {
    return packet.query().type() == RecordType.AAAA && (config.allowIpv4() || !packet.isIpv4());
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    Question question = exchange.question();
    boolean wanted = question.type() == RecordType.AAAA && question.qclass() == Mnemonics.CLASS_IN;
    if (!wanted) return next.answer(exchange);
    // The client's family decides only where the gate has let nothing be remembered.
    if (!config.allowIpv4() && exchange.gatedPacket().isIpv4()) return next.answer(exchange);
    Reply first = next.answer(exchange);
    if (first.by().isEmpty() || first.rcode() == Rcode.NXDOMAIN) return first;
    boolean has = first.answers().stream().anyMatch(record -> record.type() == RecordType.AAAA);
    if (has && !config.translateAll()) return first;
    Reply four = exchange.resolve(new Question(question.name().folded(), RecordType.A));
    return translated(first, four);
  }

  /// The answer to the question for IPv4 addresses, those turned.
  private Reply translated(Reply first, Reply four) {
    long ttl = TTL_SECONDS_MAX;
    for (ResourceRecord record : first.authorities()) {
      if (record.type() == RecordType.SOA) ttl = record.ttlSeconds();
    }
    List<ResourceRecord> answers = new ArrayList<>();
    for (ResourceRecord record : four.answers()) {
      boolean turns = record.data() instanceof Address address && address.address().isIpv4();
      answers.add(turns ? six(record, ttl) : record);
    }
    Reply reply =
        Reply.of(name(), Rcode.NOERROR, answers, four.authorities(), four.additionals())
            .withFlags(false, false);
    if (four.alwaysOpt()) {
      reply = reply.withError(four.error().orElseThrow()).withOptions(List.of());
    }
    return four.truncated() ? reply.withTruncated() : reply;
  }

  private ResourceRecord six(ResourceRecord record, long ttl) {
    byte[] four = ((Address) record.data()).address().toBytes();
    return new ResourceRecord(
        record.owner(), Math.min(ttl, record.ttlSeconds()), new Address(six(four)));
  }

  /// The address with the IPv4 address behind the prefix; the ninth byte is zero (RFC 6052 section
  /// 2.2).
  IpAddress six(byte[] four) {
    byte[] six = prefix.clone();
    int at = config.prefixBytes();
    for (byte b : four) {
      if (at == 8) at++;
      six[at++] = b;
    }
    return IpAddress.of(six);
  }
}
