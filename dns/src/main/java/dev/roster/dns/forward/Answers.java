package dev.roster.dns.forward;

import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.MessageDecoder;
import dev.roster.core.wire.MessageDecoder.Decoded;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Decides what of all that comes from an upstream is the answer to a question.
final class Answers {
  private Answers() {}

  /// What came.
  sealed interface Verdict {
    /// The answer.
    record Right(Message message) implements Verdict {}

    /// The upstream's, but none of its bytes are to be passed on: they cannot be read.
    record Unreadable(String why) implements Verdict {}

    /// It has the id of the question and is no answer to it.
    record Beside() implements Verdict {}

    /// Anybody's.
    record Stray() implements Verdict {}
  }

  /// What the bytes are to the question. An answer has its id, the response bit, the opcode and the
  /// question, letter case aside, and all of it can be read.
  ///
  /// @param bytes what came, the first `length` of it
  static Verdict of(Message question, byte[] bytes, int length) {
    if (length < Flags.HEADER_BYTES || id(bytes) != question.id()) return new Verdict.Stray();
    return switch (MessageDecoder.decode(bytes, 0, length)) {
      case Decoded.Whole(Message said) when isAnswer(question, said) -> new Verdict.Right(said);
      case Decoded.Whole _ -> new Verdict.Beside();
      case Decoded.Malformed(String why) -> new Verdict.Unreadable(why);
    };
  }

  private static int id(byte[] bytes) {
    return ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
  }

  /// What is left of an answer that was cut on its way: the header and the question have to be
  /// right, all records are gone, TC says so. Some servers set TC and leave half a record.
  static Optional<Message> cut(Message question, byte[] bytes, int length) {
    if (length < Flags.HEADER_BYTES) return Optional.empty();
    byte[] head = Arrays.copyOf(bytes, length);
    for (int i = 6; i < Flags.HEADER_BYTES; i++) head[i] = 0;
    head[2] |= (byte) (Flags.TC >> 8);
    return of(question, head, length) instanceof Verdict.Right(Message rest)
        ? Optional.of(rest)
        : Optional.empty();
  }

  /// Whether TC is set in what came.
  static boolean isTruncated(byte[] bytes, int length) {
    return length >= Flags.HEADER_BYTES && (bytes[2] & (Flags.TC >> 8)) != 0;
  }

  private static boolean isAnswer(Message asked, Message said) {
    if (!said.has(Flags.QR) || Flags.opcode(said.flags()) != 0) return false;
    List<Message.Question> questions = said.questions();
    if (questions.size() != 1) return false;
    Message.Question wanted = asked.questions().getFirst();
    Message.Question found = questions.getFirst();
    return found.type() == wanted.type()
        && found.qclass() == wanted.qclass()
        && found.name().equals(wanted.name());
  }
}
