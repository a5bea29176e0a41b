package dev.roster.node.pod;

import dev.roster.core.objects.ContainerView;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Tree;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A container's environment: `envFrom`, then `env` in order, each value seeing what came before
/// it.
public final class Environment {
  private static final String CONFIG_ERROR = "CreateContainerConfigError";

  private final PodFacts facts;
  private final ConfigSource configs;
  private final Map<String, String> result;

  private Environment(PodFacts facts, ConfigSource configs, Map<String, String> base) {
    this.facts = facts;
    this.configs = configs;
    this.result = new LinkedHashMap<>(base);
  }

  /// The variables, in order.
  ///
  /// @param base what is there before the manifest says anything
  /// @throws MissingException where a ConfigMap, a Secret or a key is missing that is not optional
  public static Map<String, String> of(
      ContainerView container, PodFacts facts, ConfigSource configs, Map<String, String> base)
      throws MissingException {
    Environment environment = new Environment(facts, configs, base);
    for (Tree.Obj each : container.envFrom()) environment.from(each);
    for (Tree.Obj each : container.env()) environment.add(each, container);
    return environment.result;
  }

  private void from(Tree.Obj source) throws MissingException {
    String prefix = source.text("prefix");
    for (Kind kind : new Kind[] {Kind.CONFIG_MAP, Kind.SECRET}) {
      Tree.Obj ref = source.obj(kind.equals(Kind.SECRET) ? "secretRef" : "configMapRef");
      if (ref.members().isEmpty()) continue;
      data(kind, ref)
          .ifPresent(all -> all.forEach((key, value) -> result.put(prefix + key, text(value))));
    }
  }

  private void add(Tree.Obj entry, ContainerView container) throws MissingException {
    String name = entry.text("name");
    Tree.Obj from = entry.obj("valueFrom");
    if (from.members().isEmpty()) {
      result.put(name, Expansion.expand(entry.text("value"), result));
      return;
    }
    Optional<String> value;
    if (from.get("fieldRef").isPresent()) {
      value = Optional.of(field(from.text("fieldRef", "fieldPath")));
    } else if (from.get("resourceFieldRef").isPresent()) {
      value = Optional.of(resource(from.obj("resourceFieldRef"), container));
    } else if (from.get("configMapKeyRef").isPresent()) {
      value = key(Kind.CONFIG_MAP, from.obj("configMapKeyRef"));
    } else if (from.get("secretKeyRef").isPresent()) {
      value = key(Kind.SECRET, from.obj("secretKeyRef"));
    } else {
      throw new MissingException(
          CONFIG_ERROR,
          "env "
              + name
              + ": valueFrom has "
              + from.members().keySet()
              + " (expected: fieldRef,"
              + " resourceFieldRef, configMapKeyRef or secretKeyRef)");
    }
    value.ifPresent(text -> result.put(name, text));
  }

  private String field(String path) throws MissingException {
    return facts
        .field(path)
        .orElseThrow(() -> new MissingException(CONFIG_ERROR, "unsupported pod field: " + path));
  }

  private String resource(Tree.Obj ref, ContainerView container) throws MissingException {
    Tree divisor = ref.get("divisor").orElse(Tree.Null.NONE);
    String by = divisor instanceof Tree.Num num ? num.value().toPlainString() : ref.text("divisor");
    return facts
        .resource(container.tree(), ref.text("resource"), by)
        .orElseThrow(() ->
            new MissingException(
                CONFIG_ERROR, "unsupported container resource: " + ref.text("resource")));
  }

  private Optional<String> key(Kind kind, Tree.Obj ref) throws MissingException {
    Optional<Map<String, byte[]>> data = data(kind, ref);
    if (data.isEmpty()) return Optional.empty();
    String key = ref.text("key");
    byte[] value = data.get().get(key);
    if (value != null) return Optional.of(text(value));
    if (ref.flag("optional")) return Optional.empty();
    String kindName = kind.equals(Kind.SECRET) ? "Secret" : "ConfigMap";
    throw new MissingException(
        CONFIG_ERROR,
        "couldn't find key "
            + key
            + " in "
            + kindName
            + " "
            + facts.pod().meta().namespace()
            + "/"
            + ref.text("name"));
  }

  private Optional<Map<String, byte[]>> data(Kind kind, Tree.Obj ref) throws MissingException {
    String name = ref.text("name");
    Optional<Map<String, byte[]>> data = configs.data(kind, name);
    if (data.isEmpty() && !ref.flag("optional")) {
      throw new MissingException(
          CONFIG_ERROR, ConfigSource.word(kind) + " \"" + name + "\" not found");
    }
    return data;
  }

  // The kernel ends a variable at its first zero byte.
  private static String text(byte[] value) {
    String text = new String(value, StandardCharsets.UTF_8);
    int zero = text.indexOf('\0');
    return zero < 0 ? text : text.substring(0, zero);
  }
}
