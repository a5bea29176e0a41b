package dev.roster.manifest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Waits until files or folders may have changed.
///
/// The system's notices make it quick; a look at every file each [#LOOK_MILLIS] makes it sure:
/// notices are not sent for what a symbolic link leads to (a mounted ConfigMap swaps one), on
/// network file systems, or when there are too many watches.
final class FileWatcher implements AutoCloseable {
  /// How often the files are looked at when no notice comes.
  static final int LOOK_MILLIS = 1000;

  /// How long nothing may have changed before a change counts as done: programs write in steps.
  static final int SETTLE_MILLIS = 50;

  /// How often a change is waited for to be done.
  static final int SETTLE_ROUNDS_MAX = 20;

  private final List<Path> paths;
  private final Optional<WatchService> notices;
  private final Semaphore never = new Semaphore(0);
  private List<String> seen; // written only by the thread that waits

  /// Watches files and folders.
  ///
  /// @param seen what they looked like when they were read ([#look])
  FileWatcher(List<Path> paths, List<String> seen) {
    this.paths = paths;
    this.notices = watch(paths);
    this.seen = seen;
  }

  private static Optional<WatchService> watch(List<Path> paths) {
    try {
      WatchService service = FileSystems.getDefault().newWatchService();
      for (Path folder : folders(paths)) {
        folder.register(
            service,
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_MODIFY,
            StandardWatchEventKinds.ENTRY_DELETE);
      }
      return Optional.of(service);
    } catch (IOException | UnsupportedOperationException refused) {
      return Optional.empty(); // looking alone is slower, and enough
    }
  }

  private static Set<Path> folders(List<Path> paths) {
    Set<Path> folders = new LinkedHashSet<>();
    for (Path path : paths) {
      Path absolute = path.toAbsolutePath();
      Path folder = Files.isDirectory(absolute) ? absolute : absolute.getParent();
      if (folder != null && Files.isDirectory(folder)) folders.add(folder);
    }
    return folders;
  }

  /// Waits until something has changed and the change is done.
  ///
  /// @throws InterruptedException when asked to end
  void await() throws InterruptedException {
    List<String> now = look(paths);
    while (now.equals(seen)) {
      pause(LOOK_MILLIS);
      now = look(paths);
    }
    for (int round = 0; round < SETTLE_ROUNDS_MAX; round++) {
      pause(SETTLE_MILLIS);
      List<String> later = look(paths);
      if (later.equals(now)) break;
      now = later;
    }
    seen = now;
  }

  private void pause(int millis) throws InterruptedException {
    if (notices.isEmpty()) {
      never.tryAcquire(millis, TimeUnit.MILLISECONDS);
      return;
    }
    try {
      WatchKey key = notices.get().poll(millis, TimeUnit.MILLISECONDS);
      if (key == null) return;
      key.pollEvents();
      key.reset();
    } catch (ClosedWatchServiceException closed) {
      throw new InterruptedException("closed");
    }
  }

  /// What files look like now: names, sizes, times and identities.
  static List<String> look(List<Path> paths) {
    List<String> look = new ArrayList<>();
    for (Path path : paths) {
      if (path.toString().equals(ManifestFiles.STDIN)) continue;
      if (Files.isDirectory(path)) {
        look.add(path.toString());
        try {
          for (Path file : ManifestFiles.inFolder(path)) look.add(look(file));
        } catch (IOException | UncheckedIOException unreadable) {
          look.add(path + " " + unreadable.getClass().getSimpleName());
        }
      } else {
        look.add(look(path));
      }
    }
    return look;
  }

  private static String look(Path file) {
    try {
      BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
      BasicFileAttributes link =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return "%s %d %s %s %s"
          .formatted(file, is.size(), is.lastModifiedTime(), is.fileKey(), link.fileKey());
    } catch (IOException missing) {
      return file + " " + missing.getClass().getSimpleName();
    }
  }

  @Override
  public void close() {
    if (notices.isEmpty()) return;
    try {
      notices.get().close();
    } catch (IOException ignored) {
      // nothing can be done about a watch that does not end; the process's end ends it
    }
  }
}
