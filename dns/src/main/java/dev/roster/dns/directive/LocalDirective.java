package dev.roster.dns.directive;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.metrics.MetricFamily;
import dev.roster.dns.metrics.MetricFamily.Kind;
import dev.roster.dns.metrics.MetricFamily.Sample;
import dev.roster.dns.metrics.MetricSource;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Home;
import dev.roster.dns.pipeline.Housing;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Passing;
import dev.roster.dns.pipeline.Reply;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// `local`: `localhost` and the reverse names of loopback, broadcast and this network are this
/// machine's (RFC 6303, RFC 6761 section 6.3), and so is, as search lists make it of `localhost`,
/// any name that begins with it.
public final class LocalDirective implements Passing, Housing, MetricSource {
  private static final int TTL_SECONDS = 604_800;
  private static final Name LOCALHOST = Name.of("localhost");
  private static final List<Name> ZONES =
      List.of(
          LOCALHOST,
          Name.of("0.in-addr.arpa"),
          Name.of("127.in-addr.arpa"),
          Name.of("255.in-addr.arpa"));
  private static final Name LOOPBACK = Name.of("1.0.0.127.in-addr.arpa");
  private static final RecordData IPV4 = new RecordData.Address(IpAddress.of("127.0.0.1"));
  private static final RecordData IPV6 = new RecordData.Address(IpAddress.of("::1"));
  private static final RecordData SOA =
      new RecordData.Soa(LOCALHOST, Name.of("root.localhost"), 1, 0, 0, 0, TTL_SECONDS);

  private final boolean prefix;
  private final LongAdder asked = new LongAdder();

  /// The directive of one server block.
  ///
  /// @param prefix whether names that begin with `localhost.` are this machine's
  public LocalDirective(boolean prefix) {
    this.prefix = prefix;
  }

  @Override
  public String name() {
    return "local";
  }

  /// Its own names are few and rarely asked: not worth remembering.
  @Override
  public Home home(Packet packet) {
    int labels = packet.labelCount();
    boolean begins = prefix && labels > 1 && packet.isLabel(0, "localhost");
    if (begins) return Home.LEAVE;
    for (int i = 0; i < ZONES.size(); i++) if (packet.isIn(ZONES.get(i))) return Home.LEAVE;
    return Home.NEXT;
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    Name name = exchange.name();
    boolean below = name.isIn(LOCALHOST) && name.labelCount() > 1;
    boolean begins = prefix && name.labelCount() > 1 && name.label(0).equals("localhost");
    if (below || begins) {
      exchange.leave();
      asked.increment();
      return address(name, exchange.type());
    }
    for (Name zone : ZONES) {
      if (name.isIn(zone)) return inZone(name, zone, exchange.type());
    }
    return next.answer(exchange);
  }

  private static Reply inZone(Name name, Name zone, int type) {
    if (name.equals(LOOPBACK)) {
      Name apex = apex(name, zone);
      return type == RecordType.PTR
          ? data(name, new RecordData.Ptr(LOCALHOST))
          : denial(Rcode.NOERROR, apex);
    }
    if (name.labelCount() > zone.labelCount()) {
      return denial(Rcode.NXDOMAIN, apex(name, zone));
    }
    return switch (type) {
      case RecordType.SOA -> data(name, SOA);
      case RecordType.NS -> data(name, new RecordData.Ns(LOCALHOST));
      default -> zone.equals(LOCALHOST) ? address(name, type) : denial(Rcode.NOERROR, name);
    };
  }

  /// The zone as the question spells it.
  private static Name apex(Name name, Name zone) {
    return name.suffix(name.labelCount() - zone.labelCount());
  }

  private static Reply address(Name name, int type) {
    return switch (type) {
      case RecordType.A -> data(name, IPV4);
      case RecordType.AAAA -> data(name, IPV6);
      default -> denial(Rcode.NOERROR, name);
    };
  }

  private static Reply data(Name name, RecordData data) {
    ResourceRecord record = new ResourceRecord(name, TTL_SECONDS, data);
    return Reply.of("local", Rcode.NOERROR, List.of(record), List.of(), List.of())
        .withFlags(false, false);
  }

  private static Reply denial(int rcode, Name zone) {
    ResourceRecord soa = new ResourceRecord(zone, TTL_SECONDS, SOA);
    return Reply.of("local", rcode, List.of(), List.of(soa), List.of()).withFlags(false, false);
  }

  @Override
  public List<MetricFamily> collect() {
    return List.of(
        new MetricFamily(
            "coredns_local_localhost_requests_total",
            "Counter of localhost.<domain> requests.",
            Kind.COUNTER,
            List.of(),
            List.of(new Sample.Value(List.of(), asked.sum()))));
  }
}
