package dev.roster.node;

import static org.awaitility.Awaitility.await;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.Tree;
import dev.roster.engine.control.EventRecorder;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.MalformedTextException;
import dev.roster.engine.store.DeleteOptions;
import dev.roster.engine.store.MemoryStore;
import dev.roster.engine.store.Outcome;
import dev.roster.engine.store.StoredObject;
import dev.roster.engine.store.Verbs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/// A node over a store, and a person before it. No controllers.
final class NodeWorld implements AutoCloseable {
  /// How long anything may take; only a bound, on a machine under load.
  static final Duration BOUND = Duration.ofSeconds(60);

  final Path data;
  final Verbs verbs;
  final List<String> events = new CopyOnWriteArrayList<>();
  private Optional<Node> node = Optional.empty();

  NodeWorld(Path data) {
    this.data = data;
    verbs = new Verbs(new MemoryStore(), InstantSource.system(), new Random(1));
    create(
        "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"default\"}}");
  }

  static NodeConfig config(Path data, NodeConfig.Isolation isolation) {
    NodeConfig usual = NodeConfig.of(data, InstantSource.system(), System::nanoTime);
    NodeConfig.Backoff quick =
        new NodeConfig.Backoff(
            Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofMinutes(10));
    return new NodeConfig(
        usual.name(),
        data,
        usual.javaHome(),
        data.resolve("addresses"),
        usual.zone(),
        isolation,
        quick,
        usual.clock(),
        usual.nanoTime());
  }

  NodeWorld start() throws IOException, InterruptedException {
    return start(config(data, NodeConfig.Isolation.AUTO), CatalogPosition.NONE, ImageResolver.NONE);
  }

  NodeWorld start(NodeConfig config, CatalogPosition catalog, ImageResolver images)
      throws IOException, InterruptedException {
    EventRecorder recorder =
        (about, note) ->
            events.add(
                about.text("metadata", "name") + " " + note.reason() + ": " + note.message());
    node = Optional.of(Node.start(config, verbs, recorder, catalog, images));
    return this;
  }

  Node node() {
    return node.orElseThrow();
  }

  // --- objects

  static Tree.Obj read(String json) {
    try {
      return (Tree.Obj) JsonReader.read(json, "test");
    } catch (MalformedTextException e) {
      throw new IllegalArgumentException(e);
    }
  }

  void create(String json) {
    Outcome outcome = verbs.create(read(json));
    if (!(outcome instanceof Outcome.Created)) throw new AssertionError(outcome.toString());
  }

  /// A pod in `default`; the rest of its spec as JSON members, starting with a comma.
  void pod(String name, String spec) {
    create(
        """
        {"apiVersion": "v1", "kind": "Pod",
         "metadata": {"name": "%s", "namespace": "default", "labels": {"app": "x"}},
         "spec": {"terminationGracePeriodSeconds": 20, %s}}
        """
            .formatted(name, spec));
  }

  /// A pod of one container `c` that runs a shell script.
  void shell(String name, String script, String more) {
    pod(
        name,
        """
        "containers": [{"name": "c", "command": ["sh", "-c", %s] %s}]
        """
            .formatted(text(script), more));
  }

  static String text(String value) {
    return dev.roster.engine.objects.JsonWriter.write(Tree.Text.of(value));
  }

  static ObjectKey key(String pod) {
    return ObjectKey.local(Kind.POD, "default", pod);
  }

  Optional<PodView> find(String pod) {
    return verbs.store().get(key(pod)).map(StoredObject::tree).map(PodView::new);
  }

  void delete(String pod) {
    verbs.delete(key(pod), DeleteOptions.DEFAULT);
  }

  // --- waiting

  PodView ready(String pod) {
    return until(pod, PodView::isReady);
  }

  PodView phase(String pod, String phase) {
    return until(pod, view -> view.phase().equals(phase));
  }

  PodView until(String pod, java.util.function.Predicate<PodView> condition) {
    try {
      await()
          .atMost(BOUND)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> find(pod).filter(condition).isPresent());
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      throw new AssertionError(
          pod + ": " + find(pod).map(p -> p.tree().obj("status")) + "\n" + events + "\n" + log(pod),
          e);
    }
    return find(pod).filter(condition).orElseGet(() -> until(pod, condition));
  }

  void gone(String pod) {
    await().atMost(BOUND).pollInterval(Duration.ofMillis(5)).until(() -> find(pod).isEmpty());
  }

  void event(String part) {
    try {
      await()
          .atMost(BOUND)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> events.stream().anyMatch(each -> each.contains(part)));
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      throw new AssertionError("no event with " + part + " in " + events, e);
    }
  }

  /// The log of container `c`, once it holds a text.
  String logWith(String pod, String part) {
    try {
      await().atMost(BOUND).pollInterval(Duration.ofMillis(5)).until(() -> log(pod).contains(part));
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      throw new AssertionError("no " + part + " in log: " + log(pod) + "\n" + events, e);
    }
    return log(pod);
  }

  String log(String pod) {
    Optional<Path> file = node().logFile("default", pod, "c", false);
    try {
      return file.isEmpty() ? "" : Files.readString(file.get());
    } catch (IOException e) {
      return "";
    }
  }

  static Tree.Obj container(PodView pod) {
    List<Tree> all = pod.tree().list("status", "containerStatuses");
    return all.isEmpty() ? Tree.Obj.EMPTY : (Tree.Obj) all.getFirst();
  }

  @Override
  public void close() {
    node.ifPresent(Node::close);
  }
}
