package dev.roster.dns.pipeline;

import dev.roster.core.wire.ExtendedError;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.ResourceRecord;
import java.util.List;
import java.util.Optional;

/// What the pipeline says to a question. Nothing of the packet is in it: id, flags, OPT, rotation
/// and truncation are the writer's.
///
/// @param authoritative the AA bit
/// @param truncated the TC bit that an upstream set
/// @param recursionAvailable the RA bit
/// @param error why, for clients that sent OPT
/// @param by the directive that answered, "" if none did; metrics and logs say it
/// @param failure what the `errors` directive logs, "" if nothing failed
public record Reply(
    int rcode,
    boolean authoritative,
    boolean truncated,
    boolean recursionAvailable,
    List<ResourceRecord> answers,
    List<ResourceRecord> authorities,
    List<ResourceRecord> additionals,
    Optional<ExtendedError> error,
    String by,
    String failure) {
  public Reply {
    answers = List.copyOf(answers);
    authorities = List.copyOf(authorities);
    additionals = List.copyOf(additionals);
  }

  /// An authoritative answer.
  public static Reply of(
      String by,
      int rcode,
      List<ResourceRecord> answers,
      List<ResourceRecord> authorities,
      List<ResourceRecord> additionals) {
    return new Reply(
        rcode, true, false, false, answers, authorities, additionals, Optional.empty(), by, "");
  }

  /// An rcode without records that no directive wrote: what the server says for itself.
  public static Reply rcode(int rcode) {
    return new Reply(
        rcode, false, false, false, List.of(), List.of(), List.of(), Optional.empty(), "", "");
  }

  /// SERVFAIL with a reason for the log.
  public static Reply failure(String reason) {
    return rcode(Rcode.SERVFAIL).withFailure(reason);
  }

  /// The same with the TC bit.
  public Reply withTruncated() {
    return new Reply(
        rcode,
        authoritative,
        true,
        recursionAvailable,
        answers,
        authorities,
        additionals,
        error,
        by,
        failure);
  }

  /// The same with other answers.
  public Reply withAnswers(List<ResourceRecord> others) {
    return new Reply(
        rcode,
        authoritative,
        truncated,
        recursionAvailable,
        others,
        authorities,
        additionals,
        error,
        by,
        failure);
  }

  /// The same with an extended error.
  public Reply withError(ExtendedError why) {
    return new Reply(
        rcode,
        authoritative,
        truncated,
        recursionAvailable,
        answers,
        authorities,
        additionals,
        Optional.of(why),
        by,
        failure);
  }

  /// The same with a reason for the log.
  public Reply withFailure(String reason) {
    return new Reply(
        rcode,
        authoritative,
        truncated,
        recursionAvailable,
        answers,
        authorities,
        additionals,
        error,
        by,
        reason);
  }
}
