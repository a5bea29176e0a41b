package dev.roster.node.image;

import dev.roster.core.objects.Position;
import dev.roster.core.objects.Tree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Checks `roster.yaml` files and gathers what is wrong with them. One use, one thread.
final class ImageReader {
  private static final Set<String> ENTRY_FIELDS =
      Set.of("maven", "unpack", "path", "command", "env");

  private final Platform platform;
  private final List<String> problems = new ArrayList<>();

  ImageReader(Platform platform) {
    this.platform = platform;
  }

  /// What is wrong, one line each: file, line, path, what was expected.
  List<String> problems() {
    return problems;
  }

  /// Adds the entries of one file.
  void read(Tree.Obj file, Map<String, ImageEntry> entries) {
    for (String name : file.members().keySet()) {
      if (!name.equals("images")) {
        problem(at(file, name), name, "unknown field (expected: images)");
      }
    }
    Tree images = file.get("images").orElse(Tree.Obj.EMPTY);
    if (!(images instanceof Tree.Obj obj)) {
      problem(images.position(), "images", "expected names with what they stand for");
      return;
    }
    obj.members()
        .forEach((name, value) -> {
          int before = problems.size();
          Position where = at(obj, name);
          String path = "images." + name;
          if (name.isEmpty() || name.contains(":") || name.contains("@")) {
            problem(where, path, "expected a name without tag and digest, as in `postgres`");
            return;
          }
          if (!(value instanceof Tree.Obj entry)) {
            problem(where, path, "expected `maven:` or `command:`");
            return;
          }
          ImageEntry read = entry(entry, where, path);
          if (problems.size() > before) return;
          ImageEntry other = entries.putIfAbsent(name, read);
          if (other != null && !other.equals(read)) {
            problem(where, path, "another roster.yaml says something else of this name");
          }
        });
  }

  private ImageEntry entry(Tree.Obj entry, Position where, String path) {
    for (String name : entry.members().keySet()) {
      if (!ENTRY_FIELDS.contains(name)) {
        String message = "unknown field (expected: maven, unpack, path, command, env)";
        problem(at(entry, name), path + "." + name, message);
      }
    }
    Optional<ImageEntry.Files> files = files(entry, path);
    List<String> command = texts(entry, "command", path);
    if (entry.get("maven").isEmpty()) {
      if (command.isEmpty()) problem(where, path, "expected `maven:` or `command:`");
      for (String name : List.of("unpack", "path")) {
        if (entry.get(name).isPresent()) {
          problem(at(entry, name), path + "." + name, "means something only beside `maven:`");
        }
      }
    }
    return new ImageEntry(files, folders(entry, path), command, env(entry, path));
  }

  private Optional<ImageEntry.Files> files(Tree.Obj entry, String path) {
    if (entry.get("maven").isEmpty()) return Optional.empty();
    Optional<String> coordinates = coordinates(entry, path + ".maven");
    Optional<Unpack> unpack = Optional.of(Unpack.NONE);
    if (entry.get("unpack").isPresent()) {
      unpack = Unpack.parse(entry.text("unpack"));
      if (unpack.isEmpty()) {
        problem(at(entry, "unpack"), path + ".unpack", "expected: txz, tgz, zip, jar or none");
      }
    }
    if (coordinates.isEmpty() || unpack.isEmpty()) return Optional.empty();
    Optional<MavenArtifact> artifact = MavenArtifact.parse(coordinates.get());
    if (artifact.isEmpty()) {
      problem(
          at(entry, "maven"),
          path + ".maven",
          "`%s` (expected: group:artifact:version[:type[:classifier]] with an exact version)"
              .formatted(coordinates.get()));
      return Optional.empty();
    }
    return Optional.of(new ImageEntry.Files(artifact.get(), unpack.get()));
  }

  /// One text for all machines, or one for each kind of machine.
  private Optional<String> coordinates(Tree.Obj entry, String path) {
    return switch (entry.get("maven").orElse(Tree.Null.NONE)) {
      case Tree.Text text -> Optional.of(text.value());
      case Tree.Obj byPlatform -> {
        String found = byPlatform.text(platform.toString());
        if (!found.isEmpty()) yield Optional.of(found);
        String known = String.join(", ", byPlatform.members().keySet());
        String message = "nothing for %s (there is: %s)".formatted(platform, known);
        problem(at(entry, "maven"), path, message);
        yield Optional.empty();
      }
      case Tree.Arr _, Tree.Num _, Tree.Bool _, Tree.Null _ -> {
        problem(at(entry, "maven"), path, "expected group:artifact:version");
        yield Optional.empty();
      }
    };
  }

  private List<String> folders(Tree.Obj entry, String path) {
    List<String> folders = texts(entry, "path", path);
    for (String folder : folders) {
      Path normal = Path.of(folder).normalize();
      if (normal.isAbsolute() || normal.startsWith("..")) {
        String message = "`%s` (expected: a folder inside the image)".formatted(folder);
        problem(at(entry, "path"), path + ".path", message);
      }
    }
    return folders;
  }

  private Map<String, String> env(Tree.Obj entry, String path) {
    Map<String, String> env = new LinkedHashMap<>();
    Tree value = entry.get("env").orElse(Tree.Obj.EMPTY);
    if (!(value instanceof Tree.Obj obj)) {
      problem(at(entry, "env"), path + ".env", "expected names and texts");
      return env;
    }
    obj.members()
        .forEach((name, text) -> {
          if (text instanceof Tree.Text known && !name.isEmpty() && !name.contains("=")) {
            env.put(name, known.value());
          } else {
            problem(at(obj, name), path + ".env." + name, "expected a text");
          }
        });
    return env;
  }

  private List<String> texts(Tree.Obj entry, String name, String path) {
    Tree value = entry.get(name).orElse(Tree.Arr.EMPTY);
    List<String> texts = new ArrayList<>();
    if (value instanceof Tree.Arr list) {
      for (Tree element : list.elements()) {
        if (element instanceof Tree.Text text) texts.add(text.value());
      }
      if (texts.size() == list.elements().size()) return texts;
    }
    problem(at(entry, name), path + "." + name, "expected a list of texts");
    return List.of();
  }

  private void problem(Position position, String path, String message) {
    String where = position.toString();
    problems.add((where.isEmpty() ? "roster.yaml" : where) + ": " + path + ": " + message);
  }

  /// Where the member's name stands, or what is known of its value or its object.
  private static Position at(Tree.Obj obj, String name) {
    Position key = obj.keyPositions().get(name);
    if (key != null) return key;
    Position value = obj.get(name).map(Tree::position).orElse(Position.NONE);
    return value.equals(Position.NONE) ? obj.position() : value;
  }
}
