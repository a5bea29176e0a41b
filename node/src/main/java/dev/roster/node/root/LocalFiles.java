package dev.roster.node.root;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// This machine's files, as one user may use them.
public final class LocalFiles implements HostFiles {
  /// What the kernel locks on a mount that a user namespace inherits: a remount must repeat it.
  private static final Set<String> LOCKED =
      Set.of("nosuid", "nodev", "noexec", "noatime", "nodiratime", "relatime");

  private final int uid;
  private final int gid;
  private final boolean own;

  /// @param uid whom folders must let through
  /// @param own whether that is the user that this process runs as
  public LocalFiles(int uid, int gid, boolean own) {
    this.uid = uid;
    this.gid = gid;
    this.own = own;
  }

  @Override
  public Type type(String path) {
    Path file = Path.of(path);
    if (Files.isSymbolicLink(file)) return Type.LINK;
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) return Type.FOLDER;
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? Type.FILE : Type.NONE;
  }

  @Override
  public Type leadsTo(String path) {
    Path file = Path.of(path);
    if (Files.isDirectory(file)) return Type.FOLDER;
    return Files.exists(file) ? Type.FILE : Type.NONE;
  }

  @Override
  public String real(String path) throws IOException {
    return Path.of(path).toRealPath().toString();
  }

  @Override
  public String target(String link) throws IOException {
    return Files.readSymbolicLink(Path.of(link)).toString();
  }

  @Override
  public List<String> list(String folder) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(folder))) {
      for (Path each : entries) {
        names.add(each.getFileName().toString());
        if (names.size() > RootPlanner.COVERED_ENTRIES_MAX) break;
      }
    } catch (FileSystemException | DirectoryIteratorException e) {
      throw new IOException("can't list " + folder + " to make a mount point in it", e);
    }
    names.sort(null);
    return names;
  }

  @Override
  public boolean passes(String folder) {
    Path path = Path.of(folder);
    if (own) return Files.isExecutable(path);
    if (uid == 0) return true;
    try {
      int mode = (int) Files.getAttribute(path, "unix:mode");
      if ((int) Files.getAttribute(path, "unix:uid") == uid) return (mode & 0100) != 0;
      if ((int) Files.getAttribute(path, "unix:gid") == gid) return (mode & 0010) != 0;
      return (mode & 0001) != 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String mode(String folder) {
    try {
      return Integer.toOctalString((int) Files.getAttribute(Path.of(folder), "unix:mode") & 07777);
    } catch (IOException e) {
      return "755";
    }
  }

  @Override
  public List<String> lockedOptions(String path) {
    String best = "";
    String options = "";
    for (String line : mounts()) {
      // 36 35 98:0 /root /mount/point options ... (proc(5), mountinfo)
      String[] cells = line.split(" ", 7);
      if (cells.length < 7) continue;
      String point = cells[4].replace("\\040", " ");
      boolean holds = point.equals("/") || path.equals(point) || path.startsWith(point + "/");
      if (!holds || point.length() < best.length()) continue;
      best = point;
      options = cells[5];
    }
    return java.util.Arrays.stream(options.split(",", -1)).filter(LOCKED::contains).toList();
  }

  private static List<String> mounts() {
    try {
      return Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return List.of();
    }
  }

  @Override
  public void make(String path, boolean folder) throws IOException {
    Path file = Path.of(path);
    if (folder) {
      Files.createDirectories(file);
      return;
    }
    if (file.getParent() != null) Files.createDirectories(file.getParent());
    Files.createFile(file);
  }
}
