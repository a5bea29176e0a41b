package dev.roster.dns.autopath;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.metrics.MetricFamily;
import dev.roster.dns.metrics.MetricFamily.Kind;
import dev.roster.dns.metrics.MetricFamily.Sample;
import dev.roster.dns.metrics.MetricSource;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Home;
import dev.roster.dns.pipeline.Housing;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Passing;
import dev.roster.dns.pipeline.Question;
import dev.roster.dns.pipeline.Reply;
import dev.roster.dns.pipeline.Scope;
import dev.roster.dns.pipeline.SearchPaths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// `autopath`: a name that a client's resolver made with the first name of its search path, and
/// that does not exist, is tried with the others, the name alone at last. What is found is answered
/// with a CNAME from the name that was asked.
///
/// A name that exists as it was asked is answered, and remembered, as without it.
public final class AutopathDirective implements Passing, Housing, MetricSource {
  private final List<Name> zones;
  private final Source source;
  private final Map<String, LongAdder> found = new ConcurrentHashMap<>(); // by server

  /// Where the search path is from.
  public sealed interface Source {
    /// A file's search list, the same for all clients.
    record Listed(List<Name> search) implements Source {
      public Listed {
        search = List.copyOf(search);
      }
    }

    /// A directive of the block that knows the client ([SearchPaths]), and the host's own search
    /// list, which comes behind what that says.
    record Asked(String directive, List<Name> host) implements Source {
      public Asked {
        host = List.copyOf(host);
      }
    }
  }

  /// The directive.
  ///
  /// @param zones names in them are looked at
  public AutopathDirective(List<Name> zones, Source source) {
    this.zones = List.copyOf(zones);
    this.source = source;
  }

  @Override
  public String name() {
    return "autopath";
  }

  @Override
  public Scope scope() {
    return Scope.of(zones);
  }

  /// The one denial of a zone may be remembered by names that are none of ours, and would then
  /// answer ours too: where there are such names, ours are not remembered.
  @Override
  public Home home(Packet packet) {
    for (int i = 0; i < zones.size(); i++) {
      if (packet.block().zone().isIn(zones.get(i))) return Home.NEXT;
    }
    return Home.LEAVE;
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    Name asked = exchange.name();
    if (mayBeFirst(asked)) {
      List<Name> search = search(exchange);
      // As CoreDNS, which finds no name in front of the search path.
      if (!search.isEmpty() && asked.equals(search.getFirst())) {
        return Reply.failure("trimzone: overshot qname: " + asked + "for zone " + asked);
      }
    }
    Reply first = next.answer(exchange);
    if (isSettled(first, asked)) return first;
    List<Name> search = search(exchange);
    if (search.isEmpty() || !asked.isIn(search.getFirst())) return first;
    return walk(exchange, next, first, search);
  }

  /// Whether a name may be the first of a search path itself: then nothing of it is remembered.
  private boolean mayBeFirst(Name name) {
    return switch (source) {
      case Source.Listed(List<Name> search) -> !search.isEmpty() && name.equals(search.getFirst());
      case Source.Asked _ -> name.labelCount() > 1 && name.label(1).equals("svc");
    };
  }

  /// Whether the search path plays no part: the name exists, and all that is said is of that name.
  private static boolean isSettled(Reply reply, Name asked) {
    if (!reply.failure().isEmpty()) return true;
    if (reply.by().isEmpty() || reply.rcode() == Rcode.NXDOMAIN) return false;
    for (ResourceRecord record : reply.answers()) if (!record.owner().equals(asked)) return false;
    return true;
  }

  /// The client's search path, the root at its end; empty where it is not known.
  private List<Name> search(Exchange exchange) {
    List<Name> search = new ArrayList<>();
    switch (source) {
      case Source.Listed(List<Name> listed) -> {
        exchange.leave();
        search.addAll(listed);
      }
      case Source.Asked(String name, List<Name> host) -> {
        Packet packet = exchange.packet();
        for (Directive directive : exchange.block().directives()) {
          if (directive.name().equals(name) && directive instanceof SearchPaths paths) {
            search.addAll(paths.searchPath(packet, exchange.name()));
          }
        }
        if (search.isEmpty()) return List.of();
        search.addAll(host);
      }
    }
    search.add(Name.ROOT);
    return search;
  }

  private Reply walk(Exchange exchange, Chain next, Reply first, List<Name> search) {
    Name asked = exchange.name();
    Reply reply = first;
    for (int i = 0; i < search.size(); i++) {
      if (i > 0) {
        Optional<Name> tried = moved(asked, search.getFirst(), search.get(i));
        if (tried.isEmpty()) continue;
        reply = next.answer(exchange.with(new Question(tried.get(), exchange.type())));
      }
      if (!reply.failure().isEmpty()) return reply;
      if (reply.by().isEmpty() || reply.rcode() == Rcode.NXDOMAIN) continue;
      found.computeIfAbsent(exchange.server(), _ -> new LongAdder()).increment();
      return aliased(reply, asked);
    }
    return first;
  }

  /// A name with another ending; empty where that is too long.
  private static Optional<Name> moved(Name name, Name from, Name to) {
    int head = name.wireLength() - from.wireLength();
    if (head + to.wireLength() > Name.WIRE_BYTES_MAX) return Optional.empty();
    byte[] wire = new byte[Math.max(name.wireLength(), head + to.wireLength())];
    name.writeTo(wire, 0);
    to.writeTo(wire, head);
    return Optional.of(Name.ofWire(wire, 0, head + to.wireLength()));
  }

  /// The answer with a CNAME from the name that was asked to the first other name, if there is one.
  private static Reply aliased(Reply reply, Name asked) {
    for (ResourceRecord record : reply.answers()) {
      if (record.owner().equals(asked)) continue;
      List<ResourceRecord> answers = new ArrayList<>();
      RecordData alias = new RecordData.Cname(record.owner());
      answers.add(new ResourceRecord(asked, record.ttlSeconds(), alias));
      answers.addAll(reply.answers());
      return reply.withAnswers(answers);
    }
    return reply;
  }

  @Override
  public List<MetricFamily> collect() {
    List<Sample> samples = new ArrayList<>();
    new TreeMap<>(found)
        .forEach(
            (server, count) -> samples.add(new Sample.Value(List.of(server), count.doubleValue())));
    return List.of(
        new MetricFamily(
            "coredns_autopath_success_total",
            "Counter of requests that did autopath.",
            Kind.COUNTER,
            List.of("server"),
            samples));
  }
}
