package dev.roster.core.wire;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.RecordData.Address;
import dev.roster.core.wire.RecordData.Cname;
import dev.roster.core.wire.RecordData.Mx;
import dev.roster.core.wire.RecordData.Ns;
import dev.roster.core.wire.RecordData.Ptr;
import dev.roster.core.wire.RecordData.Soa;
import dev.roster.core.wire.RecordData.Srv;
import dev.roster.core.wire.RecordData.Txt;
import dev.roster.core.wire.RecordData.Unknown;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Messages of all kinds from a seed.
public final class RandomMessages {
  private final Random random;
  private final RandomData rare;

  /// From a seed.
  public RandomMessages(long seed) {
    random = new Random(seed);
    rare = new RandomData(random, this::name);
  }

  Message message() {
    List<Message.Question> questions = new ArrayList<>();
    if (random.nextInt(10) > 0) questions.add(new Message.Question(name(), u16(), 1));
    return new Message(
        u16(),
        u16() & ~Flags.RCODE,
        questions,
        records(random.nextInt(6)),
        records(random.nextInt(3)),
        records(random.nextInt(6)),
        0,
        random.nextBoolean() ? Optional.of(edns()) : Optional.empty());
  }

  private List<ResourceRecord> records(int count) {
    List<ResourceRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(record());
    }
    return records;
  }

  /// A record of any type.
  public ResourceRecord record() {
    return new ResourceRecord(name(), random.nextInt() & Integer.MAX_VALUE, data());
  }

  private RecordData data() {
    return switch (random.nextInt(16)) {
      case 0 -> new Address(IpAddress.of(bytes(4)));
      case 1 -> new Address(IpAddress.of(bytes(16)));
      case 2 -> new Cname(name());
      case 3 -> new Ns(name());
      case 4 -> new Ptr(name());
      case 5 -> new Srv(u16(), u16(), u16(), name());
      case 6 -> new Mx(u16(), name());
      case 7 -> new Txt(strings());
      case 8 -> new Soa(name(), name(), u32(), u32(), u32(), u32(), u32());
      case 9 -> new Unknown(300 + random.nextInt(1000), bytes(random.nextInt(40)));
      default -> rare.next();
    };
  }

  private List<String> strings() {
    if (random.nextInt(4) == 0) return List.of("", "text", "x".repeat(255));
    List<String> strings = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      strings.add(new String(bytes(random.nextInt(30)), StandardCharsets.ISO_8859_1));
    }
    return strings;
  }

  private Edns edns() {
    List<Edns.Option> options = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      options.add(new Edns.Option(u16(), bytes(random.nextInt(20))));
    }
    return new Edns(u16(), random.nextInt(2), random.nextBoolean(), options);
  }

  /// Few labels, so that names share suffixes; some in upper case, some with odd bytes.
  Name name() {
    Name name = Name.of(random.nextBoolean() ? "cluster.local." : "Cluster.LOCAL.");
    for (int i = random.nextInt(5); i > 0; i--) {
      String label =
          switch (random.nextInt(6)) {
            case 0 -> "svc";
            case 1 -> "default";
            case 2 -> "Db";
            case 3 -> "with.dot";
            case 4 -> "x".repeat(1 + random.nextInt(63));
            default -> "\u0000\u00ff\"(;@$ '\\" + random.nextInt(3);
          };
      if (name.wireLength() + 1 + label.length() <= Name.WIRE_BYTES_MAX) name = name.child(label);
    }
    return random.nextInt(20) == 0 ? Name.ROOT : name;
  }

  private int u16() {
    return random.nextInt(0x10000);
  }

  private long u32() {
    return random.nextInt() & 0xffff_ffffL;
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /// A copy with some bytes changed, cut or repeated.
  byte[] mutated(byte[] message) {
    byte[] bytes = message.clone();
    for (int i = 1 + random.nextInt(4); i > 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] = (byte) 0xc0;
        case 2 ->
            bytes[random.nextInt(Math.min(12, bytes.length))] ^= (byte) (1 << random.nextInt(8));
        default -> bytes = Arrays.copyOf(bytes, at);
      }
    }
    return bytes;
  }
}
