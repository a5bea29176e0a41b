package dev.roster.core.wire;

import dev.roster.core.names.Name;

/// What a received packet is to a server: nothing to answer, a refusal, or a query. Made by
/// [RequestDecoder], which never throws and never reads outside the packet.
public sealed interface Request {
  /// Not to be answered: too short for a header, or itself a response (answering one would loop).
  enum Drop implements Request {
    DROP
  }

  /// To be answered with an rcode alone.
  ///
  /// @param rcode the whole code, BADVERS included
  /// @param echoQuestion whether the question was readable and goes back
  record Refuse(int rcode, boolean echoQuestion) implements Request {}

  /// A query with one readable question. It lives in the decoder that made it and changes with the
  /// next packet.
  non-sealed interface Query extends Request {
    /// The packet. Do not change it.
    byte[] bytes();

    /// Where the message begins in [#bytes].
    int offset();

    /// The offset behind the message.
    int end();

    /// The message id.
    int id();

    /// The second 16 bits of the header.
    int flags();

    /// The offset of the question's name; it is uncompressed there unless [#compressedQuestion].
    int nameOffset();

    /// Bytes of the question's name in uncompressed wire form, 1..255.
    int nameLength();

    /// Whether the question's name holds a compression pointer.
    boolean compressedQuestion();

    /// The question's type.
    int type();

    /// Whether there is nothing but a question of class IN and at most one OPT record.
    boolean plain();

    /// The offset of the OPT record's class (the client's UDP size), -1 without EDNS.
    int optOffset();

    /// The OPT record's payload size as sent, 0 without EDNS.
    int udpSize();

    /// The DO bit.
    boolean dnssecOk();

    /// Copies the question's name, uncompressed and case kept; returns its length.
    int copyName(byte[] target, int at);

    /// The question's name, case kept. Allocates.
    Name name();

    /// Whether the client sent an OPT record.
    default boolean edns() {
      return optOffset() >= 0;
    }
  }
}
