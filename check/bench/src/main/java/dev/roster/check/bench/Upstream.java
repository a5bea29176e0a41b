package dev.roster.check.bench;

import dev.roster.check.kit.ScriptedUpstream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/// What names from outside are forwarded to: every A and AAAA under `example.com` has one address
/// for 300 seconds, nothing else is there.
final class Upstream {
  private static final byte[] POINTER_TYPE = {(byte) 0xc0, 12, 0};
  private static final byte[] CLASS_TTL = {0, 1, 0, 0, 1, 44, 0};
  private static final int TYPE_AND_CLASS = 4;

  private Upstream() {}

  static ScriptedUpstream start() throws IOException {
    return ScriptedUpstream.start((question, _) -> Optional.of(answer(question)));
  }

  private static byte[] answer(byte[] question) {
    int end = Question.HEADER_BYTES;
    while (question[end] != 0) end += question[end] + 1;
    int type = question[end + 2];
    end += 1 + TYPE_AND_CLASS;
    boolean known = type == Question.A || type == Question.AAAA;
    byte[] address = new byte[type == Question.A ? 4 : 16];
    address[0] = (byte) (type == Question.A ? 192 : 0x20);
    address[address.length - 1] = question[end - TYPE_AND_CLASS - 2];
    byte[] answer = Arrays.copyOf(question, end + (known ? 12 + address.length : 0));
    answer[2] = (byte) (0x84 | question[2]);
    answer[3] = (byte) (known ? 0x80 : 0x83);
    answer[7] = (byte) (known ? 1 : 0);
    Arrays.fill(answer, 8, Question.HEADER_BYTES, (byte) 0); // without what the question had there
    if (!known) return answer;
    System.arraycopy(POINTER_TYPE, 0, answer, end, 3);
    answer[end + 3] = (byte) type;
    System.arraycopy(CLASS_TTL, 0, answer, end + 4, 7);
    answer[end + 11] = (byte) address.length;
    System.arraycopy(address, 0, answer, end + 12, address.length);
    return answer;
  }
}
