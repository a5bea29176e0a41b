package dev.roster.node.image;

import dev.roster.core.objects.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The images that `roster.yaml` files name: what the node asks before it starts a container. Safe
/// for many threads and many processes that share a cache.
///
/// ```yaml
/// images:
///   postgres: {maven: "group:artifact:version", unpack: txz, path: [bin]}
///   web: {command: [jwebserver, -p, "8080"]}
/// ```
public final class Images {
  /// Knows no image.
  public static final Images NONE = new Images(Map.of(), Optional.empty());

  private final Map<String, ImageEntry> entries;
  private final Optional<ImageCache> cache;

  private Images(Map<String, ImageEntry> entries, Optional<ImageCache> cache) {
    this.entries = Map.copyOf(entries);
    this.cache = cache;
  }

  /// Checks the files and makes the images of all of them; two files may not say different things
  /// of one name. Fetches nothing.
  ///
  /// @param files the roots of the `roster.yaml` files, with positions
  /// @param cacheFolder where fetched images are kept, made when first needed
  /// @param progress takes single lines for a person while something is fetched; any thread
  public static ImagesRead read(
      List<Tree.Obj> files, Path cacheFolder, ArtifactFetcher fetcher, Consumer<String> progress) {
    Map<String, ImageEntry> entries = new LinkedHashMap<>();
    ImageReader reader = new ImageReader(Platform.current());
    files.forEach(file -> reader.read(file, entries));
    if (!reader.problems().isEmpty()) return new ImagesRead.Broken(reader.problems());
    ImageCache cache = new ImageCache(cacheFolder.toAbsolutePath(), fetcher, progress);
    return new ImagesRead.Ready(new Images(entries, Optional.of(cache)));
  }

  /// Where fetched images are kept: `roster/images` in `$XDG_CACHE_HOME` or in `~/.cache`. For
  /// root, whose pods may run as somebody else, in `/var/cache` where others can't enter that
  /// folder.
  ///
  /// @param environment the process's variables
  /// @param home the user's home folder
  /// @param isRoot whether this process is root's
  public static Path defaultFolder(Map<String, String> environment, Path home, boolean isRoot) {
    Path named = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
    Path cache = named.isAbsolute() ? named : home.resolve(".cache");
    if (isRoot && !othersMayEnter(cache)) cache = Path.of("/var/cache");
    return cache.resolve("roster").resolve("images");
  }

  /// Folders that don't exist yet will be made enterable.
  private static boolean othersMayEnter(Path folder) {
    Path here = folder.getRoot();
    for (Path part : folder) {
      if (here == null) return false;
      here = here.resolve(part);
      if (!Files.exists(here)) return true;
      try {
        if (!Files.getPosixFilePermissions(here).contains(PosixFilePermission.OTHERS_EXECUTE)) {
          return false;
        }
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }

  /// Whether a `roster.yaml` names the image; never fetches.
  public boolean knows(String image) {
    return entry(image).isPresent();
  }

  /// What the image leads to, fetching it first where it is not in the cache: call it from a thread
  /// that may wait. Many callers of one image share one fetch.
  public ImageResult resolve(String image) throws InterruptedException {
    Optional<ImageEntry> found = entry(image);
    if (found.isEmpty()) return new ImageResult.Unknown();
    ImageEntry entry = found.get();
    if (entry.files().isEmpty() || cache.isEmpty()) {
      return new ImageResult.Found(List.of(), List.of(), entry.command(), entry.env());
    }
    try {
      Path root = cache.get().get(entry.files().get());
      return found(entry, root);
    } catch (IOException e) {
      return new ImageResult.Failed(image + ": " + Failures.line(e));
    }
  }

  private Optional<ImageEntry> entry(String image) {
    for (String name : ImageName.candidates(image)) {
      ImageEntry entry = entries.get(name);
      if (entry != null) return Optional.of(entry);
    }
    return Optional.empty();
  }

  private static ImageResult.Found found(ImageEntry entry, Path root) {
    Map<String, String> env = new LinkedHashMap<>();
    entry.env().forEach((name, value) -> env.put(name, inside(value, root)));
    return new ImageResult.Found(
        List.of(root),
        entry.path().stream().map(folder -> root.resolve(folder).normalize()).toList(),
        entry.command().stream().map(word -> inside(word, root)).toList(),
        env);
  }

  private static String inside(String text, Path root) {
    return text.replace("$(IMAGE)", root.toString());
  }
}
