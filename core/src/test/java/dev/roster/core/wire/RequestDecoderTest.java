package dev.roster.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.names.Name;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a packet is to a server.
class RequestDecoderTest {
  private static final Name NAME = Name.of("Db.default.svc.cluster.local");
  private final RequestDecoder decoder = new RequestDecoder();

  @Test
  void aQueryIsReadInPlace() {
    byte[] bytes = query(Optional.empty());
    byte[] wide = new byte[bytes.length + 20];
    System.arraycopy(bytes, 0, wide, 10, bytes.length);
    assertThat(decoder.decode(wide, 10, 10 + bytes.length)).isSameAs(decoder);
    assertThat(decoder.id()).isEqualTo(4711);
    assertThat(decoder.type()).isEqualTo(RecordType.A);
    assertThat(decoder.name().equalsExactly(NAME)).isTrue();
    assertThat(decoder.nameOffset()).isEqualTo(22);
    assertThat(decoder.edns()).isFalse();
    assertThat(decoder.plain()).isTrue();
  }

  @Test
  void ednsIsRead() {
    Edns.Option unknown = new Edns.Option(65001, new byte[] {1, 2, 3});
    byte[] bytes = query(Optional.of(new Edns(1232, 0, true, List.of(unknown))));
    assertThat(decode(bytes)).isSameAs(decoder);
    assertThat(decoder.edns()).isTrue();
    assertThat(decoder.udpSize()).isEqualTo(1232);
    assertThat(decoder.dnssecOk()).isTrue();
    assertThat(decoder.plain()).isTrue();
  }

  @Test
  void whatIsNoQueryIsRefusedOrDropped() {
    assertThat(decode(new byte[0])).isEqualTo(Request.Drop.DROP);
    assertThat(decode(new byte[11])).isEqualTo(Request.Drop.DROP);
    assertThat(decode(with(2, 0x81))).as("a response").isEqualTo(Request.Drop.DROP);
    assertThat(decode(with(2, 0x81 | 0x28))).as("also of UPDATE").isEqualTo(Request.Drop.DROP);
    assertThat(decode(with(2, 0x08))).as("IQUERY").isEqualTo(refuse(Rcode.NOTIMP, false));
    assertThat(decode(with(2, 0x28))).as("UPDATE").isEqualTo(refuse(Rcode.NOTIMP, false));
    assertThat(decode(with(5, 0))).as("no question").isEqualTo(refuse(Rcode.FORMERR, false));
    assertThat(decode(with(5, 2))).as("two questions").isEqualTo(refuse(Rcode.FORMERR, false));
    assertThat(decode(with(7, 2))).as("two answers").isEqualTo(refuse(Rcode.FORMERR, false));
    assertThat(decode(with(11, 3))).as("three extras").isEqualTo(refuse(Rcode.FORMERR, false));
    assertThat(decode(with(11, 1))).as("a missing extra").isEqualTo(refuse(Rcode.FORMERR, true));
    byte[] chaos = query(Optional.empty());
    chaos[chaos.length - 1] = 3;
    assertThat(decode(chaos)).isEqualTo(refuse(Rcode.REFUSED, true));
    byte[] cut = query(Optional.empty());
    for (int length = 12; length < cut.length; length++) {
      assertThat(decoder.decode(cut, 0, length)).isEqualTo(refuse(Rcode.FORMERR, false));
    }
  }

  @Test
  void onlyEdnsVersionZeroIsServed() {
    byte[] bytes = query(Optional.of(new Edns(1232, 1, false, List.of())));
    assertThat(decode(bytes)).isEqualTo(refuse(Rcode.BADVERS, true));
  }

  @Test
  void optionsThatRunOutAreAFormatError() {
    byte[] bytes = query(Optional.of(new Edns(1232, 0, false, List.of())));
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 3);
    longer[bytes.length - 1] = 3;
    assertThat(decode(longer)).isEqualTo(refuse(Rcode.FORMERR, true));
  }

  /// CoreDNS answers NOTIFY like a query.
  @Test
  void aNoticeIsAQueryThatIsNotPlain() {
    assertThat(decode(with(2, 0x20))).isSameAs(decoder);
    assertThat(decoder.plain()).isFalse();
  }

  /// What CoreDNS's library cannot unpack is a format error.
  @ParameterizedTest
  @CsvSource({
    "1, 000000000000000000000000000000000000, true",
    "1, 00, false",
    "2, 00000000, true",
    "2, 000000, false",
    "8, 00000000, true",
    "8, 00001000, false",
    "8, 0001, false",
    "8, 00011800010203, true",
    "8, 00012100010203, false",
    "8, 00028000, true",
    "8, 00028100, false",
    "8, 00030000, false",
    "9, 0000000000, true",
    "9, 00, false",
    "11, 00, false",
    "15, 0004, true",
    "15, 00, false",
    "19, 00, false",
    "65001, 00, true"
  })
  void optionsMustBeReadable(int code, String hex, boolean sound) {
    Edns.Option option = new Edns.Option(code, HexFormat.of().parseHex(hex));
    byte[] bytes = query(Optional.of(new Edns(1232, 0, false, List.of(option))));
    assertThat(decode(bytes)).isEqualTo(sound ? decoder : refuse(Rcode.FORMERR, true));
  }

  /// CoreDNS follows a pointer in a question; a loop ends it.
  @Test
  void pointersInTheQuestionAreFollowedWithinBounds() {
    byte[] loop = HexFormat.of().parseHex("126701000001000000000000" + "c00c00010001");
    assertThat(decode(loop)).isEqualTo(refuse(Rcode.FORMERR, false));
    // The name is "a" and a pointer to the root label in the header's counts.
    byte[] pointed = HexFormat.of().parseHex("126701000001000000000000" + "0161c00600010001");
    assertThat(decode(pointed)).isSameAs(decoder);
    assertThat(decoder.compressedQuestion()).isTrue();
    assertThat(decoder.plain()).isFalse();
    assertThat(decoder.name()).isEqualTo(Name.of("a"));
  }

  @Test
  void bytesBehindTheMessageAreIgnored() {
    byte[] bytes = query(Optional.empty());
    assertThat(decode(Arrays.copyOf(bytes, bytes.length + 7))).isSameAs(decoder);
  }

  @Test
  void noBytesMakeItThrow() {
    for (long seed = 0; seed < 100_000; seed++) {
      RandomMessages random = new RandomMessages(seed);
      byte[] bytes = random.mutated(query(Optional.of(Edns.of(1232))));
      if (decode(bytes) instanceof Request.Query query) {
        assertThat(query.name().wireLength()).isEqualTo(query.nameLength()).isLessThan(256);
      }
    }
  }

  @Test
  void noRandomBytesMakeItThrow() {
    Random random = new Random(11);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      if (bytes.length > 11) {
        bytes[2] &= 0x07;
        System.arraycopy(
            new byte[] {0, 1, 0, 0, 0, 0, 0, (byte) random.nextInt(3)}, 0, bytes, 4, 8);
      }
      if (decode(bytes) instanceof Request.Query query) {
        assertThat(query.name().wireLength()).isEqualTo(query.nameLength());
      }
    }
  }

  private Request decode(byte[] bytes) {
    return decoder.decode(bytes, 0, bytes.length);
  }

  private static byte[] with(int index, int value) {
    byte[] bytes = query(Optional.empty());
    bytes[index] = (byte) value;
    return bytes;
  }

  private static Request refuse(int rcode, boolean echo) {
    return new Request.Refuse(rcode, echo);
  }

  private static byte[] query(Optional<Edns> edns) {
    return ReplyEncoder.bytes(Message.query(4711, NAME, RecordType.A, edns));
  }
}
