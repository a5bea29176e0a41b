package dev.roster.dns.cache;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.pipeline.Question;
import dev.roster.dns.pipeline.Reply;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a reply is to a cache, by CoreDNS's rules.
enum Kind {
  /// It has what was asked for.
  SUCCESS,
  /// It names other servers.
  DELEGATION,
  /// There is no such name.
  NO_NAME,
  /// There is nothing of that type (RFC 2308 section 2.2).
  NO_DATA,
  /// SERVFAIL or NOTIMP.
  FAILURE,
  /// Nothing that could be kept.
  OTHER;

  /// The kind of a reply.
  static Kind of(Question question, Reply reply) {
    int type = question.type();
    if (type == RecordType.AXFR || type == RecordType.IXFR) return OTHER;
    boolean soa = has(reply.authorities(), RecordType.SOA);
    if (!reply.answers().isEmpty()) {
      if (reply.rcode() != Rcode.NOERROR)
        return reply.rcode() == Rcode.NXDOMAIN ? OTHER : by(reply, soa);
      return soa && !isAnswered(question, reply) ? NO_DATA : SUCCESS;
    }
    return by(reply, soa);
  }

  private static Kind by(Reply reply, boolean soa) {
    return switch (reply.rcode()) {
      case Rcode.NXDOMAIN -> NO_NAME;
      case Rcode.SERVFAIL, Rcode.NOTIMP -> FAILURE;
      case Rcode.NOERROR -> {
        if (soa) yield NO_DATA;
        yield has(reply.authorities(), RecordType.NS) ? DELEGATION : SUCCESS;
      }
      default -> OTHER;
    };
  }

  /// Whether a reply of this kind may be kept at all: nothing truncated, no denial without an SOA,
  /// no aliases that lead nowhere.
  boolean isKept(Question question, Reply reply) {
    if (reply.truncated()) return false;
    return switch (this) {
      case OTHER -> false;
      case NO_NAME -> has(reply.authorities(), RecordType.SOA);
      case SUCCESS -> reply.answers().isEmpty() || isAnswered(question, reply);
      case DELEGATION, NO_DATA, FAILURE -> true;
    };
  }

  /// Whether it is kept with the answers, not with the denials.
  boolean isPositive() {
    return this == SUCCESS || this == DELEGATION;
  }

  private static boolean has(List<ResourceRecord> records, int type) {
    for (ResourceRecord record : records) if (record.type() == type) return true;
    return false;
  }

  /// Whether the answers hold a record of the wanted type at the end of the aliases that begin with
  /// the wanted name (RFC 1034 section 3.6.2).
  static boolean isAnswered(Question question, Reply reply) {
    List<ResourceRecord> answers = reply.answers();
    if (reply.rcode() != Rcode.NOERROR || answers.isEmpty()) return false;
    Name name = question.name();
    if (question.type() == RecordType.ANY) return hasOwner(answers, name);
    Set<Name> seen = new HashSet<>();
    while (seen.add(name)) {
      Name here = name;
      for (ResourceRecord record : answers) {
        if (record.type() == question.type() && record.owner().equals(here)) return true;
      }
      Optional<Name> next = alias(answers, here);
      if (next.isEmpty()) return false;
      name = next.get();
    }
    return false;
  }

  private static boolean hasOwner(List<ResourceRecord> answers, Name name) {
    for (ResourceRecord record : answers) if (record.owner().equals(name)) return true;
    return false;
  }

  /// The one name that a name stands for; empty for none, or for more than one.
  private static Optional<Name> alias(List<ResourceRecord> answers, Name owner) {
    Optional<Name> target = Optional.empty();
    for (ResourceRecord record : answers) {
      if (!record.owner().equals(owner)) continue;
      if (!(record.data() instanceof RecordData.Cname(Name found))) continue;
      if (target.isPresent() && !target.get().equals(found)) return Optional.empty();
      target = Optional.of(found);
    }
    return target;
  }
}
