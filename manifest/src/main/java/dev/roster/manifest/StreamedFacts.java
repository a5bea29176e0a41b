package dev.roster.manifest;

import dev.roster.core.catalog.Fact;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Position;
import dev.roster.core.objects.Problem;
import dev.roster.engine.objects.FactReader.Reading;
import dev.roster.engine.objects.ListDecoder;
import dev.roster.engine.objects.MalformedTextException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Facts of JSON lists, read as a stream: as [FileFacts] makes them of trees, and without any.
///
/// It is a way for what is large and regular. Where something is not (YAML, a fault, a Service
/// whose slices have to be planned), it gives nothing and trees are read, which tell all there is
/// to say; what is too large for trees it refuses itself.
final class StreamedFacts {
  /// Bytes of one file that is read as a stream.
  static final long STREAM_BYTES_MAX = 4L << 30;

  private final FactLists facts = new FactLists();
  private final Map<ObjectKey, Position> seen = new HashMap<>();
  private final Set<String> namespaces = new TreeSet<>();
  private final Set<String> sliced = new HashSet<>();
  private final Set<String> endpoints = new HashSet<>();
  private final List<ServiceFact> services = new ArrayList<>();
  private boolean pods;

  private StreamedFacts() {}

  /// One input.
  private record Input(String name, long size, Opening opening) {
    interface Opening {
      InputStream open() throws IOException;
    }
  }

  /// The events of what paths name; empty where trees have to be read.
  static Optional<FileFacts.Result> of(List<Path> paths, byte[] stdin) {
    List<Input> inputs;
    boolean large = false;
    try {
      inputs = inputs(paths, stdin);
      if (inputs.isEmpty()) return Optional.empty();
      for (Input input : inputs) {
        boolean cut = input.name().equals("stdin") && input.size() > ManifestFiles.FILE_BYTES_MAX;
        if (cut || !isJson(input)) return Optional.empty();
        large |= input.size() > ManifestFiles.FILE_BYTES_MAX;
      }
    } catch (IOException unreadable) {
      return Optional.empty();
    }
    StreamedFacts streamed = new StreamedFacts();
    try {
      for (Input input : inputs) streamed.read(input);
      streamed.requireSlices();
      streamed.addNamespaces();
      return Optional.of(new FileFacts.Result.Events(streamed.facts.events()));
    } catch (MalformedTextException irregular) {
      if (!large) return Optional.empty();
      return Optional.of(new FileFacts.Result.Broken(List.of(irregular.problem())));
    } catch (IOException failed) {
      return Optional.empty();
    }
  }

  private static List<Input> inputs(List<Path> paths, byte[] stdin) throws IOException {
    List<Input> inputs = new ArrayList<>();
    for (Path path : paths) {
      if (path.toString().equals(ManifestFiles.STDIN)) {
        inputs.add(new Input("stdin", stdin.length, () -> new ByteArrayInputStream(stdin)));
        continue;
      }
      List<Path> files = Files.isDirectory(path) ? ManifestFiles.inFolder(path) : List.of(path);
      for (Path file : files) {
        inputs.add(new Input(file.toString(), Files.size(file), () -> Files.newInputStream(file)));
      }
    }
    return inputs;
  }

  /// By its name, or by its first character.
  private static boolean isJson(Input input) throws IOException {
    if (input.name().toLowerCase(Locale.ROOT).endsWith(".json")) return true;
    try (InputStream in = input.opening().open()) {
      int first = in.read();
      return first == '{';
    }
  }

  private void read(Input input) throws IOException {
    if (input.size() > STREAM_BYTES_MAX) {
      throw malformed(new Position(input.name(), 0, 0), "more than " + STREAM_BYTES_MAX + " bytes");
    }
    try (InputStream in = input.opening().open()) {
      ListDecoder.decode(in, input.name(), this::add);
    }
  }

  private static MalformedTextException malformed(Position at, String message) {
    return new MalformedTextException(new Problem(at, "", message));
  }

  private void add(ListDecoder.Item item) throws MalformedTextException {
    ObjectKey key = item.key();
    Position first = seen.putIfAbsent(key, item.position());
    if (first != null) {
      throw malformed(item.position(), "Duplicate value: " + key + " is already at " + first);
    }
    if (seen.size() > Documents.OBJECTS_MAX) {
      throw malformed(item.position(), "more than " + Documents.OBJECTS_MAX + " objects");
    }
    if (!key.namespace().isEmpty()) namespaces.add(key.namespace());
    if (key.kind().equals(Kind.POD)) pods = true;
    if (key.kind().equals(Kind.ENDPOINTS)) endpoints.add(name(key.namespace(), key.name()));
    switch (item.reading()) {
      case Reading.Read(Fact fact) -> {
        facts.add(fact);
        if (fact instanceof SliceFact slice) {
          if (!slice.service().isEmpty()) sliced.add(name(key.namespace(), slice.service()));
        } else if (fact instanceof ServiceFact service && key.kind().equals(Kind.SERVICE)) {
          services.add(service);
        }
      }
      case Reading.Nothing _, Reading.Ignored _, Reading.Broken _ -> {}
    }
  }

  private static String name(String namespace, String name) {
    return namespace + "/" + name;
  }

  /// What has to be planned from Pods, or mirrored from Endpoints, needs trees.
  private void requireSlices() throws MalformedTextException {
    if (!pods && endpoints.isEmpty()) return;
    for (ServiceFact service : services) {
      String name = name(service.key().namespace(), service.key().name());
      if (sliced.contains(name)) continue;
      if (service.selected() ? pods : endpoints.contains(name)) {
        throw malformed(
            seen.getOrDefault(service.key(), Position.NONE),
            "%s has no EndpointSlices: they are made of Pods and Endpoints only where no file has more than %d bytes"
                .formatted(service.key(), ManifestFiles.FILE_BYTES_MAX));
      }
    }
  }

  private void addNamespaces() {
    if (facts.has(Kind.NAMESPACE)) return;
    for (String name : namespaces) facts.addNamespace(name);
  }
}
