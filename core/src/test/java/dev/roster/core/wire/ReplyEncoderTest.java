package dev.roster.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.MessageDecoder.Decoded;
import dev.roster.core.wire.RecordData.Address;
import dev.roster.core.wire.RecordData.Cname;
import dev.roster.core.wire.RecordData.Srv;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What fits, what is left out, and what is compressed.
class ReplyEncoderTest {
  private static final Name NAME = Name.of("db.default.svc.cluster.local");

  @Test
  void recordsAreKeptInOrderWhileTheyFit() {
    // Header 12, name 30, type and class 4: 466 bytes are left, 29 records of 16.
    Message cut = cut(reply(addresses(40), List.of(), Optional.empty()), 512);
    assertThat(cut.answers()).isEqualTo(addresses(40).subList(0, 29));
    assertThat(cut.has(Flags.TC)).isTrue();
  }

  @Test
  void allThatFitsHasNoTc() {
    Message whole = cut(reply(addresses(29), List.of(), Optional.empty()), 512);
    assertThat(whole.answers()).hasSize(29);
    assertThat(whole.has(Flags.TC)).isFalse();
  }

  @Test
  void optHasItsRoomFirst() {
    Message cut = cut(reply(addresses(29), List.of(), Optional.of(Edns.of(512))), 512);
    assertThat(cut.answers()).hasSize(28);
    assertThat(cut.edns()).contains(Edns.of(512));
    assertThat(cut.has(Flags.TC)).isTrue();
  }

  @Test
  void lostGlueSetsTc() {
    Message cut = cut(reply(addresses(29), addresses(1), Optional.empty()), 512);
    assertThat(cut.answers()).hasSize(29);
    assertThat(cut.additionals()).isEmpty();
    assertThat(cut.has(Flags.TC)).isTrue();
  }

  @Test
  void targetsOfSrvAreWholeButCanBePointedTo() {
    Name target = Name.of("db-0.db.default.svc.cluster.local");
    ResourceRecord srv = new ResourceRecord(NAME, 5, new Srv(0, 100, 5432, target));
    ResourceRecord glue = address(target, 1);
    byte[] bytes = ReplyEncoder.bytes(reply(List.of(srv), List.of(glue), Optional.empty()));
    // Owner 2, fixed 10, SRV 6, target 35; glue: a pointer 2, fixed 10, address 4.
    assertThat(bytes).hasSize(12 + 34 + 2 + 10 + 6 + 35 + 16);
  }

  @Test
  void compressionMindsLetterCase() {
    ResourceRecord other = address(Name.of("DB.default.svc.cluster.local"), 1);
    byte[] bytes = ReplyEncoder.bytes(reply(List.of(other), List.of(), Optional.empty()));
    // The first label is written again, the rest is pointed to.
    assertThat(bytes).hasSize(12 + 34 + 3 + 2 + 10 + 4);
    assertThat(cut(reply(List.of(other), List.of(), Optional.empty()), 512).answers().getFirst())
        .satisfies(record -> assertThat(record.owner().equalsExactly(other.owner())).isTrue());
  }

  /// Names that first stand behind byte 16,383 can't be pointed to (RFC 1035 section 4.1.4).
  @Test
  void pointersReachSixteenThousandBytesAndNoFurther() {
    List<ResourceRecord> records = new ArrayList<>();
    for (int i = 0; i < 1500; i++) {
      Name owner = Name.of("n" + i + ".example");
      records.add(new ResourceRecord(owner, 5, new Cname(Name.of("t" + i + ".elsewhere"))));
    }
    Message message = reply(records, List.of(), Optional.empty());
    MessageWriter writer = new ReplyEncoder(Message.BYTES_MAX).encode(message, Message.BYTES_MAX);
    assertThat(writer.length()).isGreaterThan(2 * MessageWriter.POINTER_TARGET_MAX);
    for (int i = 0; i < writer.pointerCount(); i++) {
      int target = Names.u16(writer.buffer(), writer.pointerAt(i)) & 0x3fff;
      assertThat(target).isLessThan(writer.pointerAt(i));
    }
    assertThat(cut(message, Message.BYTES_MAX)).isEqualTo(message);
  }

  @Test
  void noMessageIsLongerThanTheFormatAllows() {
    Message cut = cut(reply(addresses(10_000), List.of(), Optional.empty()), Message.BYTES_MAX);
    assertThat(cut.answers()).hasSize((65_535 - 46) / 16);
    assertThat(cut.has(Flags.TC)).isTrue();
  }

  private static Message reply(
      List<ResourceRecord> answers, List<ResourceRecord> additionals, Optional<Edns> edns) {
    return new Message(
        1,
        Flags.QR,
        List.of(new Message.Question(NAME, RecordType.A, 1)),
        answers,
        List.of(),
        additionals,
        0,
        edns);
  }

  private static List<ResourceRecord> addresses(int count) {
    List<ResourceRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) records.add(address(NAME, i));
    return records;
  }

  private static ResourceRecord address(Name owner, int number) {
    byte[] bytes = {10, 0, (byte) (number >> 8), (byte) number};
    return new ResourceRecord(owner, 5, new Address(IpAddress.of(bytes)));
  }

  private static Message cut(Message message, int limit) {
    MessageWriter writer = new ReplyEncoder(Message.BYTES_MAX).encode(message, limit);
    assertThat(writer.length()).isLessThanOrEqualTo(limit);
    if (MessageDecoder.decode(writer.buffer(), 0, writer.length())
        instanceof Decoded.Whole(Message decoded)) {
      return decoded;
    }
    throw new AssertionError("not a message");
  }
}
