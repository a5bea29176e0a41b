package dev.roster.node.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A folder of fetched and unpacked artifacts that threads and processes share. An image is made in
/// `partial/` and appears under its name by one rename, so what is found is whole; the rename
/// leaves a marker with coordinates and checksum in its root. Everyone may read what it holds.
final class ImageCache {
  /// The marker's name in an image's root.
  static final String MARKER = ".roster-image";

  // File locks belong to the whole process, so these do too; as many as the roster.yaml files name.
  private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

  private final Path folder;
  private final ArtifactFetcher fetcher;
  private final Consumer<String> progress;

  ImageCache(Path folder, ArtifactFetcher fetcher, Consumer<String> progress) {
    this.folder = folder;
    this.fetcher = fetcher;
    this.progress = progress;
  }

  /// The root of the image, fetched first where it isn't there.
  Path get(ImageEntry.Files files) throws IOException, InterruptedException {
    Path relative = files.artifact().folder(files.unpack());
    Path root = folder.resolve(relative);
    if (isWhole(root)) return root;
    ReentrantLock lock = LOCKS.computeIfAbsent(root, _ -> new ReentrantLock());
    lock.lockInterruptibly();
    try {
      if (!isWhole(root)) fetchAlone(files, relative, root);
      return root;
    } finally {
      lock.unlock();
    }
  }

  private static boolean isWhole(Path root) {
    return Files.isRegularFile(root.resolve(MARKER));
  }

  private void fetchAlone(ImageEntry.Files files, Path relative, Path root)
      throws IOException, InterruptedException {
    String key = relative.toString().replace('/', '+').replace('\\', '+');
    Path partials = folder.resolve("partial");
    Path partial = partials.resolve(key);
    openFolder(partials);
    Path lockFile = partials.resolve(key + ".lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = lock(channel, files.artifact())) {
      if (isWhole(root)) return;
      delete(partial);
      delete(root);
      try {
        make(files, partial);
        openFolder(folder.resolve(files.artifact().folder()));
        Files.move(partial.resolve("root"), root, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        delete(partial);
      }
    }
  }

  private FileLock lock(FileChannel channel, MavenArtifact artifact) throws IOException {
    FileLock free = channel.tryLock();
    if (free != null) return free;
    progress.accept("waiting for another roster that is fetching " + artifact);
    return channel.lock();
  }

  private void make(ImageEntry.Files files, Path partial) throws IOException, InterruptedException {
    MavenArtifact artifact = files.artifact();
    Path download = partial.resolve("download");
    Path root = partial.resolve("root");
    Files.createDirectories(download);
    openFolder(root);
    progress.accept("fetching " + artifact + " (once; kept in " + folder + ")");
    Path file = fetcher.fetch(artifact.full(), download, progress);
    if (files.unpack() == Unpack.NONE) {
      Path copy = root.resolve(String.valueOf(file.getFileName()));
      Files.copy(file, copy);
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
    } else {
      progress.accept("unpacking " + artifact);
      new Unpacker(root).unpack(file, files.unpack());
    }
    String marker =
        "artifact=%s%nsha256=%s%nunpack=%s%n"
            .formatted(artifact.full(), sha256(file), files.unpack().label());
    Files.writeString(root.resolve(MARKER), marker);
    progress.accept("ready: " + artifact);
  }

  /// Makes folders below (and with) the cache's own that everyone may enter, whatever the umask.
  private void openFolder(Path path) throws IOException {
    Files.createDirectories(path);
    Path here = folder;
    for (Path part : folder.relativize(path)) {
      open(here);
      here = here.resolve(part);
    }
    open(here);
  }

  /// Where another user made it, it is theirs to open.
  private static void open(Path place) throws IOException {
    if (Files.isWritable(place)) {
      Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] block = new byte[1 << 16];
      for (int n = in.read(block); n >= 0; n = in.read(block)) digest.update(block, 0, n);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) return;
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure)
              throws IOException {
            if (failure != null) throw failure;
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
