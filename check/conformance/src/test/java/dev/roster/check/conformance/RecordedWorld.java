package dev.roster.check.conformance;

import dev.roster.check.kit.WireMessage;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.zip.GZIPInputStream;

/// A world of objects, a Corefile and files beside it, with the answers that CoreDNS gave.
///
/// @param looseTtls whether TTLs count down, so that they can't be compared
record RecordedWorld(
    String name,
    String corefile,
    Tree objects,
    Tree.Obj files,
    boolean looseTtls,
    List<RecordedExchange> exchanges) {

  /// The worlds of a file on the class path.
  static List<RecordedWorld> load(String resource) throws IOException {
    Tree.Obj file;
    try (InputStream in = RecordedWorld.class.getResourceAsStream(resource)) {
      if (in == null) throw new IOException(resource + " is not on the class path");
      byte[] text = new GZIPInputStream(in).readAllBytes();
      file = (Tree.Obj) JsonReader.read(text, resource);
    }
    List<RecordedWorld> worlds = new ArrayList<>();
    for (Tree element : file.list("worlds")) {
      Tree.Obj world = (Tree.Obj) element;
      List<RecordedExchange> exchanges = new ArrayList<>();
      for (Tree each : world.list("exchanges")) {
        exchanges.add(new RecordedExchange((Tree.Obj) each));
      }
      Tree objects = world.get("objects").orElseGet(() -> file.obj("objects"));
      worlds.add(
          new RecordedWorld(
              world.text("seed").isEmpty() ? "" + world.number(0, "seed") : world.text("seed"),
              world.text("corefile"),
              objects,
              world.obj("files"),
              world.text("ttl").equals("loose"),
              exchanges));
    }
    return worlds;
  }

  /// A question and its recorded answer.
  record RecordedExchange(Tree.Obj tree) {
    String type() {
      return tree.text("q", "type");
    }

    boolean tcp() {
      return tree.obj("q").flag("tcp");
    }

    long waitMillis() {
      return tree.number(0, "q", "wait") * 1000;
    }

    byte[] question(int id) {
      Tree.Obj q = tree.obj("q");
      OptionalInt size =
          q.get("edns").isPresent()
              ? OptionalInt.of((int) q.number(0, "edns"))
              : OptionalInt.empty();
      return WireMessage.question(id, q.text("name"), type(), size, q.flag("do"));
    }

    boolean unanswered() {
      return tree.obj("a").get("none").isPresent();
    }

    /// What the answer differs in, "" for nothing. Names count without case, but for the
    /// question's; records as a set; of a truncated answer only that it is.
    String difference(WireMessage answer, boolean looseTtls) {
      Tree.Obj a = tree.obj("a");
      List<String> out = new ArrayList<>();
      String rcode = a.text("rcode").isEmpty() ? "" + a.number(0, "rcode") : a.text("rcode");
      compare(out, "rcode", rcode, answer.rcode());
      compare(out, "aa", a.flag("aa"), answer.authoritative());
      compare(out, "tc", a.flag("tc"), answer.truncated());
      compare(out, "question", a.text("qname"), answer.question());
      compare(out, "opt", a.get("opt").isPresent(), answer.opt().isPresent());
      if (answer.opt().isPresent()) {
        compare(out, "do", a.obj("opt").flag("do"), answer.opt().get().dnssecOk());
      }
      if (answer.truncated()) {
        compare(out, "any answers", !a.list("an").isEmpty(), !answer.answers().isEmpty());
      } else {
        compare(out, "answers", texts(a, "an", looseTtls), plain(answer.answers(), looseTtls));
        compare(
            out, "additional", texts(a, "ar", looseTtls), plain(answer.additionals(), looseTtls));
      }
      compare(out, "authority", texts(a, "ns", looseTtls), plain(answer.authorities(), looseTtls));
      return String.join("; ", out);
    }

    private static List<String> texts(Tree.Obj answer, String section, boolean looseTtls) {
      List<String> texts = new ArrayList<>();
      answer.list(section).forEach(each -> texts.add(((Tree.Text) each).value()));
      return plain(texts, looseTtls);
    }

    private static List<String> plain(List<String> records, boolean looseTtls) {
      List<String> plain = new ArrayList<>();
      for (String record : records) {
        String[] words = record.toLowerCase(Locale.ROOT).split(" ");
        if (words.length > 6 && words[2].equals("soa")) words[5] = "*";
        if (looseTtls) words[1] = "*";
        plain.add(String.join(" ", words));
      }
      plain.sort(null);
      return plain;
    }

    private static void compare(List<String> out, String what, Object expected, Object found) {
      if (!expected.equals(found)) out.add(what + " " + found + " (expected: " + expected + ")");
    }
  }
}
