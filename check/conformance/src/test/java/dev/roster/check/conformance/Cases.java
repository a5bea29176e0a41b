package dev.roster.check.conformance;

import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/// The files of cases on the class path.
final class Cases {
  private Cases() {}

  /// A file of `conformance/`.
  static Tree.Obj file(String name) {
    try (InputStream in = Cases.class.getResourceAsStream("/conformance/" + name)) {
      if (in == null) throw new IOException("conformance/" + name + " is not on the class path");
      return (Tree.Obj) JsonReader.read(in.readAllBytes(), name);
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  /// Its cases, in order.
  static List<Tree.Obj> load(String name) {
    return file(name).list("cases").stream().map(Tree.Obj.class::cast).toList();
  }
}
