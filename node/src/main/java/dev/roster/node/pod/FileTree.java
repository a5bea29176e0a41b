package dev.roster.node.pod;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Tree;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The files of a configMap, secret, downwardAPI or projected volume, by relative path.
public final class FileTree {
  private static final long MODE_DEFAULT = 0644;

  private final PodFacts facts;
  private final ConfigSource configs;
  private final Map<String, Content> files = new LinkedHashMap<>();

  private FileTree(PodFacts facts, ConfigSource configs) {
    this.facts = facts;
    this.configs = configs;
  }

  /// One file.
  public static final class Content {
    private final byte[] bytes;
    private final int mode;

    /// @param bytes kept, not copied: nobody changes them
    /// @param mode permission bits
    public Content(byte[] bytes, int mode) {
      this.bytes = bytes;
      this.mode = mode;
    }

    /// Its bytes, not to be changed.
    public byte[] bytes() {
      return bytes;
    }

    /// Its permission bits.
    public int mode() {
      return mode;
    }
  }

  /// Whether a volume is made of such files.
  public static boolean isOne(Tree.Obj volume) {
    return volume.get("configMap").isPresent()
        || volume.get("secret").isPresent()
        || volume.get("downwardAPI").isPresent()
        || volume.get("projected").isPresent();
  }

  /// The files of a volume.
  ///
  /// @throws MissingException where an object or a key is missing that is not optional
  public static Map<String, Content> of(Tree.Obj volume, PodFacts facts, ConfigSource configs)
      throws MissingException {
    FileTree tree = new FileTree(facts, configs);
    tree.source(volume, MODE_DEFAULT);
    Tree.Obj projected = volume.obj("projected");
    long mode = projected.number(MODE_DEFAULT, "defaultMode");
    for (Tree each : projected.list("sources")) {
      if (each instanceof Tree.Obj source) tree.source(source, mode);
    }
    return tree.files;
  }

  private void source(Tree.Obj source, long otherwise) throws MissingException {
    Tree.Obj map = source.obj("configMap");
    if (!map.members().isEmpty()) data(Kind.CONFIG_MAP, map, map.text("name"), otherwise);
    Tree.Obj secret = source.obj("secret");
    if (!secret.members().isEmpty()) {
      // A volume says secretName, a projection says name.
      String name = secret.text("secretName");
      data(Kind.SECRET, secret, name.isEmpty() ? secret.text("name") : name, otherwise);
    }
    downward(source.obj("downwardAPI"), otherwise);
  }

  private void data(Kind kind, Tree.Obj source, String name, long otherwise)
      throws MissingException {
    Optional<Map<String, byte[]>> data = configs.data(kind, name);
    if (data.isEmpty()) {
      if (source.flag("optional")) return;
      throw new MissingException(
          "ContainerCreating", ConfigSource.word(kind) + " \"" + name + "\" not found");
    }
    long mode = source.number(otherwise, "defaultMode");
    if (source.list("items").isEmpty()) {
      data.get().forEach((key, bytes) -> files.put(key, new Content(bytes, (int) mode)));
      return;
    }
    for (Tree each : source.list("items")) {
      if (!(each instanceof Tree.Obj item)) continue;
      byte[] bytes = data.get().get(item.text("key"));
      if (bytes == null) {
        if (source.flag("optional")) continue;
        throw new MissingException(
            "ContainerCreating",
            "references non-existent "
                + (kind.equals(Kind.SECRET) ? "secret" : "config")
                + " key: "
                + item.text("key"));
      }
      put(item.text("path"), bytes, item.number(mode, "mode"));
    }
  }

  private void downward(Tree.Obj source, long otherwise) throws MissingException {
    long mode = source.number(otherwise, "defaultMode");
    for (Tree each : source.list("items")) {
      if (!(each instanceof Tree.Obj item)) continue;
      Tree.Obj resource = item.obj("resourceFieldRef");
      Optional<String> value =
          resource.members().isEmpty()
              ? facts.field(item.text("fieldRef", "fieldPath"))
              : facts.resource(
                  container(resource.text("containerName")),
                  resource.text("resource"),
                  resource.text("divisor"));
      if (value.isEmpty()) {
        throw new MissingException(
            "ContainerCreating", "downwardAPI: " + item.text("path") + " names no field");
      }
      byte[] bytes = value.get().getBytes(StandardCharsets.UTF_8);
      put(item.text("path"), bytes, item.number(mode, "mode"));
    }
  }

  private Tree.Obj container(String name) {
    return facts.pod().containers().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .map(dev.roster.core.objects.ContainerView::tree)
        .orElse(Tree.Obj.EMPTY);
  }

  private void put(String path, byte[] bytes, long mode) throws MissingException {
    for (String part : path.split("/", -1)) {
      if (part.equals("..") || part.isEmpty()) {
        throw new MissingException("ContainerCreating", "invalid path of an item: " + path);
      }
    }
    files.put(path, new Content(bytes, (int) mode));
  }
}
