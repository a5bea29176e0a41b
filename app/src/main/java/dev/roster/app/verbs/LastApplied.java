package dev.roster.app.verbs;

import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.JsonWriter;
import dev.roster.engine.objects.MalformedTextException;
import java.util.List;
import java.util.Map;

/// The annotation in which `apply` remembers what it applied, so that the next one knows what was
/// left out since.
public final class LastApplied {
  /// kubectl's name for it.
  public static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";

  private LastApplied() {}

  /// The object with itself in the annotation, as kubectl writes it.
  public static Tree.Obj with(Tree.Obj object) {
    return annotated(object, JsonWriter.write(YamlText.sorted(plain(object))) + "\n");
  }

  /// What was last applied to an object; `{}` where nothing was.
  public static Tree.Obj of(Tree.Obj object) {
    String text = object.texts("metadata", "annotations").getOrDefault(ANNOTATION, "");
    if (text.isEmpty()) return Tree.Obj.EMPTY;
    try {
      return JsonReader.read(text, ANNOTATION) instanceof Tree.Obj last ? last : Tree.Obj.EMPTY;
    } catch (MalformedTextException tampered) {
      return Tree.Obj.EMPTY;
    }
  }

  /// Without the annotation; with an object of annotations in any case, as kubectl has it.
  private static Tree.Obj plain(Tree.Obj object) {
    Tree.Obj annotations = object.obj("metadata", "annotations").without(ANNOTATION);
    return object.with(List.of("metadata", "annotations"), annotations);
  }

  private static Tree.Obj annotated(Tree.Obj object, String text) {
    Tree.Obj annotations = object.obj("metadata", "annotations");
    Tree.Obj next =
        annotations.members().isEmpty()
            ? Tree.Obj.of(Map.of(ANNOTATION, Tree.Text.of(text)))
            : annotations.with(ANNOTATION, Tree.Text.of(text));
    return object.with(List.of("metadata", "annotations"), next);
  }
}
