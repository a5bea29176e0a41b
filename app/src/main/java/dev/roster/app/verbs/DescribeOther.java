package dev.roster.app.verbs;

import dev.roster.core.objects.Tree;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;

/// What `describe` tells of kinds without a description of their own.
final class DescribeOther {
  private DescribeOther() {}

  /// Name, labels, and all else as YAML.
  static void add(Lines lines, Tree.Obj object) {
    head(lines, object);
    Tree.Obj rest = object;
    for (String name : List.of("metadata", "kind", "apiVersion")) rest = rest.without(name);
    if (rest.members().isEmpty()) return;
    YamlText.of(rest).lines().forEach(line -> lines.line(0, line));
  }

  /// A ConfigMap with its data, a Secret with the sizes of it.
  static void addData(Lines lines, Tree.Obj object, boolean secret) {
    head(lines, object);
    lines.line(0, "");
    if (secret) {
      lines.add(0, "Type", object.text("type"));
      lines.line(0, "");
    }
    lines.line(0, "Data").line(0, "====");
    new TreeMap<>(object.texts("data"))
        .forEach((name, value) -> {
          if (secret) {
            lines.line(0, name + ":  " + bytes(value) + " bytes");
          } else {
            lines.line(0, name + ":").line(0, "----");
            value.lines().forEach(line -> lines.line(0, line));
            lines.line(0, "");
          }
        });
  }

  private static void head(Lines lines, Tree.Obj object) {
    lines.add(0, "Name", object.text("metadata", "name"));
    String namespace = object.text("metadata", "namespace");
    if (!namespace.isEmpty()) lines.add(0, "Namespace", namespace);
    lines.add(0, "Labels", Lines.pairs(object.texts("metadata", "labels"), "="));
    lines.add(0, "Annotations", Lines.annotations(object));
  }

  private static int bytes(String base64) {
    try {
      return Base64.getDecoder().decode(base64).length;
    } catch (IllegalArgumentException malformed) {
      return base64.length();
    }
  }
}
