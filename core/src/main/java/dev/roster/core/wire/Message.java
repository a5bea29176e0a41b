package dev.roster.core.wire;

import dev.roster.core.names.Name;
import java.util.List;
import java.util.Optional;

/// A whole message, for those who ask, transfer and forward; requests to the server go through
/// [RequestDecoder].
///
/// @param flags the second 16 bits of the header, with the lower bits of the rcode
/// @param additionals without the OPT record
public record Message(
    int id,
    int flags,
    List<Question> questions,
    List<ResourceRecord> answers,
    List<ResourceRecord> authorities,
    List<ResourceRecord> additionals,
    int rcode,
    Optional<Edns> edns) {
  /// Bytes of a message, at most.
  public static final int BYTES_MAX = 0xffff;

  public Message {
    questions = List.copyOf(questions);
    answers = List.copyOf(answers);
    authorities = List.copyOf(authorities);
    additionals = List.copyOf(additionals);
  }

  /// A question; its class is 1 (IN) but for odd clients.
  public record Question(Name name, int type, int qclass) {}

  /// A query of class IN with recursion desired.
  public static Message query(int id, Name name, int type, Optional<Edns> edns) {
    return new Message(
        id,
        Flags.RD,
        List.of(new Question(name, type, 1)),
        List.of(),
        List.of(),
        List.of(),
        Rcode.NOERROR,
        edns);
  }

  /// Whether a flag of [Flags] is set.
  public boolean has(int flag) {
    return (flags & flag) != 0;
  }
}
