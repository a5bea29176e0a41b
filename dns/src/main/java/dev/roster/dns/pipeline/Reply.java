package dev.roster.dns.pipeline;

import dev.roster.core.wire.Edns;
import dev.roster.core.wire.ExtendedError;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.ResourceRecord;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What the pipeline says to a question. Nothing of the packet is in it: id, flags, OPT, rotation
/// and truncation are the writer's.
///
/// @param authoritative the AA bit
/// @param truncated the TC bit that an upstream set
/// @param recursionAvailable the RA bit
/// @param error why, for clients that sent OPT
/// @param by the directive that answered, "" if none did; metrics and logs say it
/// @param failure what the `errors` directive logs, "" if nothing failed
/// @param authenticData the AD bit that an upstream set
/// @param options of the OPT record of another server's reply, for clients that sent OPT; empty:
///   the client's own go back
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
    String failure,
    boolean authenticData,
    Optional<List<Edns.Option>> options) {
  /// The rcode of a reply that is none: the client hears nothing.
  public static final int NO_REPLY = -1;

  public Reply {
    answers = List.copyOf(answers);
    authorities = List.copyOf(authorities);
    additionals = List.copyOf(additionals);
    options = options.map(List::copyOf);
  }

  /// A reply of this server's own.
  public Reply(
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
    this(
        rcode,
        authoritative,
        truncated,
        recursionAvailable,
        answers,
        authorities,
        additionals,
        error,
        by,
        failure,
        false,
        Optional.empty());
  }

  /// What another server said: flags, records and options are its own, OPT aside. The flags that a
  /// reply repeats, RD and CD, are the request's.
  public static Reply forwarded(String by, Message said) {
    return new Reply(
        said.rcode(),
        said.has(Flags.AA),
        said.has(Flags.TC),
        said.has(Flags.RA),
        said.answers(),
        said.authorities(),
        said.additionals(),
        Optional.empty(),
        by,
        "",
        said.has(Flags.AD),
        said.edns().map(Edns::options));
  }

  /// Whether an OPT record with the DO bit goes to all clients, those that sent none too: CoreDNS's
  /// `acl` and `template` tell everybody why, also behind `dns64`.
  public boolean alwaysOpt() {
    int code = error.map(ExtendedError::code).orElse(ExtendedError.OTHER);
    boolean denied = code == ExtendedError.BLOCKED || code == ExtendedError.FILTERED;
    boolean told = by.equals("template") || by.equals("dns64");
    return (by.equals("acl") && denied) || (told && error.isPresent());
  }

  /// Whether a directive wrote it and all its records have one TTL.
  boolean agesAsOne() {
    if (by.isEmpty()) return false;
    OptionalLong seconds = OptionalLong.empty();
    for (List<ResourceRecord> section : List.of(answers, authorities, additionals)) {
      for (ResourceRecord record : section) {
        if (seconds.isPresent() && seconds.getAsLong() != record.ttlSeconds()) return false;
        seconds = OptionalLong.of(record.ttlSeconds());
      }
    }
    return true;
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
        failure,
        authenticData,
        options);
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
        failure,
        authenticData,
        options);
  }

  /// The same with other records, and flags that are a cache's to set.
  public Reply withRecords(
      boolean authority,
      boolean authentic,
      List<ResourceRecord> toAnswer,
      List<ResourceRecord> toAuthorities,
      List<ResourceRecord> toAdditionals) {
    return new Reply(
        rcode,
        authority,
        truncated,
        recursionAvailable,
        toAnswer,
        toAuthorities,
        toAdditionals,
        error,
        by,
        failure,
        authentic,
        Optional.empty());
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
        failure,
        authenticData,
        options);
  }

  /// The same with other header flags.
  public Reply withFlags(boolean aa, boolean ra) {
    return new Reply(
        rcode,
        aa,
        truncated,
        ra,
        answers,
        authorities,
        additionals,
        error,
        by,
        failure,
        authenticData,
        options);
  }

  /// The same with answers alone.
  public Reply withAnswersAlone() {
    return new Reply(
        rcode,
        authoritative,
        truncated,
        recursionAvailable,
        answers,
        List.of(),
        List.of(),
        error,
        by,
        failure,
        authenticData,
        options);
  }

  /// The same with other records in the additional section.
  public Reply withAdditionals(List<ResourceRecord> others) {
    return new Reply(
        rcode,
        authoritative,
        truncated,
        recursionAvailable,
        answers,
        authorities,
        others,
        error,
        by,
        failure,
        authenticData,
        options);
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
        reason,
        authenticData,
        options);
  }

  /// The same with these options in the reply's OPT record.
  public Reply withOptions(List<Edns.Option> others) {
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
        failure,
        authenticData,
        Optional.of(others));
  }
}
