package dev.roster.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import dev.roster.engine.store.DeleteOptions;
import dev.roster.engine.store.Outcome;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What users do, and what the controllers make of it, one step at a time.
class ControlTest {
  private final Cluster cluster = new Cluster(1);

  @AfterEach
  void noBugs() {
    assertThat(cluster.controllers.bugs()).isZero();
  }

  @Test
  void aClusterHasItsNamespacesAndItsNode() {
    assertThat(cluster.names(Kind.NAMESPACE))
        .containsExactly("default", "kube-node-lease", "kube-public", "kube-system");
    assertThat(cluster.names(Kind.NODE)).containsExactly("roster");
  }

  @Test
  void threePodsStartInOrderAndAreNamed() {
    cluster.create(Manifests.service("web"));
    cluster.create(Manifests.set("web", 3, "OrderedReady"));
    cluster.settle();
    assertThat(cluster.names(Kind.POD)).containsExactly("web-0");
    assertThat(cluster.ready("web")).isEmpty();
    cluster.run("web-0", true);
    cluster.settle();
    assertThat(cluster.names(Kind.POD)).containsExactly("web-0", "web-1");
    assertThat(cluster.ready("web")).containsExactly("web-0");
    cluster.converge();
    assertThat(cluster.ready("web")).containsExactly("web-0", "web-1", "web-2");
    assertThat(cluster.names(Kind.PERSISTENT_VOLUME_CLAIM))
        .containsExactly("data-web-0", "data-web-1", "data-web-2");
    Tree.Obj status = cluster.there(Kind.STATEFUL_SET, "web").obj("status");
    assertThat(status.number(0, "readyReplicas")).isEqualTo(3);
    assertThat(status.text("currentRevision")).isEqualTo(status.text("updateRevision"));
    Tree.Obj slice = cluster.list(Kind.ENDPOINT_SLICE).getFirst();
    assertThat(TreeLists.objects(slice.list("endpoints")))
        .extracting(e -> e.text("hostname"))
        .containsExactly("web-0", "web-1", "web-2");
  }

  @Test
  void upToFiveAndDownToTwo() {
    cluster.create(Manifests.service("web"));
    cluster.create(Manifests.set("web", 3, "OrderedReady"));
    cluster.converge();
    scale("web", 5);
    cluster.converge();
    assertThat(cluster.ready("web")).hasSize(5);
    scale("web", 2);
    cluster.settle();
    // One at a time, the highest first; gone from the slice before the kubelet has ended it.
    assertThat(terminating()).containsExactly("web-4");
    assertThat(cluster.ready("web")).containsExactly("web-0", "web-1", "web-2", "web-3");
    cluster.kubelet();
    cluster.settle();
    assertThat(terminating()).containsExactly("web-3");
    cluster.converge();
    assertThat(cluster.names(Kind.POD)).containsExactly("web-0", "web-1");
    assertThat(cluster.names(Kind.PERSISTENT_VOLUME_CLAIM)).hasSize(5);
  }

  @Test
  void aChangedTemplateWaitsForADeletion() {
    cluster.create(Manifests.set("web", 2, "OrderedReady"));
    cluster.converge();
    Tree.Obj two = Manifests.json("{'name': 'c', 'image': 'two'}");
    Tree.Obj template =
        cluster
            .there(Kind.STATEFUL_SET, "web")
            .obj("spec", "template")
            .with(List.of("spec", "containers"), Tree.Arr.of(List.of(two)));
    cluster.spec(Kind.STATEFUL_SET, "web", "template", template);
    cluster.converge();
    assertThat(images()).containsExactly("one", "one");
    assertThat(cluster.list(Kind.EVENT)).anyMatch(e -> e.text("reason").equals("TemplateChanged"));
    cluster.delete(Kind.POD, "web-0");
    cluster.converge();
    assertThat(images()).containsExactly("two", "one");
    assertThat(cluster.names(Kind.CONTROLLER_REVISION)).hasSize(2);
  }

  @Test
  void rollingUpdatesReplacePodsFromTheTop() {
    Cluster rolling = new Cluster(1, true);
    rolling.create(Manifests.set("web", 3, "OrderedReady"));
    rolling.converge();
    Tree.Obj template =
        Manifests.json(
            """
            {'metadata': {'labels': {'app': 'web'}},
             'spec': {'containers': [{'name': 'c', 'image': 'two'}]}}
            """);
    rolling.spec(Kind.STATEFUL_SET, "web", "template", template);
    rolling.settle();
    assertThat(rolling.there(Kind.POD, "web-2").text("metadata", "deletionTimestamp")).isNotEmpty();
    rolling.converge();
    assertThat(rolling.list(Kind.POD))
        .allMatch(p ->
            TreeLists.objects(p.list("spec", "containers")).getFirst().text("image").equals("two"));
  }

  @Test
  void aDeletedServiceTakesItsSlicesAlong() {
    cluster.create(Manifests.service("web"));
    cluster.create(Manifests.pod("a", "web"));
    cluster.run("a", true);
    cluster.settle();
    assertThat(cluster.ready("web")).containsExactly("a");
    cluster.delete(Kind.SERVICE, "web");
    cluster.settle();
    assertThat(cluster.list(Kind.ENDPOINT_SLICE)).isEmpty();
    assertThat(cluster.get(Kind.POD, "a")).isPresent();
  }

  @Test
  void aDeletedSetTakesItsPodsAlongAndLeavesItsClaims() {
    cluster.create(Manifests.set("web", 2, "Parallel"));
    cluster.create(Manifests.set("kept", 1, "Parallel"));
    cluster.converge();
    cluster.delete(Kind.STATEFUL_SET, "web");
    cluster.converge();
    assertThat(cluster.names(Kind.POD)).containsExactly("kept-0");
    assertThat(cluster.names(Kind.PERSISTENT_VOLUME_CLAIM))
        .containsExactly("data-kept-0", "data-web-0", "data-web-1");
    assertThat(cluster.names(Kind.CONTROLLER_REVISION)).hasSize(1);
  }

  @Test
  void anOrphaningDeletionLeavesThePods() {
    cluster.create(finalized(Manifests.set("web", 2, "Parallel"), "orphan"));
    cluster.converge();
    cluster.delete(Kind.STATEFUL_SET, "web");
    cluster.converge();
    assertThat(cluster.get(Kind.STATEFUL_SET, "web")).isEmpty();
    assertThat(cluster.list(Kind.POD))
        .hasSize(2)
        .allMatch(pod -> ObjectMeta.of(pod).ownerReferences().isEmpty());
    String uid = ObjectMeta.of(cluster.there(Kind.POD, "web-0")).uid();
    cluster.create(Manifests.set("web", 2, "Parallel"));
    cluster.converge();
    assertThat(ObjectMeta.of(cluster.there(Kind.POD, "web-0")).uid()).isEqualTo(uid);
    assertThat(cluster.names(Kind.CONTROLLER_REVISION)).hasSize(1);
  }

  @Test
  void aForegroundDeletionWaitsForThePods() {
    cluster.create(finalized(Manifests.set("web", 2, "Parallel"), "foregroundDeletion"));
    cluster.converge();
    cluster.delete(Kind.STATEFUL_SET, "web");
    cluster.settle();
    assertThat(cluster.get(Kind.STATEFUL_SET, "web")).isPresent();
    assertThat(terminating()).containsExactly("web-0", "web-1");
    cluster.converge();
    assertThat(cluster.get(Kind.STATEFUL_SET, "web")).isEmpty();
    assertThat(cluster.list(Kind.POD)).isEmpty();
  }

  @Test
  void aDeletedNamespaceIsEmptiedPodsFirst() {
    cluster.create(Manifests.namespace("db"));
    Tree.Text db = Tree.Text.of("db");
    cluster.create(Manifests.service("web").with(List.of("metadata", "namespace"), db));
    cluster.create(Manifests.set("web", 1, "Parallel").with(List.of("metadata", "namespace"), db));
    cluster.settle();
    assertThat(cluster.list(Kind.POD)).hasSize(1);
    var key = dev.roster.core.objects.ObjectKey.local(Kind.NAMESPACE, "", "db");
    assertThat(cluster.verbs.delete(key, DeleteOptions.DEFAULT))
        .isNotInstanceOf(Outcome.Forbidden.class);
    cluster.converge();
    assertThat(cluster.list(Kind.POD)).isEmpty();
    assertThat(cluster.list(Kind.SERVICE)).isEmpty();
    assertThat(cluster.list(Kind.STATEFUL_SET)).isEmpty();
    assertThat(cluster.list(Kind.PERSISTENT_VOLUME_CLAIM)).isEmpty();
  }

  @Test
  void endpointsAreMirroredAndFollowed() {
    cluster.create(
        Manifests.json(
            """
            {'apiVersion': 'v1', 'kind': 'Service',
             'metadata': {'namespace': 'default', 'name': 'ext'}, 'spec': {'clusterIP': 'None'}}
            """));
    cluster.create(
        Manifests.json(
            """
            {'apiVersion': 'v1', 'kind': 'Endpoints',
             'metadata': {'namespace': 'default', 'name': 'ext'},
             'subsets': [{'addresses': [{'ip': '10.0.0.1'}], 'ports': [{'port': 80}]}]}
            """));
    cluster.settle();
    assertThat(cluster.list(Kind.ENDPOINT_SLICE)).hasSize(1);
    cluster.verbs.edit(
        Cluster.key(Kind.ENDPOINTS, "ext"),
        "",
        endpoints ->
            endpoints.with(
                "subsets",
                Manifests.json(
                        "{'s': [{'addresses': [{'ip': '10.0.0.2'}], 'ports': [{'port': 81}]}]}")
                    .at("s")
                    .orElseThrow()));
    cluster.settle();
    Tree.Obj slice = cluster.list(Kind.ENDPOINT_SLICE).getFirst();
    assertThat(TreeLists.objects(slice.list("ports")).getFirst().number(0, "port")).isEqualTo(81);
    cluster.delete(Kind.SERVICE, "ext");
    cluster.settle();
    assertThat(cluster.list(Kind.ENDPOINT_SLICE)).isEmpty();
    assertThat(cluster.list(Kind.ENDPOINTS)).isEmpty();
  }

  @Test
  void aSliceEditedByHandIsPutRight() {
    cluster.create(Manifests.service("web"));
    cluster.create(Manifests.pod("a", "web"));
    cluster.run("a", true);
    cluster.settle();
    Tree.Obj slice = cluster.list(Kind.ENDPOINT_SLICE).getFirst();
    cluster.verbs.update(slice.with("endpoints", Tree.Arr.EMPTY));
    cluster.settle();
    assertThat(cluster.ready("web")).containsExactly("a");
    assertThat(cluster.names(Kind.ENDPOINT_SLICE)).containsExactly(ObjectMeta.of(slice).name());
  }

  @Test
  void labelsAndSelectorsMovePodsBetweenServices() {
    cluster.create(Manifests.service("web"));
    cluster.create(Manifests.service("db"));
    cluster.create(Manifests.pod("a", "web"));
    cluster.run("a", true);
    cluster.settle();
    cluster.verbs.edit(
        Cluster.key(Kind.POD, "a"),
        "",
        pod -> pod.with(List.of("metadata", "labels", "app"), Tree.Text.of("db")));
    cluster.settle();
    assertThat(cluster.ready("web")).isEmpty();
    assertThat(cluster.ready("db")).containsExactly("a");
    cluster.spec(Kind.SERVICE, "web", "selector", Manifests.json("{'app': 'db'}"));
    cluster.settle();
    assertThat(cluster.ready("web")).containsExactly("a");
  }

  @Test
  void aPodOnAnUnknownNodeIsLeftOutUntilTheNodeComes() {
    cluster.create(Manifests.service("web"));
    cluster.create(
        Manifests.pod("a", "web").with(List.of("spec", "nodeName"), Tree.Text.of("other")));
    cluster.status("a", Manifests.running("127.1.9.9", true, "2026-01-01T00:00:00Z"));
    for (int i = 0; i < 100; i++) {
      if (!cluster.step()) break;
    }
    assertThat(cluster.ready("web")).isEmpty();
    cluster.step();
    assertThat(cluster.list(Kind.EVENT))
        .anyMatch(e -> e.text("reason").equals("FailedToUpdateEndpointSlices"));
    cluster.create(
        Manifests.json("{'apiVersion': 'v1', 'kind': 'Node', 'metadata': {'name': 'other'}}"));
    cluster.settle();
    assertThat(cluster.ready("web")).containsExactly("a");
  }

  @Test
  void aTakenNameIsTriedAgainUntilItIsFree() {
    cluster.create(Manifests.pod("web-0", "somebody"));
    cluster.create(Manifests.set("web", 1, "OrderedReady"));
    for (int i = 0; i < 200; i++) {
      if (!cluster.step()) cluster.advance(java.time.Duration.ofSeconds(70));
    }
    assertThat(cluster.list(Kind.EVENT))
        .anyMatch(e ->
            e.text("reason").equals("FailedCreate")
                && e.text("message").contains("pods \"web-0\" already exists")
                && e.number(0, "count") > 1);
    cluster.delete(Kind.POD, "web-0");
    cluster.converge();
    assertThat(ObjectMeta.of(cluster.there(Kind.POD, "web-0")).labels())
        .containsEntry("app", "web");
  }

  @Test
  void aPodWhoseNameIsNoHostnameIsRefusedAndToldOf() {
    String name = "a".repeat(62);
    cluster.create(Manifests.set(name, 1, "OrderedReady"));
    cluster.settle();
    assertThat(cluster.list(Kind.POD)).isEmpty();
    assertThat(cluster.list(Kind.EVENT))
        .anyMatch(e ->
            e.text("reason").equals("FailedCreate")
                && e.text("message").contains("spec.hostname: Invalid value"));
  }

  @Test
  void aPodHasTheDefaultsOfTheApi() {
    cluster.create(Manifests.set("web", 1, "OrderedReady"));
    cluster.settle();
    Tree.Obj spec = cluster.there(Kind.POD, "web-0").obj("spec");
    assertThat(spec.text("restartPolicy")).isEqualTo("Always");
    assertThat(spec.number(0, "terminationGracePeriodSeconds")).isEqualTo(30);
  }

  private void scale(String set, int replicas) {
    cluster.spec(Kind.STATEFUL_SET, set, "replicas", Tree.Num.of(replicas));
  }

  private List<String> terminating() {
    return cluster.list(Kind.POD).stream()
        .map(ObjectMeta::of)
        .filter(ObjectMeta::terminating)
        .map(ObjectMeta::name)
        .toList();
  }

  private List<String> images() {
    return cluster.list(Kind.POD).stream()
        .map(pod -> TreeLists.objects(pod.list("spec", "containers")).getFirst().text("image"))
        .toList();
  }

  private static Tree.Obj finalized(Tree.Obj object, String finalizer) {
    return object.with(
        List.of("metadata", "finalizers"), Tree.Arr.of(List.of(Tree.Text.of(finalizer))));
  }
}
