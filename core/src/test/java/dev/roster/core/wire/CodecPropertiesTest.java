package dev.roster.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.names.Name;
import dev.roster.core.wire.MessageDecoder.Decoded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Section;

/// Random messages of every type that has a name, there and back, and as dnsjava reads them. What
/// fails is shrunk: the seed and the bytes of the smallest message that still fails are printed.
class CodecPropertiesTest {
  private static final int SEEDS = 4_000;

  @Test
  void whatIsReadIsWrittenAgainByteForByte() {
    holds(message -> {
      byte[] bytes = ReplyEncoder.bytes(message);
      return decoded(bytes)
          .filter(message::equals)
          .filter(again -> Arrays.equals(ReplyEncoder.bytes(again), bytes))
          .isPresent();
    });
  }

  @Test
  void pointersLeadBackToLabels() {
    holds(message -> WrittenNames.problem(ReplyEncoder.bytes(message)).isEmpty());
  }

  /// dnsjava reads our bytes, writes them in its own way, and we read what we meant.
  @Test
  void dnsjavaReadsWhatWeMean() {
    holds(message -> {
      // It minds the rules of options that it knows.
      Message plain = message.edns().isPresent() ? with(message, Edns.of(1232)) : message;
      return decoded(throughDnsjava(ReplyEncoder.bytes(plain)))
          .filter(it -> same(it, plain))
          .isPresent();
    });
  }

  @Test
  void everyTypeThatHasANameIsTried() {
    List<Integer> tried = new ArrayList<>(RandomData.types());
    tried.addAll(List.of(RecordType.A, RecordType.AAAA, RecordType.CNAME, RecordType.NS));
    tried.addAll(List.of(RecordType.PTR, RecordType.SRV, RecordType.MX, RecordType.TXT));
    tried.add(RecordType.SOA);
    List<String> left = new ArrayList<>();
    TypeNames.NUMBERS.forEach((name, type) -> {
      if (!tried.contains(type)) left.add(name);
    });
    // Questions and pseudo records; types whose data is bytes to everybody here.
    assertThat(left)
        .containsExactlyInAnyOrder(
            "OPT",
            "TKEY",
            "TSIG",
            "IXFR",
            "AXFR",
            "MAILA",
            "MAILB",
            "ANY",
            "NXT",
            "NSAP-PTR",
            "ATMA",
            "EID",
            "NIMLOC",
            "APL",
            "IPSECKEY",
            "HIP",
            "RKEY",
            "UINFO",
            "UNSPEC",
            "NXNAME",
            "AMTRELAY");
  }

  private static byte[] throughDnsjava(byte[] bytes) {
    try {
      org.xbill.DNS.Message message = new org.xbill.DNS.Message(bytes);
      for (int section = 0; section < 4; section++) {
        int count = ((bytes[4 + 2 * section] & 0xff) << 8) | (bytes[5 + 2 * section] & 0xff);
        assertThat(message.getSection(section)).as(Section.longString(section)).hasSize(count);
      }
      return message.toWire();
    } catch (IOException refused) {
      throw new AssertionError(refused);
    }
  }

  /// The same but for the letter case of names in data, which dnsjava's compression does not mind.
  private static boolean same(Message a, Message b) {
    return a.id() == b.id()
        && a.flags() == b.flags()
        && a.rcode() == b.rcode()
        && a.edns().equals(b.edns())
        && a.questions().equals(b.questions())
        && folded(a.answers()).equals(folded(b.answers()))
        && folded(a.authorities()).equals(folded(b.authorities()))
        && folded(a.additionals()).equals(folded(b.additionals()));
  }

  private static List<ResourceRecord> folded(List<ResourceRecord> records) {
    return records.stream().map(CodecPropertiesTest::folded).toList();
  }

  private static ResourceRecord folded(ResourceRecord record) {
    if (!(record.data() instanceof RecordData.Unknown(int type, byte[] bytes))) return record;
    byte[] folded = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) folded[i] = Name.fold(bytes[i]);
    return new ResourceRecord(
        record.owner(), record.ttlSeconds(), new RecordData.Unknown(type, folded));
  }

  private static Message with(Message m, Edns edns) {
    return new Message(
        m.id(),
        m.flags(),
        m.questions(),
        m.answers(),
        m.authorities(),
        m.additionals(),
        0,
        Optional.of(edns));
  }

  private static Optional<Message> decoded(byte[] bytes) {
    return MessageDecoder.decode(bytes, 0, bytes.length) instanceof Decoded.Whole(Message message)
        ? Optional.of(message)
        : Optional.empty();
  }

  private static void holds(Predicate<Message> property) {
    for (long seed = 0; seed < SEEDS; seed++) {
      Message message = new RandomMessages(seed).message();
      if (passes(property, message)) continue;
      Message small = shrunk(message, property);
      String hex = HexFormat.of().formatHex(ReplyEncoder.bytes(small));
      String what = "seed " + seed + ": " + small + "\n" + hex;
      boolean held;
      try {
        held = property.test(small);
      } catch (RuntimeException | AssertionError why) {
        throw new AssertionError(what, why);
      }
      assertThat(held).as(what).isTrue();
    }
  }

  private static boolean passes(Predicate<Message> property, Message message) {
    try {
      return property.test(message);
    } catch (RuntimeException | AssertionError thrown) {
      return false;
    }
  }

  /// A message that still fails, without what it can do without.
  private static Message shrunk(Message message, Predicate<Message> property) {
    Message smallest = message;
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (Message candidate : candidates(smallest)) {
        if (passes(property, candidate)) continue;
        smallest = candidate;
        smaller = true;
        break;
      }
    }
    return smallest;
  }

  private static List<Message> candidates(Message m) {
    List<Message> all = new ArrayList<>();
    if (!m.questions().isEmpty()) {
      all.add(parts(m, List.of(), m.answers(), m.authorities(), m.additionals(), m.edns()));
    }
    for (List<ResourceRecord> less : without(m.answers())) {
      all.add(parts(m, m.questions(), less, m.authorities(), m.additionals(), m.edns()));
    }
    for (List<ResourceRecord> less : without(m.authorities())) {
      all.add(parts(m, m.questions(), m.answers(), less, m.additionals(), m.edns()));
    }
    for (List<ResourceRecord> less : without(m.additionals())) {
      all.add(parts(m, m.questions(), m.answers(), m.authorities(), less, m.edns()));
    }
    if (m.edns().isPresent()) {
      all.add(
          parts(m, m.questions(), m.answers(), m.authorities(), m.additionals(), Optional.empty()));
    }
    return all;
  }

  private static List<List<ResourceRecord>> without(List<ResourceRecord> records) {
    List<List<ResourceRecord>> all = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      List<ResourceRecord> less = new ArrayList<>(records);
      less.remove(i);
      all.add(less);
    }
    return all;
  }

  private static Message parts(
      Message m,
      List<Message.Question> questions,
      List<ResourceRecord> answers,
      List<ResourceRecord> authorities,
      List<ResourceRecord> additionals,
      Optional<Edns> edns) {
    return new Message(
        m.id(), m.flags(), questions, answers, authorities, additionals, m.rcode(), edns);
  }
}
