package dev.roster.app.verbs;

import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import dev.roster.engine.objects.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `roster get`: objects as a table, YAML, JSON or names.
@Command(
    name = "get",
    description = "Print objects: get pods, get svc db-service -o yaml, get all -A, get sts -w.")
public final class GetVerb extends ServerVerb {
  @Parameters(paramLabel = "TYPE [NAME...] | TYPE/NAME...", description = "What to print.")
  private List<String> words = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "wide|yaml|json|name",
      description = "How to print it (default: a table).")
  private String output = "";

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "LABELS",
      description = "Only objects with these labels: app=db,tier!=front.")
  private String labels = "";

  @Option(
      names = "--field-selector",
      paramLabel = "FIELDS",
      description = "Only objects with these fields: status.phase=Running.")
  private String fields = "";

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "Objects of all namespaces.")
  private boolean everywhere;

  @Option(
      names = {"-w", "--watch"},
      description = "Go on printing what changes.")
  private boolean watch;

  @Option(names = "--no-headers", description = "A table without its first line.")
  private boolean noHeaders;

  @Option(names = "--show-labels", description = "A column with the labels.")
  private boolean showLabels;

  @Override
  public Integer call() throws VerbException {
    Targets targets = Targets.of(words);
    return switch (output) {
      case "", "wide" -> tables(targets);
      case "yaml", "json", "name" -> objects(targets);
      default ->
          throw new VerbException(
              ExitCode.MEND,
              "error: unable to match a printer suitable for the output format \""
                  + output
                  + "\", allowed formats are: json,name,wide,yaml");
    };
  }

  private int tables(Targets targets) throws VerbException {
    int code = ExitCode.OK;
    boolean several = targets.entries().size() > 1;
    boolean printed = false;
    for (Map.Entry<Kinds.Entry, List<String>> each : targets.entries().entrySet()) {
      GetTable table =
          new GetTable(
              several ? Targets.word(each.getKey()) + "/" : "",
              output.equals("wide"),
              everywhere && each.getKey().namespaced(),
              showLabels);
      List<Tree.Obj> rows = new ArrayList<>();
      Tree.Obj last = Tree.Obj.EMPTY;
      List<String> names = each.getValue().isEmpty() ? List.of("") : each.getValue();
      for (String name : names) {
        ApiClient.Answer answer = ask(each.getKey(), name, ApiClient.TABLE);
        if (answer.failed()) {
          err().println(ServerErrors.text(answer.tree(), ""));
          code = ExitCode.FAILED;
          continue;
        }
        last = answer.tree();
        rows.addAll(TreeLists.objects(last.list("rows")));
      }
      if (!rows.isEmpty() || (watch && code == ExitCode.OK)) {
        if (printed && several) out().println();
        out().print(table.text(last, rows, !noHeaders && !rows.isEmpty()));
        out().flush();
        printed = true;
      }
      if (watch && code == ExitCode.OK) {
        follow(each.getKey(), names, last.text("metadata", "resourceVersion"), table, rows);
      }
    }
    if (!printed && code == ExitCode.OK) nothingFound(targets);
    return code;
  }

  private void nothingFound(Targets targets) {
    boolean spaced = targets.entries().keySet().stream().allMatch(Kinds.Entry::namespaced);
    if (everywhere || !spaced) {
      err().println("No resources found");
    } else {
      err().println("No resources found in " + namespace() + " namespace.");
    }
  }

  /// Prints what changes until the server or the user ends it.
  private void follow(
      Kinds.Entry entry, List<String> names, String revision, GetTable table, List<Tree.Obj> before)
      throws VerbException {
    Map<String, String> query = selectors(names.getFirst());
    query.put("watch", "true");
    query.put("resourceVersion", revision);
    String target = ApiClient.path(entry, scope(entry), "") + ApiClient.query(query);
    boolean[] headed = {noHeaders || !before.isEmpty()};
    client()
        .watch(
            target,
            ApiClient.TABLE,
            event -> {
              if (event.text("type").equals("BOOKMARK")) return true;
              if (event.text("type").equals("ERROR")) {
                err().println(ServerErrors.text(event.obj("object"), ""));
                return false;
              }
              Tree.Obj tree = event.obj("object");
              List<Tree.Obj> rows = TreeLists.objects(tree.list("rows"));
              out().print(table.text(tree, rows, !headed[0]));
              out().flush();
              headed[0] = true;
              return !out().checkError();
            });
  }

  private int objects(Targets targets) throws VerbException {
    int code = ExitCode.OK;
    List<Tree.Obj> found = new ArrayList<>();
    boolean single = false;
    for (Map.Entry<Kinds.Entry, List<String>> each : targets.entries().entrySet()) {
      Kinds.Entry entry = each.getKey();
      if (each.getValue().isEmpty()) {
        found.addAll(client().list(entry, scope(entry), selectors("")));
        continue;
      }
      single = targets.entries().size() == 1 && each.getValue().size() == 1;
      for (String name : each.getValue()) {
        ApiClient.Answer answer = ask(entry, name, ApiClient.JSON);
        if (answer.failed()) {
          err().println(ServerErrors.text(answer.tree(), ""));
          code = ExitCode.FAILED;
        } else {
          found.add(answer.tree());
        }
      }
    }
    if (output.equals("name")) {
      for (Tree.Obj object : found) out().println(ApplyVerb.reference(object));
      return code;
    }
    if (single && found.isEmpty()) return code;
    Tree tree = YamlText.sorted(single ? found.getFirst() : listOf(found));
    out().print(output.equals("json") ? JsonWriter.writePretty(tree) : YamlText.of(tree));
    return code;
  }

  private static Tree listOf(List<Tree.Obj> objects) {
    return Tree.Obj.EMPTY
        .with("apiVersion", Tree.Text.of("v1"))
        .with("items", Tree.Arr.of(objects))
        .with("kind", Tree.Text.of("List"))
        .with("metadata", Tree.Obj.of(Map.of("resourceVersion", Tree.Text.of(""))));
  }

  private ApiClient.Answer ask(Kinds.Entry entry, String name, String accept) throws VerbException {
    // A watched object is read through its list: that names the revision to go on from.
    boolean list = name.isEmpty() || watch;
    String target =
        list
            ? ApiClient.path(entry, scope(entry), "") + ApiClient.query(selectors(name))
            : ApiClient.path(entry, scope(entry), name);
    return client().ask("GET", target, accept, "", java.util.Optional.empty());
  }

  private String scope(Kinds.Entry entry) {
    return everywhere || !entry.namespaced() ? "" : namespace();
  }

  private Map<String, String> selectors(String name) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("labelSelector", labels);
    String byName = name.isEmpty() ? "" : "metadata.name=" + name;
    query.put("fieldSelector", byName + (byName.isEmpty() || fields.isEmpty() ? "" : ",") + fields);
    return query;
  }
}
