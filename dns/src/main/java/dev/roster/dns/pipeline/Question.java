package dev.roster.dns.pipeline;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Mnemonics;

/// What is asked.
///
/// @param name as the client wrote it, letter case kept
/// @param qclass IN but for odd clients; directives that don't look at it answer as in IN
public record Question(Name name, int type, int qclass) {
  /// A question of class IN.
  public Question(Name name, int type) {
    this(name, type, Mnemonics.CLASS_IN);
  }
}
