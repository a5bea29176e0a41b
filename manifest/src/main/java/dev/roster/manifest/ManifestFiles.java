package dev.roster.manifest;

import dev.roster.core.objects.Position;
import dev.roster.core.objects.Problem;
import dev.roster.engine.objects.MalformedTextException;
import dev.roster.engine.objects.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The texts that paths name: a file, the files of a folder (not of folders in it; .yaml, .yml and
/// .json, in the order of their names), `-` for standard input.
///
/// Of a folder, hidden files are left out, and `roster.yaml`, which is about images.
final class ManifestFiles {
  /// Bytes of one file.
  static final int FILE_BYTES_MAX = 64 << 20;

  /// Files of one folder.
  static final int FOLDER_FILES_MAX = 10_000;

  /// The path that means standard input.
  static final String STDIN = "-";

  private static final Set<String> SUFFIXES = Set.of("yaml", "yml", "json");
  private static final String IMAGES = "roster.yaml";

  /// One text.
  ///
  /// @param name as messages show it
  record Source(String name, String text) {
    /// Whether it is JSON for sure.
    boolean isJson() {
      return name.toLowerCase(Locale.ROOT).endsWith(".json");
    }
  }

  private final InputStream stdin;
  private final List<Source> sources = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  private ManifestFiles(InputStream stdin) {
    this.stdin = stdin;
  }

  /// What was read, and what could not be.
  record Read(List<Source> sources, List<Problem> problems) {}

  /// Reads all that the paths name.
  static Read read(List<Path> paths, InputStream stdin) {
    ManifestFiles files = new ManifestFiles(stdin);
    for (Path path : paths) files.add(path);
    return new Read(files.sources, files.problems);
  }

  /// The files of a folder that are manifests, sorted by name.
  ///
  /// @throws IOException if the folder can't be read, or has too many files
  static List<Path> inFolder(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        String suffix = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        boolean manifest = SUFFIXES.contains(suffix) && !name.startsWith(".");
        if (!manifest || name.equals(IMAGES) || Files.isDirectory(entry)) continue;
        files.add(entry);
        if (files.size() > FOLDER_FILES_MAX) {
          throw new IOException("more than " + FOLDER_FILES_MAX + " files in one folder");
        }
      }
    }
    files.sort(null);
    return files;
  }

  private void add(Path path) {
    if (path.toString().equals(STDIN)) {
      addStdin();
    } else if (Files.isDirectory(path)) {
      addFolder(path);
    } else {
      addFile(path);
    }
  }

  private void addStdin() {
    try {
      addText("stdin", stdin.readNBytes(FILE_BYTES_MAX + 1));
    } catch (IOException failed) {
      problem("stdin", failed);
    }
  }

  private void addFolder(Path folder) {
    try {
      List<Path> files = inFolder(folder);
      if (files.isEmpty()) {
        String message = "no .yaml, .yml or .json file in this folder";
        problems.add(new Problem(new Position(folder.toString(), 0, 0), "", message));
      }
      files.forEach(this::addFile);
    } catch (IOException failed) {
      problem(folder.toString(), failed);
    }
  }

  private void addFile(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      addText(file.toString(), in.readNBytes(FILE_BYTES_MAX + 1));
    } catch (IOException failed) {
      problem(file.toString(), failed);
    }
  }

  private void addText(String name, byte[] bytes) {
    if (bytes.length > FILE_BYTES_MAX) {
      String message = "more than " + FILE_BYTES_MAX + " bytes";
      problems.add(new Problem(new Position(name, 0, 0), "", message));
      return;
    }
    try {
      sources.add(new Source(name, Utf8.decode(bytes, name)));
    } catch (MalformedTextException malformed) {
      problems.add(malformed.problem());
    }
  }

  private void problem(String name, IOException failed) {
    String why =
        switch (failed) {
          case NoSuchFileException _ -> "no such file or folder";
          case AccessDeniedException _ -> "no permission to read it";
          default -> "can't be read: " + failed.getMessage();
        };
    problems.add(new Problem(new Position(name, 0, 0), "", why));
  }
}
