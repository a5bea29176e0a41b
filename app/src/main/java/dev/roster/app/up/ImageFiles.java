package dev.roster.app.up;

import dev.roster.app.verbs.ExitCode;
import dev.roster.app.verbs.VerbException;
import dev.roster.app.wiring.DataFolder;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.MalformedTextException;
import dev.roster.manifest.YamlReader;
import dev.roster.node.image.Images;
import dev.roster.node.image.ImagesRead;
import dev.roster.node.image.MavenFetcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The `roster.yaml` beside each manifest: which images are which programs.
final class ImageFiles {
  private static final String NAME = "roster.yaml";
  private static final long BYTES_MAX = 1 << 20;

  private ImageFiles() {}

  /// The images of all of them; none where there is no file. Nothing is fetched yet.
  ///
  /// @throws VerbException if one can't be read or is wrong
  static Images read(List<Path> paths, Messages messages) throws VerbException {
    List<Tree.Obj> roots = new ArrayList<>();
    for (Path file : files(paths)) roots.addAll(roots(file));
    Path cache =
        Images.defaultFolder(System.getenv(), Path.of(System.getProperty("user.home")), isRoot());
    return switch (Images.read(roots, cache, new MavenFetcher("mvn"), messages::note)) {
      case ImagesRead.Ready(Images images) -> images;
      case ImagesRead.Broken(List<String> problems) ->
          throw new VerbException(ExitCode.MEND, "roster: " + String.join("\nroster: ", problems));
    };
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static Set<Path> files(List<Path> paths) {
    Set<Path> files = new LinkedHashSet<>();
    for (Path path : paths) {
      if (path.toString().equals("-")) continue;
      Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
      if (folder != null && Files.isRegularFile(folder.resolve(NAME))) {
        files.add(folder.resolve(NAME).normalize());
      }
    }
    return files;
  }

  private static List<Tree.Obj> roots(Path file) throws VerbException {
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw new VerbException(
            ExitCode.MEND, "roster: " + file + ": over " + BYTES_MAX + " bytes");
      }
      List<Tree.Obj> roots = new ArrayList<>();
      String text = Files.readString(file, StandardCharsets.UTF_8);
      for (Tree root : YamlReader.read(text, file.toString())) {
        if (root instanceof Tree.Obj obj) roots.add(obj);
      }
      return roots;
    } catch (MalformedTextException e) {
      throw new VerbException(ExitCode.MEND, "roster: " + e.getMessage());
    } catch (IOException e) {
      throw new VerbException(ExitCode.MEND, "roster: " + file + ": " + DataFolder.reason(e));
    }
  }
}
