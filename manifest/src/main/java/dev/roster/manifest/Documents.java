package dev.roster.manifest;

import dev.roster.core.objects.Problem;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.MalformedTextException;
import java.util.ArrayList;
import java.util.List;

/// The objects of texts: documents in order, lists (`kind: List`, `ServiceList`) taken apart.
final class Documents {
  /// Objects of all texts together.
  static final int OBJECTS_MAX = 1_000_000;

  private final List<Tree.Obj> objects = new ArrayList<>();
  private final List<Problem> problems;
  private boolean full;

  private Documents(List<Problem> problems) {
    this.problems = new ArrayList<>(problems);
  }

  /// What was read, and what could not be.
  record Read(List<Tree.Obj> objects, List<Problem> problems) {}

  /// The objects of all texts; a text that is broken gives none, and says why.
  static Read read(ManifestFiles.Read files) {
    Documents documents = new Documents(files.problems());
    files.sources().forEach(documents::add);
    return new Read(documents.objects, documents.problems);
  }

  private void add(ManifestFiles.Source source) {
    try {
      for (Tree document : parse(source)) add(document);
    } catch (MalformedTextException malformed) {
      problems.add(malformed.problem());
    }
  }

  // What begins with a brace is JSON, or YAML in its JSON form.
  private static List<Tree> parse(ManifestFiles.Source source) throws MalformedTextException {
    if (source.isJson()) return JsonReader.readAll(source.text(), source.name());
    if (!source.text().stripLeading().startsWith("{")) {
      return YamlReader.read(source.text(), source.name());
    }
    try {
      return JsonReader.readAll(source.text(), source.name());
    } catch (MalformedTextException notJson) {
      try {
        return YamlReader.read(source.text(), source.name());
      } catch (MalformedTextException notYaml) {
        notJson.addSuppressed(notYaml);
        throw notJson;
      }
    }
  }

  private void add(Tree document) {
    switch (document) {
      case Tree.Obj obj when isList(obj) -> addItems(obj);
      case Tree.Obj obj -> addObject(obj);
      case Tree.Arr _ -> expectedObject(document, "a list");
      case Tree.Text _ -> expectedObject(document, "a string");
      case Tree.Num _ -> expectedObject(document, "a number");
      case Tree.Bool _ -> expectedObject(document, "a boolean");
      case Tree.Null _ -> {}
    }
  }

  private static boolean isList(Tree.Obj obj) {
    return obj.text("kind").endsWith("List") && obj.get("items").isPresent();
  }

  private void addItems(Tree.Obj list) {
    String kind = list.text("kind");
    if (!(list.get("items").orElseThrow() instanceof Tree.Arr items)) {
      if (!(list.get("items").orElseThrow() instanceof Tree.Null)) {
        problems.add(new Problem(list.position(), "items", "Invalid value: must be a list"));
      }
      return;
    }
    for (Tree item : items.elements()) {
      if (item instanceof Tree.Obj obj && !kind.equals("List") && obj.get("kind").isEmpty()) {
        // The items of a typed list go without a kind.
        String itemKind = kind.substring(0, kind.length() - "List".length());
        add(
            obj.with("apiVersion", Tree.Text.of(list.text("apiVersion")))
                .with("kind", Tree.Text.of(itemKind)));
      } else {
        add(item);
      }
    }
  }

  private void addObject(Tree.Obj obj) {
    if (objects.size() < OBJECTS_MAX) {
      objects.add(obj);
    } else if (!full) {
      full = true;
      problems.add(new Problem(obj.position(), "", "more than " + OBJECTS_MAX + " objects"));
    }
  }

  private void expectedObject(Tree document, String found) {
    String message = "expected an object with apiVersion, kind and metadata, found " + found;
    problems.add(new Problem(document.position(), "", message));
  }
}
