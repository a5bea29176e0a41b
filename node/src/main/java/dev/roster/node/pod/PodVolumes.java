package dev.roster.node.pod;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import dev.roster.engine.store.StoredObject;
import dev.roster.engine.store.Verbs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The volumes of one pod as folders and files of this machine. Used by one thread at a time.
public final class PodVolumes {
  private final PodFacts facts;
  private final ConfigSource configs;
  private final Verbs verbs;
  private final Path podFolder;
  private final Path claims;
  private final AtomicFolder.Owner owner;
  private final Map<String, Path> ready = new LinkedHashMap<>();
  private long version;

  /// Nothing is made yet.
  ///
  /// @param podFolder what goes with the pod
  /// @param claims what stays: a folder for each namespace, with one for each claim
  /// @param owner gives folders and files to the pod's user
  public PodVolumes(
      PodFacts facts, Verbs verbs, Path podFolder, Path claims, AtomicFolder.Owner owner) {
    this.facts = facts;
    this.configs = new ConfigSource(verbs.store(), facts.pod().meta().namespace());
    this.verbs = verbs;
    this.podFolder = podFolder;
    this.claims = claims;
    this.owner = owner;
  }

  /// Makes what isn't there yet, and gives each volume's path by its name.
  ///
  /// @throws MissingException where something is missing that may come
  /// @throws IOException if the disk fails
  public Map<String, Path> prepare() throws MissingException, IOException {
    for (Tree.Obj each : facts.pod().volumes()) {
      String name = each.text("name");
      if (ready.containsKey(name)) continue;
      try {
        ready.put(name, make(name, each));
      } catch (MissingException e) {
        throw new MissingException(
            e.reason(), "MountVolume.SetUp failed for volume \"" + name + "\" : " + e.message());
      }
    }
    return Map.copyOf(ready);
  }

  /// Brings the files of ConfigMaps and Secrets up to date; what is missing now stays as it was.
  public void refresh() throws IOException {
    for (Tree.Obj each : facts.pod().volumes()) {
      if (!FileTree.isOne(each) || !ready.containsKey(each.text("name"))) continue;
      try {
        files(each.text("name"), each);
      } catch (MissingException e) {
        // The kubelet keeps the last files too.
      }
    }
  }

  private Path make(String name, Tree.Obj volume) throws MissingException, IOException {
    if (FileTree.isOne(volume)) return files(name, volume);
    if (volume.get("emptyDir").isPresent() || volume.get("ephemeral").isPresent()) {
      return folder(podFolder.resolve("volumes").resolve(name));
    }
    if (volume.get("persistentVolumeClaim").isPresent()) {
      return claim(volume.text("persistentVolumeClaim", "claimName"));
    }
    if (volume.get("hostPath").isPresent()) return hostPath(volume.obj("hostPath"));
    String type =
        volume.members().keySet().stream()
            .filter(key -> !key.equals("name"))
            .findFirst()
            .orElse("emptyDir");
    if (type.equals("emptyDir")) return folder(podFolder.resolve("volumes").resolve(name));
    throw new MissingException(
        "ContainerCreating",
        "volumes of type "
            + type
            + " can't be had without a cluster (expected: emptyDir,"
            + " configMap, secret, downwardAPI, projected, hostPath or persistentVolumeClaim)");
  }

  private Path folder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) return folder;
    Files.createDirectories(folder);
    owner.own(folder);
    return folder;
  }

  private Path files(String name, Tree.Obj volume) throws MissingException, IOException {
    Map<String, FileTree.Content> files = FileTree.of(volume, facts, configs);
    Path folder = podFolder.resolve("volumes").resolve(name);
    new AtomicFolder(folder, owner).write(files, "v" + version++);
    return folder;
  }

  private Path claim(String name) throws MissingException, IOException {
    String namespace = facts.pod().meta().namespace();
    ObjectKey key = ObjectKey.local(Kind.PERSISTENT_VOLUME_CLAIM, namespace, name);
    Optional<StoredObject> found = verbs.store().get(key);
    if (found.isEmpty()) {
      throw new MissingException(
          "ContainerCreating", "persistentvolumeclaim \"" + name + "\" not found");
    }
    Path folder = folder(claimFolder(claims, namespace, name));
    bind(key, found.get());
    return folder;
  }

  /// Where a claim's files are.
  public static Path claimFolder(Path claims, String namespace, String name) {
    return claims.resolve(namespace).resolve(name);
  }

  private void bind(ObjectKey key, StoredObject claim) {
    if (claim.tree().text("status", "phase").equals("Bound")) return;
    Tree modes = claim.tree().at("spec", "accessModes").orElse(Tree.Arr.EMPTY);
    Tree capacity = claim.tree().at("spec", "resources", "requests").orElse(Tree.Obj.EMPTY);
    String uid = claim.tree().text("metadata", "uid");
    verbs.edit(
        key, uid, t -> t.with(java.util.List.of("spec", "volumeName"), Tree.Text.of("pvc-" + uid)));
    // If it is gone again, the next start says so.
    verbs.editStatus(
        key,
        uid,
        status ->
            status
                .with("phase", Tree.Text.of("Bound"))
                .with("accessModes", modes)
                .with("capacity", capacity));
  }

  private static Path hostPath(Tree.Obj source) throws MissingException, IOException {
    Path path = Path.of(source.text("path"));
    String type = source.text("type");
    if (!path.isAbsolute()) {
      throw new MissingException(
          "ContainerCreating", "hostPath is " + path + " (expected: an absolute path)");
    }
    switch (type) {
      case "DirectoryOrCreate" -> Files.createDirectories(path);
      case "FileOrCreate" -> {
        if (!Files.exists(path)) Files.createFile(path);
      }
      default -> {}
    }
    boolean fits =
        switch (type) {
          case "Directory", "DirectoryOrCreate" -> Files.isDirectory(path);
          case "File", "FileOrCreate" -> Files.isRegularFile(path);
          default -> Files.exists(path);
        };
    if (fits) return path;
    String expected = type.startsWith("File") ? "a file" : "a directory";
    throw new MissingException(
        "ContainerCreating", "hostPath type check failed: " + path + " is not " + expected);
  }
}
