package dev.roster.app.verbs;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.Problem;
import dev.roster.core.objects.Tree;
import dev.roster.manifest.ManifestReader;
import dev.roster.manifest.ReadResult;
import dev.roster.manifest.Strictness;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `roster apply`: makes the running objects be as manifests say. Nothing is sent unless all
/// manifests are right.
@Command(name = "apply", description = "Create or change what manifests name: apply -f db.yaml.")
public final class ApplyVerb extends ServerVerb {
  static final String MERGE_PATCH = "application/merge-patch+json";

  /// How often an object is read and merged again after another write came between.
  static final int CONFLICT_TRIES_MAX = 5;

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "PATH",
      required = true,
      description = "A file, a folder, or - for standard input; may stand several times.")
  private List<Path> paths = List.of();

  /// One object of a manifest.
  record Wanted(Kinds.Entry entry, String namespace, String name, Tree.Obj object) {}

  @Override
  public Integer call() throws VerbException {
    List<Wanted> all = read(paths, Strictness.STRICT, namespace(), namespaceGiven(), err());
    int code = ExitCode.OK;
    for (Wanted wanted : all) {
      if (!apply(wanted)) code = ExitCode.FAILED;
      out().flush();
    }
    return code;
  }

  /// Reads manifests; notes and warnings go to stderr.
  ///
  /// @throws VerbException if anything is wrong with any of them
  static List<Wanted> read(
      List<Path> paths, Strictness strictness, String namespace, boolean given, PrintWriter err)
      throws VerbException {
    switch (ManifestReader.read(paths, strictness)) {
      case ReadResult.Broken(var problems) ->
          throw new VerbException(
              ExitCode.MEND,
              problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
      case ReadResult.Objects(var objects, var notes, var warnings) -> {
        for (String note : notes) err.println("note: " + note);
        for (Problem warning : warnings) err.println("warning: " + warning);
        List<Wanted> all = new ArrayList<>();
        for (Tree.Obj object : objects) all.add(wanted(object, namespace, given));
        if (all.isEmpty()) {
          throw new VerbException(ExitCode.MEND, "error: no objects passed to apply");
        }
        return all;
      }
    }
  }

  private static Wanted wanted(Tree.Obj object, String namespace, boolean given)
      throws VerbException {
    String apiVersion = object.text("apiVersion");
    String kind = object.text("kind");
    Optional<Kinds.Entry> entry = Kinds.find(apiVersion, kind);
    if (entry.isEmpty()) {
      throw new VerbException(
          ExitCode.MEND,
          object.position()
              + ": no matches for kind \""
              + kind
              + "\" in version \""
              + apiVersion
              + "\"");
    }
    String name = object.text("metadata", "name");
    if (!entry.get().namespaced()) return new Wanted(entry.get(), "", name, object);
    String own = object.text("metadata", "namespace");
    if (given && !own.isEmpty() && !own.equals(namespace)) {
      throw new VerbException(
          ExitCode.MEND,
          "error: the namespace from the provided object \""
              + own
              + "\" does not match the namespace \""
              + namespace
              + "\". You must pass '--namespace="
              + own
              + "' to perform this operation.");
    }
    String where = own.isEmpty() ? namespace : own;
    Tree.Obj placed = object.with(List.of("metadata", "namespace"), Tree.Text.of(where));
    return new Wanted(entry.get(), where, name, placed);
  }

  private boolean apply(Wanted wanted) throws VerbException {
    for (int tries = 1; ; tries++) {
      Optional<Tree.Obj> stored = client().find(wanted.entry(), wanted.namespace(), wanted.name());
      if (stored.isEmpty()) return create(wanted);
      Tree.Obj last = LastApplied.of(stored.get());
      Tree.Obj next = LastApplied.with(wanted.object());
      Optional<Tree.Obj> patch =
          ThreeWayMerge.patch(stored.get(), ThreeWayMerge.merge(last, next, stored.get()));
      if (patch.isEmpty()) {
        out().println(reference(stored.get()) + " unchanged");
        return true;
      }
      // Made from this revision: what came between is merged again.
      Tree revision = stored.get().at("metadata", "resourceVersion").orElse(Tree.Null.NONE);
      Tree.Obj sent = patch.get().with(List.of("metadata", "resourceVersion"), revision);
      ApiClient.Answer answer = send("PATCH", wanted, wanted.name(), MERGE_PATCH, sent);
      if (answer.code() == 409 && tries < CONFLICT_TRIES_MAX) continue;
      if (answer.failed()) {
        err().println(ServerErrors.text(answer.tree(), "error when patching " + where(wanted)));
        return false;
      }
      warn(answer);
      boolean same = answer.tree().at("metadata", "resourceVersion").equals(Optional.of(revision));
      out().println(reference(answer.tree()) + (same ? " unchanged" : " configured"));
      noteTemplate(stored.get(), answer.tree());
      return true;
    }
  }

  private boolean create(Wanted wanted) throws VerbException {
    ApiClient.Answer answer =
        send("POST", wanted, "", ApiClient.JSON, LastApplied.with(wanted.object()));
    if (answer.failed()) {
      err().println(ServerErrors.text(answer.tree(), "error when creating " + where(wanted)));
      return false;
    }
    warn(answer);
    out().println(reference(answer.tree()) + " created");
    return true;
  }

  private ApiClient.Answer send(
      String method, Wanted wanted, String name, String type, Tree.Obj body) throws VerbException {
    String target =
        ApiClient.path(wanted.entry(), wanted.namespace(), name) + "?fieldValidation=Strict";
    return client().ask(method, target, ApiClient.JSON, type, Optional.of(body));
  }

  private void warn(ApiClient.Answer answer) {
    for (String warning : answer.warnings()) err().println("Warning: " + warning);
  }

  /// Running pods keep the template that they were made from.
  private void noteTemplate(Tree.Obj before, Tree.Obj after) {
    Kind kind = Kind.of(after.text("apiVersion"), after.text("kind"));
    if (!kind.equals(Kind.STATEFUL_SET)) return;
    if (before.at("spec", "template").equals(after.at("spec", "template"))) return;
    String reference = reference(after);
    err()
        .println(
            "note: the template of "
                + reference
                + " changed; a running pod keeps the old one: delete the pod to take it over");
  }

  private static String where(Wanted wanted) {
    return "\"" + wanted.object().position().source() + "\"";
  }

  /// `service/db`, `statefulset.apps/db`.
  static String reference(Tree.Obj object) {
    Kind kind = Kind.of(object.text("apiVersion"), object.text("kind"));
    String word =
        Kinds.of(kind).map(Targets::word).orElse(kind.name().toLowerCase(java.util.Locale.ROOT));
    return word + "/" + object.text("metadata", "name");
  }
}
