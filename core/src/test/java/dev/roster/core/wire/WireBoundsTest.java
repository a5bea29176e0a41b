package dev.roster.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.MessageDecoder.Decoded;
import dev.roster.core.wire.RecordData.Address;
import dev.roster.core.wire.RecordData.Unknown;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The edges of the format: how far pointers reach, how long labels and names are.
class WireBoundsTest {
  private static final String HEADER = "126781000001000000000000";
  private static final String END = "00010001";
  private static final int FIXED_BYTES = 10;

  /// A name that first stands here is pointed to from then on, or never; what it ends in too.
  @ParameterizedTest
  @CsvSource({
    "0x3ff9, true, true",
    "0x3ffa, true, true",
    "0x3ffb, true, true",
    "0x3ffc, true, false",
    "0x3ffd, true, false",
    "0x3ffe, true, false",
    "0x3fff, true, false",
    "0x4000, false, false",
    "0x4001, false, false",
    "0x4100, false, false",
    "0x7fff, false, false",
    "0x8000, false, false",
  })
  void pointersReachTheFirst16383Bytes(String where, boolean whole, boolean suffix) {
    int offset = Integer.decode(where);
    Name first = Name.of("aaa.Bb");
    Name sibling = Name.of("ccc.Bb");
    List<ResourceRecord> records = filler(offset);
    records.add(address(first));
    records.add(address(first));
    records.add(address(sibling));
    records.add(address(sibling));
    byte[] bytes = ReplyEncoder.bytes(message(records));

    assertThat(WrittenNames.problem(bytes)).isEmpty();
    assertThat(decode(bytes)).isEqualTo(new Decoded.Whole(message(records)));
    int second = offset + first.wireLength() + FIXED_BYTES + 4;
    assertThat((bytes[second] & 0xc0) == 0xc0).as("the name is pointed to").isEqualTo(whole);
    int third = second + (whole ? 2 : first.wireLength()) + FIXED_BYTES + 4;
    assertThat(bytes[third]).isEqualTo((byte) 3);
    assertThat((bytes[third + 4] & 0xc0) == 0xc0).as("what it ends in is").isEqualTo(suffix);
  }

  /// Offsets whose lower 14 bits are those of an earlier name are not mistaken for it.
  @Test
  void namesFarBehindAreNotTakenForEarlierOnes() {
    List<ResourceRecord> records = new ArrayList<>();
    records.add(address(Name.of("zzz.Bb")));
    records.addAll(filler(0x4000 + Flags.HEADER_BYTES, bytesOf(records)));
    for (int i = 0; i < 3; i++) records.add(address(Name.of("aaa.Bb")));
    byte[] bytes = ReplyEncoder.bytes(message(records));
    assertThat(WrittenNames.problem(bytes)).isEmpty();
    assertThat(decode(bytes)).isEqualTo(new Decoded.Whole(message(records)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 62, 63})
  void labelsHaveUpTo63Bytes(int length) {
    Name name = Name.ROOT.child("x".repeat(length));
    byte[] bytes = ReplyEncoder.bytes(Message.query(1, name, RecordType.A, Optional.empty()));
    assertThat(decode(bytes)).isInstanceOf(Decoded.Whole.class);
    bytes[Flags.HEADER_BYTES] = 64;
    assertThat(decode(bytes)).isInstanceOf(Decoded.Malformed.class);
    assertThat(request(bytes)).isInstanceOf(Request.Refuse.class);
    bytes[Flags.HEADER_BYTES] = (byte) 0x80;
    assertThat(decode(bytes)).isInstanceOf(Decoded.Malformed.class);
    assertThat(request(bytes)).isInstanceOf(Request.Refuse.class);
  }

  /// 255 bytes with the root's, be it in one piece or by pointers.
  @Test
  void namesHaveUpTo255Bytes() {
    String x63 = "3f" + "78".repeat(63);
    String x61 = "3d" + "78".repeat(61);
    String x62 = "3e" + "78".repeat(62);
    assertWhole(x63 + x63 + x63 + x61 + "00", true);
    assertWhole(x63 + x63 + x63 + x62 + "00", false);
    assertWhole(x63 + x63 + x63 + x61 + "0178" + "00", false);
    // The first name has 193 bytes; a label of 61 before it makes 255, one of 62 makes 256.
    String first = x63 + x63 + x63 + "00" + END;
    assertSecondName(first, x61 + "c00c", true);
    assertSecondName(first, x62 + "c00c", false);
  }

  @Test
  void theRootIsAName() {
    assertWhole("00", true);
    assertWhole("c006", true);
  }

  /// A byte is a byte in a label, a dot and a backslash too.
  @Test
  void labelsHoldAnyBytes() {
    for (int b = 0; b < 256; b++) {
      String hex = HexFormat.of().toHexDigits((byte) b);
      byte[] bytes = HexFormat.of().parseHex(HEADER + "03" + "61" + hex + "62" + "00" + END);
      Name name = message(bytes).questions().getFirst().name();
      assertThat(name.labelCount()).isEqualTo(1);
      assertThat(Name.of(name.toString()).equalsExactly(name)).as(name.toString()).isTrue();
      assertThat(ReplyEncoder.bytes(message(bytes))).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c00c", // to itself
        "0161c00c", // to a label before itself
        "c00ec00c", // to and fro
        "0161c010c00c0161c00c", // by way of others
        "c0ff", // behind the end
        "ffff",
        "c0", // cut
        "0161",
        "",
      })
  void loopsAndWhatLeadsNowhereAreNoNames(String name) {
    byte[] bytes = HexFormat.of().parseHex(HEADER + name);
    assertThat(decode(bytes)).isInstanceOf(Decoded.Malformed.class);
    assertThat(request(bytes)).isInstanceOf(Request.Refuse.class);
    byte[] more = HexFormat.of().parseHex(HEADER + name + END);
    boolean loops = name.contains("c00c");
    if (loops) assertThat(decode(more)).isInstanceOf(Decoded.Malformed.class);
    if (loops) assertThat(request(more)).isInstanceOf(Request.Refuse.class);
  }

  private static void assertWhole(String name, boolean is) {
    byte[] bytes = HexFormat.of().parseHex(HEADER + name + END);
    assertThat(decode(bytes) instanceof Decoded.Whole).as(name).isEqualTo(is);
    assertThat(request(bytes) instanceof Request.Query).as(name).isEqualTo(is);
  }

  /// Behind a first question a second one, which a server refuses and a whole message may have.
  private static void assertSecondName(String first, String second, boolean is) {
    byte[] bytes = HexFormat.of().parseHex(HEADER + first + second + END);
    bytes[5] = 2;
    assertThat(decode(bytes) instanceof Decoded.Whole).as(second).isEqualTo(is);
  }

  private static Request request(byte[] bytes) {
    byte[] query = bytes.clone();
    query[2] &= 0x7f;
    return new RequestDecoder().decode(query, 0, query.length);
  }

  /// Records that end where the next one is to begin.
  private static List<ResourceRecord> filler(int offset) {
    return filler(offset, Flags.HEADER_BYTES);
  }

  private static List<ResourceRecord> filler(int offset, int from) {
    byte[] data = new byte[offset - from - 1 - FIXED_BYTES];
    return new ArrayList<>(List.of(new ResourceRecord(Name.ROOT, 1, new Unknown(300, data))));
  }

  private static int bytesOf(List<ResourceRecord> records) {
    return ReplyEncoder.bytes(message(records)).length;
  }

  private static ResourceRecord address(Name owner) {
    return new ResourceRecord(owner, 1, new Address(IpAddress.of("192.0.2.1")));
  }

  private static Message message(List<ResourceRecord> answers) {
    List<ResourceRecord> none = List.of();
    return new Message(1, Flags.QR, List.of(), answers, none, none, 0, Optional.empty());
  }

  private static Message message(byte[] bytes) {
    return switch (decode(bytes)) {
      case Decoded.Whole(Message message) -> message;
      case Decoded.Malformed(String why) -> throw new AssertionError(why);
    };
  }

  private static Decoded decode(byte[] bytes) {
    return MessageDecoder.decode(bytes, 0, bytes.length);
  }
}
