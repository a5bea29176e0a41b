package dev.roster.app.verbs;

import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.Tree;
import dev.roster.manifest.Strictness;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `roster delete`: objects by name, label or manifest; waits until they are gone.
@Command(name = "delete", description = "Delete objects: delete pod db-1, delete -f db.yaml.")
public final class DeleteVerb extends ServerVerb {
  @Parameters(paramLabel = "TYPE NAME... | TYPE/NAME...", description = "What to delete.")
  private List<String> words = List.of();

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "PATH",
      description = "What these manifests name.")
  private List<Path> paths = List.of();

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "LABELS",
      description = "Objects with these labels.")
  private String labels = "";

  @Option(names = "--all", description = "All objects of the kind in the namespace.")
  private boolean all;

  @Option(
      names = "--grace-period",
      paramLabel = "SECONDS",
      description = "How long pods may take to end; 0: killed at once.")
  private long gracePeriod = -1;

  @Option(names = "--force", description = "With --grace-period=0, as kubectl wants it.")
  private boolean force;

  @Option(
      names = "--wait",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "true",
      description = "Wait until they are gone (default: true).")
  private boolean wait = true;

  @Option(names = "--ignore-not-found", description = "What isn't there is no failure.")
  private boolean ignoreNotFound;

  /// One object to delete.
  private record Doomed(Kinds.Entry entry, String namespace, String name) {}

  @Override
  public Integer call() throws VerbException {
    List<Doomed> doomed = paths.isEmpty() ? named() : ofFiles();
    if (doomed.isEmpty() && paths.isEmpty()) {
      out().println("No resources found");
      return ExitCode.OK;
    }
    int code = ExitCode.OK;
    List<Doomed> going = new ArrayList<>();
    for (Doomed each : doomed) {
      ApiClient.Answer answer =
          client()
              .ask(
                  "DELETE",
                  ApiClient.path(each.entry(), each.namespace(), each.name()),
                  ApiClient.JSON,
                  ApiClient.JSON,
                  Optional.of(options()));
      if (answer.code() == 404 && ignoreNotFound) continue;
      if (answer.failed()) {
        err().println(ServerErrors.text(answer.tree(), ""));
        code = ExitCode.FAILED;
        continue;
      }
      String where = each.entry().namespaced() ? " from " + each.namespace() + " namespace" : "";
      String how = gracePeriod == 0 && force ? " force deleted" : " deleted";
      out().println(Targets.word(each.entry()) + " \"" + each.name() + "\"" + how + where);
      out().flush();
      going.add(each);
    }
    if (wait) for (Doomed each : going) awaitGone(each);
    return code;
  }

  private List<Doomed> named() throws VerbException {
    Targets targets = Targets.of(words);
    if (!targets.named() && labels.isEmpty() && !all) {
      throw new VerbException(
          ExitCode.MEND, "error: resource(s) were provided, but no name was specified");
    }
    List<Doomed> doomed = new ArrayList<>();
    for (Map.Entry<Kinds.Entry, List<String>> each : targets.entries().entrySet()) {
      Kinds.Entry entry = each.getKey();
      String namespace = entry.namespaced() ? namespace() : "";
      List<String> names = new ArrayList<>(each.getValue());
      if (names.isEmpty()) {
        for (Tree.Obj object : client().list(entry, namespace, Map.of("labelSelector", labels))) {
          names.add(object.text("metadata", "name"));
        }
      }
      for (String name : names) doomed.add(new Doomed(entry, namespace, name));
    }
    return doomed;
  }

  private List<Doomed> ofFiles() throws VerbException {
    if (!words.isEmpty()) {
      throw new VerbException(ExitCode.MEND, "error: either -f or names, not both");
    }
    List<Doomed> doomed = new ArrayList<>();
    for (ApplyVerb.Wanted wanted :
        ApplyVerb.read(paths, Strictness.LENIENT, namespace(), namespaceGiven(), err())) {
      doomed.add(new Doomed(wanted.entry(), wanted.namespace(), wanted.name()));
    }
    return doomed;
  }

  private Tree options() {
    Tree.Obj options = Tree.Obj.EMPTY.with("propagationPolicy", Tree.Text.of("Background"));
    return gracePeriod < 0 ? options : options.with("gracePeriodSeconds", Tree.Num.of(gracePeriod));
  }

  /// Until it is gone, or another one has its name.
  private void awaitGone(Doomed doomed) throws VerbException {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("fieldSelector", "metadata.name=" + doomed.name());
    String path = ApiClient.path(doomed.entry(), doomed.namespace(), "");
    Tree.Obj list = client().get(path + ApiClient.query(query), ApiClient.JSON);
    if (list.list("items").isEmpty()) return;
    if (!(list.list("items").getFirst() instanceof Tree.Obj there)) return;
    if (there.at("metadata", "deletionTimestamp").isEmpty()) return;
    query.put("watch", "true");
    query.put("resourceVersion", list.text("metadata", "resourceVersion"));
    client()
        .watch(
            path + ApiClient.query(query),
            ApiClient.JSON,
            event -> !event.text("type").equals("DELETED") && !event.text("type").equals("ERROR"));
  }
}
