package dev.roster.check.conformance;

import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One case of `dns.json`: a world of objects, how the server is configured, a question, and what
/// must come back.
///
/// @param objects the fixture's objects, each kind replaced by the case's own where it has some
record DnsCase(String id, Tree.Obj objects, Tree.Obj body) {

  /// All cases, in the file's order.
  static List<DnsCase> load() throws IOException {
    Tree.Obj file;
    try (InputStream in = DnsCase.class.getResourceAsStream("/conformance/dns.json")) {
      if (in == null) throw new IOException("conformance/dns.json is not on the class path");
      file = (Tree.Obj) JsonReader.read(in.readAllBytes(), "dns.json");
    }
    List<DnsCase> cases = new ArrayList<>();
    for (Tree element : file.list("cases")) {
      Tree.Obj body = (Tree.Obj) element;
      Tree.Obj objects = file.obj("fixtures", body.text("fixture"));
      for (Map.Entry<String, Tree> own : body.obj("objects").members().entrySet()) {
        objects = objects.with(own.getKey(), own.getValue());
      }
      cases.add(new DnsCase(body.text("id"), objects, body));
    }
    return cases;
  }

  /// The cases that a single server process can serve: same objects, same configuration.
  static Map<String, List<DnsCase>> groups(List<DnsCase> cases) {
    Map<String, List<DnsCase>> groups = new TreeMap<>();
    for (DnsCase each : cases) {
      Tree.Obj key =
          Tree.Obj.EMPTY
              .with("objects", each.objects)
              .with("config", each.config())
              .with("upstream", each.body.get("upstream").orElse(Tree.Null.NONE))
              .with("addresses", Tree.Text.of(CaseSetup.of(each).addresses().toString()));
      groups.computeIfAbsent(JsonWriter.write(key), _ -> new ArrayList<>()).add(each);
    }
    return groups;
  }

  Tree.Obj config() {
    return body.obj("config");
  }

  String queryName() {
    return body.text("query", "name");
  }

  String queryType() {
    return body.text("query", "type");
  }

  /// Over which transports it must hold.
  List<String> transports() {
    List<String> transports = new ArrayList<>();
    body.list("transports").forEach(each -> transports.add(((Tree.Text) each).value()));
    if (!body.text("transport").isEmpty()) transports.add(body.text("transport"));
    return transports.isEmpty() ? List.of("udp") : transports;
  }

  /// The names to ask one after the other until one exists, as a stub resolver with ndots:5 does.
  List<String> names() {
    List<String> names = new ArrayList<>();
    for (Tree suffix : body.list("search")) {
      names.add(queryName() + "." + ((Tree.Text) suffix).value() + ".");
    }
    return names.isEmpty() ? List.of(queryName()) : names;
  }
}
