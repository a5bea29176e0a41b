package dev.roster.dns.top;

import dev.roster.core.objects.Tree;
import dev.roster.dns.http.HttpPage;
import dev.roster.dns.top.TopReport.Count;
import dev.roster.engine.objects.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// `/top`: the report as JSON, for this machine alone: it names clients and what they ask.
public record TopPage(TopTalkers talkers) implements HttpPage {
  /// Where it is.
  public static final String PATH = "/top";

  @Override
  public boolean isPrivate() {
    return true;
  }

  @Override
  public Reply reply(String accept) {
    String json = JsonWriter.write(tree(talkers.report(TopTalkers.ROWS_MAX))) + "\n";
    return new Reply(200, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  /// The report as people's programs read it.
  static Tree.Obj tree(TopReport report) {
    Map<String, Tree> members = new LinkedHashMap<>();
    members.put("milliseconds", Tree.Num.of(report.over().toMillis()));
    members.put("questions", Tree.Num.of(report.questions()));
    members.put("nxdomain", Tree.Num.of(report.nxdomain()));
    members.put("searchPathWaste", Tree.Num.of(report.wasted()));
    members.put("clients", Tree.Arr.of(report.clients().stream().map(TopPage::tree).toList()));
    members.put("nxdomainNames", Tree.Arr.of(report.names().stream().map(TopPage::tree).toList()));
    members.put(
        "searchPathClients", Tree.Arr.of(report.wasters().stream().map(TopPage::tree).toList()));
    return Tree.Obj.of(members);
  }

  private static Tree tree(TopReport.Asking asking) {
    Map<String, Tree> members = new LinkedHashMap<>();
    members.put("client", Tree.Text.of(asking.client().toString()));
    put(members, "questions", asking.questions());
    return Tree.Obj.of(members);
  }

  private static Tree tree(TopReport.Missing missing) {
    Map<String, Tree> members = new LinkedHashMap<>();
    members.put("name", Tree.Text.of(missing.name().toString()));
    put(members, "questions", missing.questions());
    return Tree.Obj.of(members);
  }

  private static Tree tree(TopReport.Wasting wasting) {
    Map<String, Tree> members = new LinkedHashMap<>();
    members.put("client", Tree.Text.of(wasting.client().toString()));
    put(members, "wasted", wasting.wasted());
    put(members, "questions", wasting.questions());
    members.put("asked", Tree.Text.of(wasting.asked().toString()));
    members.put("meant", Tree.Text.of(wasting.meant().toString()));
    wasting.better().ifPresent(name -> members.put("better", Tree.Text.of(name.toString())));
    return Tree.Obj.of(members);
  }

  private static void put(Map<String, Tree> members, String name, Count count) {
    members.put(name, Tree.Num.of(count.atLeast()));
    if (count.atMost() > count.atLeast()) {
      members.put(name + "Max", Tree.Num.of(count.atMost()));
    }
  }
}
