package dev.roster.node.pod;

import dev.roster.node.pod.FileTree.Content;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// A folder of files that change all at once, laid out as the kubelet does: the files are in a
/// folder of their own, `..data` is a link to it that is replaced in one step, and each name is a
/// link through `..data`.
public final class AtomicFolder {
  private static final String DATA = "..data";

  private final Path folder;
  private final Owner owner;

  /// Whose the files are.
  @FunctionalInterface
  public interface Owner {
    /// Gives a file or folder away.
    void own(Path path) throws IOException;
  }

  /// In a folder, made if it isn't there.
  public AtomicFolder(Path folder, Owner owner) {
    this.folder = folder;
    this.owner = owner;
  }

  /// Makes exactly these files be there.
  ///
  /// @param version names this content; another one than before
  /// @return whether anything changed
  public boolean write(Map<String, Content> files, String version) throws IOException {
    Files.createDirectories(folder);
    Path data = folder.resolve(DATA);
    if (Files.isDirectory(data) && holds(data, files)) return false;
    Path next = folder.resolve(".." + version);
    delete(next); // what a killed run left
    Files.createDirectories(next);
    owner.own(folder);
    owner.own(next);
    for (Map.Entry<String, Content> each : files.entrySet()) {
      Path file = next.resolve(each.getKey());
      Files.createDirectories(file.getParent() == null ? next : file.getParent());
      Files.write(file, each.getValue().bytes());
      Files.setAttribute(file, "unix:mode", each.getValue().mode() & 07777);
      owner.own(file);
    }
    Path before = Files.isSymbolicLink(data) ? Files.readSymbolicLink(data) : Path.of("");
    Path link = folder.resolve("..data_tmp");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, next.getFileName());
    Files.move(link, data, StandardCopyOption.ATOMIC_MOVE);
    links(files);
    if (!before.toString().isEmpty() && !before.equals(next.getFileName())) {
      delete(folder.resolve(before));
    }
    return true;
  }

  private void links(Map<String, Content> files) throws IOException {
    Set<String> tops = new HashSet<>();
    for (String path : files.keySet()) tops.add(Path.of(path).getName(0).toString());
    for (String top : tops) {
      Path link = folder.resolve(top);
      if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) continue;
      Files.createSymbolicLink(link, Path.of(DATA, top));
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path each : entries) {
        String name = each.getFileName().toString();
        if (name.startsWith("..") || tops.contains(name)) continue;
        if (Files.isSymbolicLink(each)) Files.delete(each);
      }
    }
  }

  private static boolean holds(Path data, Map<String, Content> files) throws IOException {
    try (var walk = Files.walk(data.toRealPath())) {
      long there = walk.filter(Files::isRegularFile).count();
      if (there != files.size()) return false;
    }
    for (Map.Entry<String, Content> each : files.entrySet()) {
      Path file = data.resolve(each.getKey());
      if (!Files.isRegularFile(file)) return false;
      if (!Arrays.equals(Files.readAllBytes(file), each.getValue().bytes())) return false;
    }
    return true;
  }

  /// Removes a file or a folder with all that is in it; links are not followed.
  public static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) return;
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
        for (Path each : entries) delete(each);
      }
    }
    Files.deleteIfExists(path);
  }
}
