package dev.roster.kubernetes.kubeconfig;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/// Kubeconfig files as fabric8 reads them, put together as kubectl does it: what is named first
/// counts.
///
/// fabric8's own way of putting them together is not used: where a name is wrong it takes another
/// context, or another server, without a word.
///
/// @param all by file, in order
record KubeconfigFiles(Map<Path, Config> all) {
  /// Bytes of one file, at most.
  static final long FILE_BYTES_MAX = 4 << 20;

  /// Names that are listed where another was asked for, at most.
  static final int NAMES_SHOWN_MAX = 10;

  /// Something with a name.
  ///
  /// @param file that it stands in
  record Named<T>(String name, T value, Path file) {}

  /// Reads files. Of several, those that are not there are left out, as kubectl does it with
  /// `KUBECONFIG`.
  static KubeconfigFiles read(List<String> files) throws WrongException {
    Map<Path, Config> all = new LinkedHashMap<>();
    for (String each : files) {
      Path file = Path.of(each).toAbsolutePath();
      if (files.size() > 1 && !Files.exists(file)) continue;
      all.put(file, read(file));
    }
    if (all.isEmpty()) throw new WrongException("none of these files is there");
    return new KubeconfigFiles(all);
  }

  private static Config read(Path file) throws WrongException {
    try {
      if (!Files.exists(file)) throw new WrongException(file + ": there is no such file");
      if (!Files.isRegularFile(file)) throw new WrongException(file + ": is no file");
      if (!Files.isReadable(file)) throw new WrongException(file + ": it may not be read");
      long size = Files.size(file);
      if (size == 0) throw new WrongException(file + ": it is empty");
      if (size > FILE_BYTES_MAX) {
        throw new WrongException(file + ": it has over " + FILE_BYTES_MAX + " bytes");
      }
      // The library takes what begins with a brace for JSON; to kubectl it is YAML like all else.
      String text = Files.readString(file);
      String yaml = text.stripLeading().startsWith("{") ? "--- " + text : text;
      Config config = KubeConfigUtils.parseConfigFromString(yaml);
      String kind = Optional.ofNullable(config.getKind()).orElse("Config");
      if (!kind.equals("Config")) {
        throw new WrongException(file + ": its kind is " + kind + " (expected: Config)");
      }
      return config;
    } catch (IOException failed) {
      throw new WrongException(file + ": " + failed.getMessage());
    } catch (RuntimeException unreadable) {
      throw new WrongException(file + why(unreadable));
    }
  }

  /// Where it is wrong, without what stands there: messages of parsers quote it.
  private static String why(RuntimeException unreadable) {
    for (Throwable each = unreadable; each != null; each = each.getCause()) {
      if (each instanceof MarkedYamlEngineException yaml && yaml.getProblemMark().isPresent()) {
        var mark = yaml.getProblemMark().get();
        return ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1) + ": is no YAML";
      }
      if (each instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : mapping.getPath()) {
          if (step.getFieldName() == null) path.append('[').append(step.getIndex()).append(']');
          else path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
        }
        return ": " + path + " is not of the kind that belongs there";
      }
      if (each instanceof JsonProcessingException json && json.getLocation() != null) {
        var at = json.getLocation();
        if (at.getLineNr() > 0)
          return ":" + at.getLineNr() + ":" + at.getColumnNr() + ": is no JSON";
      }
    }
    return ": is no kubeconfig";
  }

  /// The current context; "" for none.
  String current() {
    for (Config config : all.values()) {
      String current = Optional.ofNullable(config.getCurrentContext()).orElse("");
      if (!current.isEmpty()) return current;
    }
    return "";
  }

  Named<Context> context(String name) throws WrongException {
    return find(
            name, "context", Config::getContexts, NamedContext::getName, NamedContext::getContext)
        .orElseThrow(() -> unknown("context", name, Config::getContexts, NamedContext::getName));
  }

  Named<Cluster> cluster(String name) throws WrongException {
    return find(
            name, "cluster", Config::getClusters, NamedCluster::getName, NamedCluster::getCluster)
        .orElseThrow(() -> unknown("cluster", name, Config::getClusters, NamedCluster::getName));
  }

  Named<AuthInfo> user(String name) throws WrongException {
    return find(name, "user", Config::getUsers, NamedAuthInfo::getName, NamedAuthInfo::getUser)
        .orElseThrow(() -> unknown("user", name, Config::getUsers, NamedAuthInfo::getName));
  }

  private <E, T> Optional<Named<T>> find(
      String name,
      String what,
      Function<Config, @Nullable List<E>> list,
      Function<E, @Nullable String> nameOf,
      Function<E, @Nullable T> valueOf)
      throws WrongException {
    for (Map.Entry<Path, Config> each : all.entrySet()) {
      List<T> found = new ArrayList<>();
      for (E entry : Optional.ofNullable(list.apply(each.getValue())).orElse(List.of())) {
        if (entry == null || !name.equals(nameOf.apply(entry))) continue;
        T value = valueOf.apply(entry);
        if (value == null) {
          throw new WrongException(each.getKey() + ": " + what + " " + name + " says nothing");
        }
        found.add(value);
      }
      if (found.size() > 1) {
        throw new WrongException(each.getKey() + ": " + what + " " + name + " stands there twice");
      }
      if (!found.isEmpty()) return Optional.of(new Named<>(name, found.getFirst(), each.getKey()));
    }
    return Optional.empty();
  }

  private <E> WrongException unknown(
      String what,
      String name,
      Function<Config, @Nullable List<E>> list,
      Function<E, @Nullable String> nameOf) {
    List<String> names = new ArrayList<>();
    for (Config config : all.values()) {
      for (E entry : Optional.ofNullable(list.apply(config)).orElse(List.of())) {
        if (entry != null) names.add(String.valueOf(nameOf.apply(entry)));
      }
    }
    String more = names.size() > NAMES_SHOWN_MAX ? ", ..." : "";
    List<String> shown = names.subList(0, Math.min(names.size(), NAMES_SHOWN_MAX));
    String expected = names.isEmpty() ? "there is none" : String.join(", ", shown) + more;
    return new WrongException(files() + ": no " + what + " " + name + " (" + expected + ")");
  }

  /// For messages.
  String files() {
    return String.join(":", all.keySet().stream().map(Path::toString).toList());
  }
}
