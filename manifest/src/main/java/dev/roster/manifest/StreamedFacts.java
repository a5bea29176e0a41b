package dev.roster.manifest;

import dev.roster.core.catalog.Fact;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Position;
import dev.roster.core.objects.Problem;
import dev.roster.engine.feed.ObjectEvent;
import dev.roster.engine.feed.ObjectSink;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Facts of JSON lists, read as a stream and told in parts: as [FileFacts] makes them of trees, and
/// without any.
///
/// It is a way for what is large and regular. Where something is not (YAML, a fault, a Service
/// whose slices have to be planned), it tells nothing and trees are read, which say all there is to
/// say; what is too large for trees it refuses itself.
final class StreamedFacts {
  /// Bytes of one file that is read as a stream.
  static final long STREAM_BYTES_MAX = 4L << 30;

  /// Facts that are held before they are told.
  static final int PART_FACTS_MAX = 2_000;

  /// Parts that were read and wait for the catalog, at most.
  static final int PARTS_MAX = 2;

  private final List<Input> inputs;
  private final Consumer<List<ObjectEvent>> parts;
  private List<ObjectEvent> part = new ArrayList<>();
  private final Map<ObjectKey, Position> seen = new HashMap<>();
  private final Set<String> namespaces = new TreeSet<>();
  private final Set<String> sliced = new HashSet<>();
  private final Set<String> endpoints = new HashSet<>();
  private final Set<ObjectKey> selected = new HashSet<>();
  private final Set<ObjectKey> absent = new HashSet<>();
  private boolean pods;
  private boolean declared; // some namespace

  private StreamedFacts(List<Input> inputs, Consumer<List<ObjectEvent>> parts) {
    this.inputs = inputs;
    this.parts = parts;
  }

  /// What came of it.
  sealed interface Outcome {
    /// The sink was told.
    record Told() implements Outcome {}

    /// Trees have to be read; the sink was told nothing.
    record Trees() implements Outcome {}

    /// Nobody can read it; the sink was told nothing.
    record Refused(Problem problem) implements Outcome {}
  }

  /// One input.
  private record Input(String name, long size, Opening opening) {
    interface Opening {
      InputStream open() throws IOException;
    }
  }

  /// Tells a sink what paths name.
  static Outcome tell(List<Path> paths, byte[] stdin, ObjectSink sink) {
    List<Input> inputs;
    boolean large = false;
    try {
      inputs = inputs(paths, stdin);
      if (inputs.isEmpty()) return new Outcome.Trees();
      for (Input input : inputs) {
        boolean cut = input.name().equals("stdin") && input.size() > ManifestFiles.FILE_BYTES_MAX;
        if (cut || !isJson(input)) return new Outcome.Trees();
        large |= input.size() > ManifestFiles.FILE_BYTES_MAX;
      }
    } catch (IOException unreadable) {
      return new Outcome.Trees();
    }
    List<Problem> problems = new ArrayList<>(1);
    if (sink.acceptParts(each -> tellBeside(inputs, each, problems))) {
      return new Outcome.Told();
    }
    return large && !problems.isEmpty()
        ? new Outcome.Refused(problems.getFirst())
        : new Outcome.Trees();
  }

  /// Reads on another thread while the sink is at the parts that were read.
  private static boolean tellBeside(
      List<Input> inputs, Consumer<List<ObjectEvent>> sink, List<Problem> problems) {
    try (HandOver<List<ObjectEvent>> parts =
        HandOver.start(
            "objects", PARTS_MAX, each -> new StreamedFacts(inputs, each).tell(problems))) {
      return parts.forEach(sink);
    }
  }

  private boolean tell(List<Problem> problems) {
    try {
      for (Input input : inputs) read(input);
      requireSlices();
      if (!declared) for (String name : namespaces) put(FactLists.namespace(name));
      parts.accept(part);
      parts.accept(ends());
      return true;
    } catch (MalformedTextException irregular) {
      problems.add(irregular.problem());
      return false;
    } catch (IOException failed) {
      return false;
    }
  }

  /// What was not told is gone, and that is all.
  private List<ObjectEvent> ends() {
    absent.forEach(seen::remove);
    Set<ObjectKey> all = seen.keySet();
    List<ObjectEvent> ends = new ArrayList<>();
    for (Kind kind : FileFacts.KINDS) {
      ends.add(new ObjectEvent.Only(ObjectKey.LOCAL, kind, all));
      ends.add(new ObjectEvent.Synced(ObjectKey.LOCAL, kind));
    }
    return ends;
  }

  private void put(Fact fact) {
    part.add(new ObjectEvent.Put(fact, ""));
    seen.putIfAbsent(fact.key(), Position.NONE); // under its own key: cluster-wide, or added here
    if (part.size() < PART_FACTS_MAX) return;
    parts.accept(part);
    part = new ArrayList<>();
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
        if (fact instanceof SliceFact slice && !slice.service().isEmpty()) {
          sliced.add(name(key.namespace(), slice.service()));
        }
        if (fact instanceof ServiceFact service && service.selected()) selected.add(key);
        if (fact instanceof Fact.NamespaceFact) declared = true;
        put(fact);
      }
      case Reading.Nothing(ObjectKey gone) -> absent.add(gone);
      case Reading.Ignored _, Reading.Broken _ -> {}
    }
  }

  private static String name(String namespace, String name) {
    return namespace + "/" + name;
  }

  /// What has to be planned from Pods, or mirrored from Endpoints, needs trees.
  private void requireSlices() throws MalformedTextException {
    if (!pods && endpoints.isEmpty()) return;
    for (Map.Entry<ObjectKey, Position> each : seen.entrySet()) {
      ObjectKey service = each.getKey();
      String name = name(service.namespace(), service.name());
      if (!service.kind().equals(Kind.SERVICE) || sliced.contains(name)) continue;
      if (selected.contains(service) ? pods : endpoints.contains(name)) {
        throw malformed(
            each.getValue(),
            "%s has no EndpointSlices: they are made of Pods and Endpoints only where no file has more than %d bytes"
                .formatted(service, ManifestFiles.FILE_BYTES_MAX));
      }
    }
  }
}
