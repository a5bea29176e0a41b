package dev.roster.check.conformance;

import dev.roster.check.kit.ScriptedUpstream;
import dev.roster.core.objects.Tree;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// An upstream that gives a case's answers, NXDOMAIN to what the case does not name.
///
/// @param answers by `NAME TYPE`
record CannedUpstream(Map<String, Tree.Obj> answers) implements ScriptedUpstream.Script {
  private static final long TTL_SECONDS = 300;

  CannedUpstream {
    answers = Map.copyOf(answers);
  }

  /// The upstream of a case, empty if it has none.
  static Optional<CannedUpstream> of(Tree.Obj body) {
    Map<String, Tree.Obj> answers = new LinkedHashMap<>();
    Tree inCase = body.get("upstream").orElse(Tree.Null.NONE);
    if (inCase instanceof Tree.Obj named) {
      for (Map.Entry<String, Tree> each : named.members().entrySet()) {
        answers.put(each.getKey().toLowerCase(Locale.ROOT), (Tree.Obj) each.getValue());
      }
    }
    String short_ = body.text("config", "upstream");
    if (!short_.isEmpty()) {
      List<String> words = List.of(short_.split(" ", 3));
      Tree.Obj record =
          Tree.Obj.EMPTY
              .with("name", Tree.Text.of(words.get(0) + "."))
              .with("type", Tree.Text.of(words.get(1)))
              .with("data", Tree.Text.of(words.get(2)));
      answers.put(
          words.get(0) + ". " + words.get(1).toLowerCase(Locale.ROOT),
          Tree.Obj.EMPTY.with("answers", Tree.Arr.of(List.of(record))));
    }
    return answers.isEmpty() ? Optional.empty() : Optional.of(new CannedUpstream(answers));
  }

  @Override
  public Optional<byte[]> answer(byte[] bytes, boolean tcp) {
    try {
      Message question = new Message(bytes);
      Record asked = question.getQuestion();
      String key = asked.getName() + " " + Type.string(asked.getType());
      Tree.Obj said = answers.get(key.toLowerCase(Locale.ROOT));
      Message reply = new Message(question.getHeader().getID());
      reply.getHeader().setFlag(Flags.QR);
      reply.getHeader().setFlag(Flags.RA);
      reply.addRecord(asked, Section.QUESTION);
      if (said == null || said.text("rcode").equals("NXDOMAIN")) {
        reply.getHeader().setRcode(Rcode.NXDOMAIN);
        return Optional.of(reply.toWire());
      }
      if (said.flag("error")) return Optional.empty();
      if (said.flag("tc")) reply.getHeader().setFlag(Flags.TC);
      for (Tree each : said.list("answers")) {
        reply.addRecord(record((Tree.Obj) each), Section.ANSWER);
      }
      return Optional.of(reply.toWire());
    } catch (IOException garbage) {
      return Optional.empty();
    }
  }

  private static Record record(Tree.Obj each) throws IOException {
    return Record.fromString(
        Name.fromString(each.text("name")),
        Type.value(each.text("type")),
        DClass.IN,
        each.number(TTL_SECONDS, "ttl"),
        each.text("data"),
        Name.root);
  }
}
