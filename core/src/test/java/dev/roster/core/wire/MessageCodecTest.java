package dev.roster.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.wire.MessageDecoder.Decoded;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whole messages there and back.
class MessageCodecTest {
  @Test
  void whatIsEncodedDecodesToTheSame() {
    for (long seed = 0; seed < 5000; seed++) {
      Message message = new RandomMessages(seed).message();
      byte[] bytes = ReplyEncoder.bytes(message);
      assertThat(whole(bytes)).as("seed %s", seed).isEqualTo(message);
    }
  }

  @Test
  void decodingStaysInItsWindow() {
    for (long seed = 0; seed < 500; seed++) {
      Message message = new RandomMessages(seed).message();
      byte[] bytes = ReplyEncoder.bytes(message);
      byte[] wide = new byte[bytes.length + 64];
      Arrays.fill(wide, (byte) 0xff);
      System.arraycopy(bytes, 0, wide, 32, bytes.length);
      assertThat(MessageDecoder.decode(wide, 32, 32 + bytes.length))
          .as("seed %s", seed)
          .isEqualTo(new Decoded.Whole(message));
    }
  }

  /// Nothing throws, and what is taken for a message is one: it encodes and decodes to itself.
  @Test
  void noBytesMakeItThrow() {
    for (long seed = 0; seed < 40_000; seed++) {
      RandomMessages random = new RandomMessages(seed);
      byte[] bytes = random.mutated(ReplyEncoder.bytes(random.message()));
      if (!(MessageDecoder.decode(bytes, 0, bytes.length) instanceof Decoded.Whole(Message m))) {
        continue;
      }
      byte[] again = ReplyEncoder.bytes(m);
      boolean cut = (again[2] & 0x02) != 0 && (m.flags() & Flags.TC) == 0;
      if (!cut) assertThat(whole(again)).as("seed %s", seed).isEqualTo(m);
    }
  }

  @Test
  void noRandomBytesMakeItThrow() {
    Random random = new Random(7);
    byte[] bytes = new byte[300];
    for (int i = 0; i < 40_000; i++) {
      random.nextBytes(bytes);
      Arrays.fill(bytes, 4, 12, (byte) 0);
      bytes[5] = (byte) random.nextInt(3);
      bytes[7] = (byte) random.nextInt(4);
      bytes[11] = (byte) random.nextInt(4);
      int length = random.nextInt(bytes.length);
      assertThat(MessageDecoder.decode(bytes, 0, length)).isNotNull();
    }
  }

  private static Message whole(byte[] bytes) {
    return switch (MessageDecoder.decode(bytes, 0, bytes.length)) {
      case Decoded.Whole(Message message) -> message;
      case Decoded.Malformed(String why) -> throw new AssertionError(why);
    };
  }
}
