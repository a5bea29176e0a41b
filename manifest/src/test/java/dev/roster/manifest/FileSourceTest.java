package dev.roster.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.core.catalog.Fact;
import dev.roster.core.objects.Kind;
import dev.roster.engine.feed.ObjectEvent;
import dev.roster.engine.feed.ObjectSink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files become facts, and follow what happens to the files.
class FileSourceTest {
  @TempDir Path folder;

  private final List<List<ObjectEvent>> told = new CopyOnWriteArrayList<>();
  private final List<String> said = new CopyOnWriteArrayList<>();

  @Test
  void slicesAreReadPlannedAndMirrored() {
    List<Fact> slices =
        facts(
            """
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: v1, kind: Service, metadata: {name: own}, spec: {clusterIP: None, selector: {app: db}}}
            - apiVersion: discovery.k8s.io/v1
              kind: EndpointSlice
              metadata: {name: own-x, labels: {kubernetes.io/service-name: own}}
              addressType: IPv4
              endpoints: [{addresses: [127.0.0.1]}]
            - {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {clusterIP: None, selector: {app: db}, ports: [{name: pg, port: 5432}]}}
            - apiVersion: v1
              kind: Pod
              metadata: {name: db-0, labels: {app: db}}
              spec: {hostname: db-0, subdomain: db, containers: [{name: a, image: b}]}
              status:
                phase: Running
                podIP: 127.1.0.5
                podIPs: [{ip: 127.1.0.5}]
                conditions: [{type: Ready, status: "True"}]
            - {apiVersion: v1, kind: Service, metadata: {name: ext}, spec: {clusterIP: None, ports: [{port: 80}]}}
            - apiVersion: v1
              kind: Endpoints
              metadata: {name: ext}
              subsets: [{addresses: [{ip: 192.0.2.1}], ports: [{port: 80}]}]
            - {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db}, spec: {serviceName: db, replicas: 3}}
            - {apiVersion: multicluster.x-k8s.io/v1alpha1, kind: ServiceImport, metadata: {name: i}, spec: {type: Headless}}
            - {apiVersion: example.com/v1, kind: Whatever, metadata: {name: w}, spec: [1]}
            """,
            Kind.ENDPOINT_SLICE);
    List<String> seen = new ArrayList<>();
    for (Fact each : slices) {
      if (!(each instanceof Fact.SliceFact slice)) continue;
      for (Fact.EndpointFact endpoint : slice.endpoints()) {
        seen.add(slice.service() + " " + endpoint.addresses() + " " + endpoint.hostname());
      }
    }
    assertThat(seen)
        .containsExactlyInAnyOrder("own [127.0.0.1] ", "db [127.1.0.5] db-0", "ext [192.0.2.1] ");
  }

  @Test
  void namespacesAreThereWhereNoneIsGiven() {
    String service = "{apiVersion: v1, kind: Service, metadata: {name: a, namespace: prod}}\n";
    assertThat(facts(service, Kind.NAMESPACE)).map(f -> f.key().name()).containsExactly("prod");
    String given = "---\n{apiVersion: v1, kind: Namespace, metadata: {name: other}}\n";
    assertThat(facts(service + given, Kind.NAMESPACE))
        .map(f -> f.key().name())
        .containsExactly("other");
  }

  @Test
  void everyKindIsSaidEvenIfThereIsNone() {
    List<ObjectEvent> events = events("");
    for (Kind kind : FileFacts.KINDS) {
      assertThat(events).anyMatch(e -> e instanceof ObjectEvent.Replace r && r.kind().equals(kind));
      assertThat(events).anyMatch(e -> e instanceof ObjectEvent.Synced s && s.kind().equals(kind));
    }
  }

  @Test
  void whatAnAnswerNeedsIsChecked() throws IOException {
    Path file = write("a.yaml", service("a").replace("port: 80", "port: 80000"));
    assertThat(FileSource.open(List.of(file), said::add))
        .isInstanceOfSatisfying(
            FileSource.Opened.Broken.class,
            broken ->
                assertThat(broken.problems().getFirst().toString())
                    .startsWith(file + ":4:40: spec.ports[0].port: "));
    assertThat(FileSource.open(List.of(folder.resolve("no")), said::add))
        .isInstanceOfSatisfying(
            FileSource.Opened.Broken.class,
            broken ->
                assertThat(broken.problems().getFirst())
                    .hasToString(folder.resolve("no") + ": no such file or folder"));
  }

  @Test
  void aChangedFileIsReloadedAndABrokenOneIsNot() throws Exception {
    Path file = write("a.yaml", service("a"));
    following(
        file,
        () -> {
          assertServices("a");
          replace(file, service("a") + "---\n" + service("b"));
          assertServices("a", "b");
          replace(file, "a: [");
          await().until(() -> said.size() == 1);
          assertThat(said.getFirst())
              .isEqualTo(
                  "objects not reloaded, the last good state is kept: "
                      + file
                      + ":1:5: not YAML: while parsing a flow node, expected the node content, but"
                      + " found '<stream end>'");
          assertServices("a", "b");
          replace(file, service("c"));
          assertServices("c");
          assertThat(said).hasSize(2).last().isEqualTo("objects are good again, and reloaded");
          Files.delete(file);
          await().until(() -> said.size() == 3);
          assertThat(said.get(2)).endsWith(file + ": no such file or folder");
          assertServices("c");
        });
  }

  @Test
  void aFolderIsFollowedThroughNewGoneAndSwappedFiles() throws Exception {
    Path first = Files.createDirectory(folder.resolve("..1"));
    Path second = Files.createDirectory(folder.resolve("..2"));
    Files.writeString(first.resolve("m.yaml"), service("one"));
    Files.writeString(second.resolve("m.yaml"), service("two"));
    Path data = Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
    Files.createSymbolicLink(folder.resolve("m.yaml"), Path.of("..data/m.yaml"));
    write(".hidden.yaml", "a: [");
    write("roster.yaml", "images: {}");
    write("notes.txt", "a: [");
    following(
        folder,
        () -> {
          assertServices("one");
          Path next = Files.createSymbolicLink(folder.resolve("..tmp"), Path.of("..2"));
          Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
          assertServices("two");
          write(
              "z.json",
              "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"j\"}}");
          assertServices("two", "j");
          Files.delete(folder.resolve("z.json"));
          assertServices("two");
        });
    assertThat(said).isEmpty();
  }

  /// What a test does while its files are followed.
  @Test
  void whatTheHeapHasNoRoomForIsSaidAndWaitedFor() throws Exception {
    Path file = write("objects.yaml", service("one"));
    AtomicInteger full = new AtomicInteger();
    FileSource source = ready(FileSource.open(List.of(file), said::add));
    Thread thread =
        Thread.ofVirtual()
            .start(() ->
                follow(
                    source,
                    events -> {
                      if (full.getAndIncrement() == 1) throw new OutOfMemoryError("a test's");
                      told.add(events);
                    }));
    try {
      assertServices("one");
      replace(file, service("two"));
      await().until(() -> !said.isEmpty());
      assertThat(said.getFirst())
          .startsWith("objects not reloaded, the last good state is kept: ")
          .contains("more than the heap of ", "ROSTER_MEMORY");
      replace(file, service("three"));
      assertServices("three");
      assertThat(said.getLast()).isEqualTo("objects are good again, and reloaded");
    } finally {
      thread.interrupt();
      assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
    }
  }

  private interface Steps {
    void run() throws Exception;
  }

  private void following(Path path, Steps steps) throws Exception {
    FileSource source = ready(FileSource.open(List.of(path), said::add));
    Thread thread = Thread.ofVirtual().start(() -> follow(source));
    try {
      await().until(source::isSynced);
      steps.run();
    } finally {
      thread.interrupt();
      assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
    }
  }

  private void follow(FileSource source) {
    follow(source, told::add);
  }

  private static void follow(FileSource source, ObjectSink sink) {
    try {
      source.run(sink);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }

  private void assertServices(String... names) {
    await()
        .atMost(20, TimeUnit.SECONDS)
        .untilAsserted(() ->
            assertThat(facts(told.getLast(), Kind.SERVICE))
                .map(fact -> fact.key().name())
                .containsExactly(names));
  }

  private List<Fact> facts(String yaml, Kind kind) {
    return facts(events(yaml), kind);
  }

  private static List<Fact> facts(List<ObjectEvent> events, Kind kind) {
    for (ObjectEvent event : events) {
      if (event instanceof ObjectEvent.Replace replace && replace.kind().equals(kind)) {
        return replace.all();
      }
    }
    return List.of();
  }

  private List<ObjectEvent> events(String yaml) {
    InputStream in = new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8));
    Consumer<String> log = said::add;
    FileSource source = ready(FileSource.open(List.of(Path.of("-")), log, in));
    List<List<ObjectEvent>> all = new ArrayList<>();
    Thread.currentThread().interrupt(); // one round
    try {
      source.run(all::add);
    } catch (InterruptedException expected) {
      assertThat(all).hasSize(1);
    }
    return all.getFirst();
  }

  private static FileSource ready(FileSource.Opened opened) {
    return switch (opened) {
      case FileSource.Opened.Ready(FileSource source) -> source;
      case FileSource.Opened.Broken(var problems) -> throw new AssertionError(problems.toString());
    };
  }

  private static String service(String name) {
    return """
    apiVersion: v1
    kind: Service
    metadata: {name: %s}
    spec: {clusterIP: None, ports: [{port: 80}]}
    """
        .formatted(name);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  // As editors save: a new file takes the old one's name.
  private static void replace(Path file, String text) throws IOException {
    Path next = file.resolveSibling(".next");
    Files.writeString(next, text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
