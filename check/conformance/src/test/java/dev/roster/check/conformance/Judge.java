package dev.roster.check.conformance;

import dev.roster.core.objects.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Holds an answer against a case: sections as unordered multisets, owner names with their case,
/// the SOA's serial left out, OPT left out.
final class Judge {
  private Judge() {}

  /// What differs, "" where nothing does.
  static String difference(DnsCase each, Message answer) {
    List<String> differences = new ArrayList<>();
    Tree.Obj expect = each.body().obj("expect");
    compare(differences, "rcode", expect.text("rcode"), rcode(answer));
    boolean aa = each.body().get("aa").isEmpty() || each.body().flag("aa");
    // Of an approximate case the wire form was inferred.
    if (!each.body().flag("approximate"))
      compare(differences, "aa", aa, answer.getHeader().getFlag(Flags.AA));
    compare(differences, "tc", each.body().flag("tc"), answer.getHeader().getFlag(Flags.TC));
    Tree.Obj predicate = each.body().obj("expect_predicate");
    if (predicate.get("first").isPresent()) {
      transfer(differences, predicate, answer);
      return String.join("; ", differences);
    }
    if (each.queryType().equals("AXFR") && rcode(answer).equals("NOERROR"))
      soaEnds(differences, answer);
    if (predicate.get("answer_count").isPresent()) {
      predicate(differences, predicate, answer);
      return String.join("; ", differences);
    }
    section(differences, "answers", each, answer, Section.ANSWER);
    section(differences, "authority", each, answer, Section.AUTHORITY);
    boolean optional = each.body().flag("additional_optional");
    if (!optional) {
      section(differences, "additional", each, answer, Section.ADDITIONAL);
    }
    return String.join("; ", differences);
  }

  private static void predicate(List<String> differences, Tree.Obj predicate, Message answer) {
    List<Record> answers = answer.getSection(Section.ANSWER);
    compare(
        differences, "answer count", predicate.number(0, "answer_count"), (long) answers.size());
    for (Record each : answers) {
      if (!each.rdataToString().startsWith(predicate.text("every_srv") + " ")) {
        differences.add("an answer is " + each);
        return;
      }
    }
  }

  /// A transfer begins and ends with the SOA.
  private static void soaEnds(List<String> differences, Message answer) {
    List<Record> records = answer.getSection(Section.ANSWER);
    compare(differences, "first type", Type.SOA, records.getFirst().getType());
    compare(differences, "last type", Type.SOA, records.getLast().getType());
  }

  private static void transfer(List<String> differences, Tree.Obj predicate, Message answer) {
    soaEnds(differences, answer);
    for (String what : predicate.obj("count").members().keySet()) {
      String type = what.substring(what.indexOf('/') + 1);
      String owner = what.contains("/") ? what.substring(0, what.indexOf('/')) : "";
      long count =
          answer.getSection(Section.ANSWER).stream()
              .filter(it -> Type.string(it.getType()).equals(type))
              .filter(it -> owner.isEmpty() || it.getName().toString().equals(owner))
              .count();
      compare(differences, what, predicate.number(0, "count", what), count);
    }
  }

  private static void section(
      List<String> differences, String name, DnsCase each, Message answer, int section) {
    List<String> expected = new ArrayList<>();
    for (Tree record : each.body().obj("expect").list(name)) {
      expected.add(text(each, (Tree.Obj) record));
    }
    expected.sort(null);
    compare(differences, name, expected, texts(each, answer, section));
  }

  private static List<String> texts(DnsCase each, Message answer, int section) {
    List<String> found = new ArrayList<>();
    for (Record record : answer.getSection(section)) {
      if (record.getType() == Type.OPT) continue;
      String data = record.rdataToString();
      if (record.getType() == Type.SOA) data = data.replaceFirst("^(\\S+ \\S+) \\d+ ", "$1 * ");
      if (looseWeights(each) && record.getType() == Type.SRV) {
        data = data.replaceFirst("^\\d+ \\d+ ", "* * ");
      }
      if (record.getType() == Type.TXT) data = data.replace("\"", "");
      String ttl = looseTtl(each) ? "*" : "" + record.getTTL();
      found.add(record.getName() + " " + ttl + " " + Type.string(record.getType()) + " " + data);
    }
    found.sort(null);
    return found;
  }

  private static String text(DnsCase each, Tree.Obj record) {
    boolean anyTtl = looseTtl(each);
    String ttl = anyTtl ? "*" : "" + record.number(0, "ttl");
    String data = record.text("data").replace("<pod ip>", World.CLUSTER_POD);
    if (record.text("type").equals("TXT")) data = data.replace("\"", "");
    if (looseWeights(each) && record.text("type").equals("SRV")) {
      data = data.replaceFirst("^\\S+ \\S+ ", "* * ");
    }
    if (record.text("type").equals("AAAA")) data = canonical(data);
    return record.text("name") + " " + ttl + " " + record.text("type") + " " + data;
  }

  private static boolean looseTtl(DnsCase each) {
    if (each.body().get("ttl_compare").isPresent()) return true;
    for (String section : List.of("answers", "authority", "additional")) {
      for (Tree record : each.body().obj("expect").list(section)) {
        if (((Tree.Obj) record).at("ttl").orElse(Tree.Null.NONE) instanceof Tree.Null) return true;
      }
    }
    return false;
  }

  private static boolean looseWeights(DnsCase each) {
    return each.body().get("ttl_compare").isPresent();
  }

  private static String canonical(String address) {
    try {
      return new org.xbill.DNS.AAAARecord(
              org.xbill.DNS.Name.root, 1, 0, java.net.InetAddress.getByName(address))
          .rdataToString();
    } catch (java.net.UnknownHostException e) {
      return address;
    }
  }

  private static String rcode(Message answer) {
    return Rcode.string(answer.getRcode()).toUpperCase(Locale.ROOT);
  }

  private static void compare(
      List<String> differences, String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      differences.add(what + " is " + found + " (expected: " + expected + ")");
    }
  }
}
