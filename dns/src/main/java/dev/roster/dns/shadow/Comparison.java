package dev.roster.dns.shadow;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.ResourceRecord;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What clients could tell two answers by. Not by the order of records, which is random, nor by the
/// case of names (RFC 4343), nor by a serial, which every server counts for itself.
final class Comparison {
  /// Records of an answer that a line shows.
  static final int RECORDS_SHOWN_MAX = 6;

  private static final int FLAGS = Flags.AA | Flags.TC | Flags.RA | Flags.AD;

  private Comparison() {}

  /// The differences of two answers to one question.
  static Set<Difference> of(Message ours, Message theirs) {
    EnumSet<Difference> found = EnumSet.noneOf(Difference.class);
    if (ours.rcode() != theirs.rcode()) found.add(Difference.RCODE);
    if ((ours.flags() & FLAGS) != (theirs.flags() & FLAGS)) found.add(Difference.FLAGS);
    // What was cut is cut where each server likes.
    if (ours.has(Flags.TC) && theirs.has(Flags.TC)) return found;
    if (!set(ours.answers()).equals(set(theirs.answers()))) {
      found.add(Difference.ANSWERS);
    } else if (ours.has(Flags.AA) && theirs.has(Flags.AA) && !ttls(ours).equals(ttls(theirs))) {
      found.add(Difference.TTL);
    }
    if (!set(ours.authorities()).equals(set(theirs.authorities()))) {
      found.add(Difference.AUTHORITY);
    }
    if (!set(ours.additionals()).equals(set(theirs.additionals()))) {
      found.add(Difference.ADDITIONAL);
    }
    return found;
  }

  private static Set<ResourceRecord> set(List<ResourceRecord> records) {
    Set<ResourceRecord> set = new HashSet<>();
    for (ResourceRecord each : records) set.add(comparable(each).withTtl(0));
    return set;
  }

  private static Map<ResourceRecord, Long> ttls(Message message) {
    Map<ResourceRecord, Long> ttls = new HashMap<>();
    for (ResourceRecord each : message.answers()) {
      ttls.put(comparable(each).withTtl(0), each.ttlSeconds());
    }
    return ttls;
  }

  private static ResourceRecord comparable(ResourceRecord each) {
    if (!(each.data() instanceof RecordData.Soa soa)) return each;
    RecordData.Soa anySerial =
        new RecordData.Soa(
            soa.mname(), soa.rname(), 0, soa.refresh(), soa.retry(), soa.expire(), soa.minimum());
    return new ResourceRecord(each.owner(), each.ttlSeconds(), anySerial, each.recordClass());
  }

  /// An answer in a line, with the section that the difference is in: `NOERROR aa: 10.0.0.1 ttl 5,
  /// 10.0.0.2 ttl 5`, `NXDOMAIN aa, authority: example. SOA ... ttl 5`.
  static String text(Message message, Difference difference) {
    StringBuilder text = new StringBuilder(Rcode.toText(message.rcode()));
    if (message.has(Flags.AA)) text.append(" aa");
    if (message.has(Flags.TC)) text.append(" tc");
    switch (difference) {
      case AUTHORITY -> named(text.append(", authority"), message.authorities());
      case ADDITIONAL -> named(text.append(", additional"), message.additionals());
      case RCODE, ANSWERS, TTL, FLAGS, UNANSWERED ->
          listed(text, message.answers().stream().map(Comparison::data).toList());
    }
    return text.toString();
  }

  /// Their names are not the question's, as those of answers mostly are.
  private static void named(StringBuilder text, List<ResourceRecord> records) {
    listed(text, records.stream().map(each -> each.owner() + " " + data(each)).toList());
  }

  private static void listed(StringBuilder text, List<String> records) {
    int shown = Math.min(records.size(), RECORDS_SHOWN_MAX);
    for (int i = 0; i < shown; i++) text.append(i == 0 ? ": " : ", ").append(records.get(i));
    int more = records.size() - shown;
    if (more > 0) text.append(" and ").append(more).append(" more");
  }

  private static String data(ResourceRecord each) {
    return value(each) + " ttl " + each.ttlSeconds();
  }

  private static String value(ResourceRecord each) {
    return switch (each.data()) {
      case RecordData.Address(var address) -> address.toString();
      case RecordData.Cname(Name target) -> "CNAME " + target;
      case RecordData.Ptr(Name target) -> target.toString();
      case RecordData.Srv(int priority, int weight, int port, Name target) ->
          priority + " " + weight + " " + port + " " + target;
      case RecordData.Ns(Name target) -> "NS " + target;
      case RecordData.Soa soa ->
          "SOA %s %s %d %d %d %d %d"
              .formatted(
                  soa.mname(),
                  soa.rname(),
                  soa.serial(),
                  soa.refresh(),
                  soa.retry(),
                  soa.expire(),
                  soa.minimum());
      case RecordData.Mx _, RecordData.Txt _ -> each.data().toString();
      case RecordData.Unknown(int type, byte[] bytes) ->
          "type " + type + ", " + bytes.length + " B";
    };
  }
}
