package dev.roster.node.pod;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import dev.roster.engine.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The data of ConfigMaps and Secrets, as bytes by key.
public final class ConfigSource {
  private final ObjectStore store;
  private final String namespace;

  /// Those of one namespace.
  public ConfigSource(ObjectStore store, String namespace) {
    this.store = store;
    this.namespace = namespace;
  }

  /// The data of one; empty if there is no such object.
  public Optional<Map<String, byte[]>> data(Kind kind, String name) {
    return store.get(ObjectKey.local(kind, namespace, name)).map(o -> data(kind, o.tree()));
  }

  /// What a person calls the kind.
  static String word(Kind kind) {
    return kind.equals(Kind.SECRET) ? "secret" : "configmap";
  }

  private static Map<String, byte[]> data(Kind kind, Tree.Obj object) {
    Map<String, byte[]> data = new LinkedHashMap<>();
    boolean secret = kind.equals(Kind.SECRET);
    object.texts("data").forEach((key, text) -> data.put(key, secret ? decode(text) : utf8(text)));
    if (secret) {
      object.texts("stringData").forEach((key, text) -> data.put(key, utf8(text)));
    } else {
      object.texts("binaryData").forEach((key, text) -> data.put(key, decode(text)));
    }
    return data;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  // Line breaks inside are allowed, as in Go's decoder; the store's rules refuse what is no base64.
  private static byte[] decode(String text) {
    try {
      return Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
