package dev.roster.dns.loadbalance;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Network;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Passing;
import dev.roster.dns.pipeline.Reply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// `loadbalance { prefer CIDR... }`: members in random order, those of the first network before
/// those of the second and so on, all others behind. An answer with several members is made anew
/// for each question.
public final class PreferringDirective implements Passing {
  private final List<Network> preferred;
  private final RandomGenerator random;

  /// @param preferred the best first
  /// @param random not to be guessed; for many threads
  public PreferringDirective(List<Network> preferred, RandomGenerator random) {
    this.preferred = List.copyOf(preferred);
    this.random = random;
  }

  @Override
  public String name() {
    return "loadbalance";
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    Reply reply = next.answer(exchange);
    if (reply.rcode() != Rcode.NOERROR) return reply;
    if (!Sections.moves(reply.answers()) && !Sections.moves(reply.additionals())) return reply;
    exchange.leave();
    SplittableRandom order = new SplittableRandom(random.nextLong());
    return reply
        .withAnswers(sorted(reply.answers(), order))
        .withAdditionals(sorted(reply.additionals(), order));
  }

  private List<ResourceRecord> sorted(List<ResourceRecord> records, SplittableRandom order) {
    Sections sections = Sections.of(records);
    shuffle(sections.addresses(), order);
    shuffle(sections.exchanges(), order);
    rotate(sections.others(), order);
    List<ResourceRecord> addresses = new ArrayList<>();
    List<ResourceRecord> rest = new ArrayList<>(sections.addresses());
    for (Network network : preferred) {
      rest.removeIf(record -> {
        boolean in =
            record.data() instanceof RecordData.Address(IpAddress address)
                && network.contains(address);
        if (in) addresses.add(record);
        return in;
      });
    }
    return Sections.joined(
        sections.aliases(), addresses, rest, sections.exchanges(), sections.others());
  }

  /// SRV start at a random one, as everywhere.
  private static void rotate(List<ResourceRecord> records, SplittableRandom order) {
    boolean services = records.stream().allMatch(record -> record.type() == RecordType.SRV);
    if (services && records.size() > 1) {
      Collections.rotate(records, order.nextInt(records.size()));
    }
  }

  private static void shuffle(List<ResourceRecord> records, SplittableRandom order) {
    for (int i = records.size() - 1; i > 0; i--) {
      Collections.swap(records, i, order.nextInt(i + 1));
    }
  }
}
