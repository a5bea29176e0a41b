package dev.roster.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.wire.MessageDecoder.Decoded;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names in the data of rarer types leave as they are meant, not as pointers into a message that is
/// gone. In the data, `N` is the name `a.b.` as a pointer, `L` a label before it, hex the rest.
class EmbeddedNamesTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final String AB = "0161016200";

  @ParameterizedTest
  @CsvSource({
    "3, N", // MD
    "4, N", // MF
    "7, N", // MB
    "8, L", // MG
    "9, N", // MR
    "14, N N", // MINFO
    "17, N L", // RP
    "18, 0001 N", // AFSDB
    "21, 0001 N", // RT
    "24, 000102030405060708090a0b0c0d0e0f1011 N aabbcc", // SIG
    "26, 0001 N N", // PX
    "30, N 0102", // NXT
    "35, 00010002 0175 00 03616263 N", // NAPTR
    "36, 0001 N", // KX
    "39, N", // DNAME
    "46, 000102030405060708090a0b0c0d0e0f1011 L aabbcc", // RRSIG
    "47, N 000102", // NSEC
    "64, 0001 N 0001", // SVCB
    "65, 0001 N", // HTTPS
    "107, 0001 N", // LP
    "13, c00c", // HINFO has no names
    "300, c00c" // nor has what nobody knows
  })
  void namesAreWrittenOut(int type, String pattern) {
    byte[] data =
        HEX.parseHex(pattern.replace(" ", "").replace("N", "c00c").replace("L", "0178c00c"));
    String meant = pattern.replace(" ", "").replace("N", AB).replace("L", "0178" + AB);

    RecordData read = answer(message(type, data)).data();

    assertThat(read.type()).isEqualTo(type);
    assertThat(HEX.formatHex(((RecordData.Unknown) read).bytes())).isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource({"39, c0ff", "39, c00c00", "35, 0001000201", "46, 0001", "15, c00c", "17, c00c"})
  void whatIsCutIsNoMessage(int type, String data) {
    assertThat(decode(message(type, HEX.parseHex(data)))).isInstanceOf(Decoded.Malformed.class);
  }

  @Test
  void whatGrowsTooLongIsNoMessage() {
    byte[] data = new byte[0xffff];
    data[18] = (byte) 0xc0;
    data[19] = 0x0c;
    assertThat(decode(message(46, data))).isInstanceOf(Decoded.Malformed.class);
  }

  private static byte[] message(int type, byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(HEX.parseHex("000081800001000100000000"));
    out.writeBytes("\1a\1b\0".getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(new byte[] {(byte) (type >> 8), (byte) type, 0, 1});
    out.writeBytes(
        new byte[] {(byte) 0xc0, 0x0c, (byte) (type >> 8), (byte) type, 0, 1, 0, 0, 0, 9});
    out.writeBytes(new byte[] {(byte) (data.length >> 8), (byte) data.length});
    out.writeBytes(data);
    return out.toByteArray();
  }

  private static Decoded decode(byte[] bytes) {
    return MessageDecoder.decode(bytes, 0, bytes.length);
  }

  private static ResourceRecord answer(byte[] bytes) {
    return switch (decode(bytes)) {
      case Decoded.Whole(Message message) -> message.answers().getFirst();
      case Decoded.Malformed(String why) -> throw new AssertionError(why);
    };
  }
}
