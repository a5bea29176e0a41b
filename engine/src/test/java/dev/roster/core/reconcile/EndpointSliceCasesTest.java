package dev.roster.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.PortRef;
import dev.roster.core.objects.ServiceView;
import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The cases of EndpointSlices about the fields of one slice and the small rules; packing has
/// [SlicePackingCases], mirroring [MirrorCases].
class EndpointSliceCasesTest {
  /// Run, and must fail.
  private static final Map<String, String> EXPECTED_FAILURES =
      Map.of(
          "eps-topology-002", "hints by the topology annotation need the CPUs of zones",
          "eps-topology-004", "hints by the topology annotation need the CPUs of zones",
          "eps-traffic-002", "hints by the topology annotation need the CPUs of zones",
          "eps-traffic-005", "the gate is always on, as in current releases");

  /// Not about planners.
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "eps-e2e-001", "the API",
          "eps-e2e-003", "ControllersTest.aServiceHasSlicesUntilItIsDeleted",
          "eps-e2e-005", "the API",
          "eps-e2e-006", "ControllersTest.endpointsAreMirroredAndFollowed");

  private static final Map<String, Consumer<Cases.Case>> CHECKS = new HashMap<>();

  static {
    CHECKS.put("1pod", EndpointSliceCasesTest::onePod);
    CHECKS.put("controller", EndpointSliceCasesTest::controller);
    CHECKS.put("endpoint", EndpointSliceCasesTest::endpoint);
    CHECKS.put("families", EndpointSliceCasesTest::families);
    CHECKS.put("finalize", SlicePackingCases::finish);
    CHECKS.put("findport", EndpointSliceCasesTest::findPort);
    CHECKS.put("headless", SlicePackingCases::headless);
    CHECKS.put("hints", EndpointSliceCasesTest::hints);
    CHECKS.put("hostname", EndpointSliceCasesTest::hostname);
    CHECKS.put("include", EndpointSliceCasesTest::include);
    CHECKS.put("labels", EndpointSliceCasesTest::labels);
    CHECKS.put("max", SlicePackingCases::max);
    CHECKS.put("mirror", MirrorCases::mirror);
    CHECKS.put("missing-node", SlicePackingCases::missingNode);
    CHECKS.put("new", EndpointSliceCasesTest::newSlice);
    CHECKS.put("pack", SlicePackingCases::pack);
    CHECKS.put("placeholder", SlicePackingCases::placeholder);
    CHECKS.put("placeholder-eq", SlicePackingCases::placeholderEquality);
    CHECKS.put("podchange", EndpointSliceCasesTest::podChange);
    CHECKS.put("podservices", EndpointSliceCasesTest::podServices);
    CHECKS.put("ports", EndpointSliceCasesTest::ports);
    CHECKS.put("publish", SlicePackingCases::publish);
    CHECKS.put("reconcile", EndpointSliceCasesTest::onePod);
    CHECKS.put("svcupdates", EndpointSliceCasesTest::serviceUpdates);
    CHECKS.put("topology", HintCases::topology);
    CHECKS.put("traffic", HintCases::traffic);
  }

  @TestFactory
  Stream<DynamicTest> cases() {
    return Cases.tests(
        Cases.load("endpointslice.json"),
        each -> {
          String kind = each.id().replaceFirst("^eps-", "").replaceFirst("-[0-9]+$", "");
          CHECKS.getOrDefault(kind, EndpointSliceCasesTest::unknown).accept(each);
        },
        EXPECTED_FAILURES,
        ELSEWHERE);
  }

  private static void unknown(Cases.Case each) {
    throw new IllegalStateException("no check for " + each.id());
  }

  private static void onePod(Cases.Case each) {
    SliceWorld world = new SliceWorld();
    world.service(each.input().obj("service"));
    world.nodes.clear();
    for (Tree.Obj node : TreeLists.objects(each.input().list("nodes"))) {
      String zone = node.texts("labels").getOrDefault(SliceMembers.ZONE, "");
      world.nodes.add(SliceWorld.node(node.text("name"), zone));
    }
    for (Tree.Obj given : TreeLists.objects(each.input().list("pods"))) {
      Tree.Obj pod = SliceWorld.pod(given.text("name"), "1.2.3.4", given.flag("ready"));
      pod = SliceWorld.withIps(pod, TreeLists.texts(given.list("podIPs")));
      world.pods.add(pod.with("spec", Cases.merged(pod.obj("spec"), given.obj("spec"))));
    }
    SlicePlan plan = world.reconcile();
    assertThat(plan.creates()).hasSize((int) each.expect().number(-1, "create"));
    List<Tree.Obj> wanted = TreeLists.objects(each.expect().list("slices"));
    assertThat(plan.creates()).hasSameSizeAs(wanted);
    for (int i = 0; i < wanted.size(); i++) sameSlice(plan.creates().get(i), wanted.get(i));
  }

  private static void sameSlice(Tree.Obj slice, Tree.Obj wanted) {
    assertThat(Slices.family(slice)).isEqualTo(wanted.text("addressType"));
    assertThat(ObjectMeta.of(slice).labels()).isEqualTo(wanted.texts("labels"));
    assertThat(slice.text("metadata", "generateName")).isEqualTo("foo-");
    List<Tree.Obj> endpoints = TreeLists.objects(wanted.list("endpoints"));
    assertThat(Slices.endpoints(slice)).hasSameSizeAs(endpoints);
    for (int i = 0; i < endpoints.size(); i++) {
      assertCovers(Slices.endpoints(slice).get(i), endpoints.get(i));
    }
    if (wanted.get("annotations").isPresent()) {
      assertThat(ObjectMeta.of(slice).annotations())
          .containsEntry(Slices.TRIGGER_TIME, SliceWorld.CHANGED.toString());
    }
    if (wanted.get("ports").isPresent()) {
      assertThat(slice.list("ports")).isEqualTo(wanted.list("ports"));
    }
  }

  /// Every member that is expected is there; null means that it isn't.
  private static void assertCovers(Tree.Obj found, Tree.Obj expected) {
    expected
        .members()
        .forEach((name, value) -> {
          switch (value) {
            case Tree.Null _ -> assertThat(found.get(name)).as(name).isEmpty();
            case Tree.Obj obj -> assertCovers(found.obj(name), obj);
            case Tree.Arr _, Tree.Text _, Tree.Num _, Tree.Bool _ ->
                assertThat(found.get(name)).as(name).contains(value);
          }
        });
  }

  private static void controller(Cases.Case each) {
    SliceWorld world = new SliceWorld();
    world.pods.add(SliceWorld.pod("pod1", "1.2.3.5", true));
    switch (each.id()) {
      case "eps-controller-001", "eps-controller-002" -> {
        world.reconcile();
        world.service(each.input().obj("service"));
        assertThat(world.reconcile().isEmpty()).isTrue();
      }
      case "eps-controller-004" -> {
        Tree.Obj own = TreeLists.objects(each.input().list("slices")).getFirst();
        Tree.Obj slice =
            Cases.json("{'metadata': {'namespace': 'test', 'name': 'mine'}}")
                .with(List.of("metadata", "labels"), own.obj("labels"));
        world.slices.add(slice);
        world.reconcile();
        assertThat(world.slices).hasSize(2).contains(slice);
      }
      case "eps-controller-005" -> {
        Tree.Obj stranger =
            Cases.json(
                """
                {'metadata': {'namespace': 'test', 'name': 'mine', 'labels': {
                  'kubernetes.io/service-name': 'foo',
                  'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io'}},
                 'addressType': 'IPv4', 'endpoints': [], 'ports': []}
                """);
        world.slices.add(stranger);
        SlicePlan plan = world.reconcile();
        assertThat(plan.deletes()).containsExactly(stranger);
        assertThat(plan.creates()).hasSize(1);
      }
      case "eps-controller-007" -> {
        world.pods.set(0, SliceWorld.pod("pod1", each.input().text("pod", "podIP"), true));
        world.reconcile();
        assertThat(world.endpoints().getFirst().list("addresses"))
            .isEqualTo(each.expect().list("addresses"));
      }
      case "eps-controller-009" -> {
        world.reconcile();
        assertThat(world.endpoints().getFirst().flag("conditions", "ready")).isTrue();
      }
      case "eps-controller-010" -> {
        Tree.Obj elsewhere =
            world.pods.getFirst().with(List.of("metadata", "namespace"), Tree.Text.of("other"));
        world.pods.set(0, elsewhere);
        world.reconcile();
        assertThat(world.endpoints()).isEmpty();
      }
      case "eps-controller-012" -> TriggerTimeCases.check();
      default -> throw new AssertionError("no check for " + each.id());
    }
  }

  private static void endpoint(Cases.Case each) {
    SliceWorld world = new SliceWorld();
    Tree.Obj given = each.input().obj("pod");
    Tree.Obj pod = SliceWorld.pod("pod" + given.number(0, "n"), "1.2.3.5", given.flag("ready"));
    if (given.get("podIPs").isPresent()) {
      pod = SliceWorld.withIps(pod, TreeLists.texts(given.list("podIPs")));
    }
    if (given.flag("deletionTimestamp")) pod = SliceWorld.terminating(pod);
    world.pods.add(pod);
    world.nodes.clear();
    world.nodes.add(SliceWorld.node("node-1", each.input().text("nodeZone")));
    world.service(each.input().obj("service"));
    world.reconcile();
    assertThat(world.endpoints()).hasSize(1);
    assertCovers(world.endpoints().getFirst(), each.expect());
  }

  private static void families(Cases.Case each) {
    SliceWorld world = new SliceWorld();
    world.service(each.input().obj("service"));
    assertThat(EndpointSlicePlanner.families(new ServiceView(world.service)))
        .containsExactlyInAnyOrderElementsOf(
            TreeLists.texts(each.expect().list("addressTypes(set)")));
  }

  private static void findPort(Cases.Case each) {
    Tree.Obj spec =
        Tree.Obj.EMPTY
            .with("containers", Tree.Arr.of(each.input().list("containers")))
            .with("initContainers", Tree.Arr.of(each.input().list("initContainers")));
    PodView pod = new PodView(Tree.Obj.EMPTY.with("spec", spec));
    PortRef target = PortRef.of(each.input().get("targetPort").orElseThrow());
    Optional<Integer> port = SliceMembers.targetPort(pod, target, each.input().text("protocol"));
    if (each.expect().flag("error")) {
      assertThat(port).isEmpty();
    } else {
      assertThat(port).contains((int) each.expect().number(-1, "port"));
    }
  }

  private static void hints(Cases.Case each) {
    assertThat(SliceHints.isTopologyAware(each.input().texts("annotations")))
        .isEqualTo(each.expect().flag("enabled"));
  }

  private static void hostname(Cases.Case each) {
    Tree.Obj given = each.input().obj("pod");
    Tree.Obj pod = Cases.json("{}").with("metadata", given).with("spec", given);
    Tree.Obj service = Cases.json("{}").with("metadata", each.input().obj("service"));
    assertThat(SliceMembers.hasHostname(new ServiceView(service), new PodView(pod)))
        .isEqualTo(each.expect().flag("endpointHostnameSet"));
  }

  private static void include(Cases.Case each) {
    Tree.Obj given = each.input().obj("pod");
    List<String> ips = TreeLists.texts(given.list("podIPs"));
    Tree.Obj pod =
        SliceWorld.withIps(SliceWorld.pod(1, true), ips.isEmpty() ? one(given.text("podIP")) : ips);
    pod = pod.with(List.of("status", "phase"), Tree.Text.of(given.text("phase")));
    if (given.flag("deletionTimestamp")) pod = SliceWorld.terminating(pod);
    assertThat(SliceMembers.mayBeEndpoint(new PodView(pod)))
        .isEqualTo(each.expect().flag("included"));
  }

  private static List<String> one(String text) {
    return text.isEmpty() ? List.of() : List.of(text);
  }

  private static void labels(Cases.Case each) {
    SliceWorld world = new SliceWorld();
    world.service(each.input().obj("service"));
    ServiceView service = new ServiceView(world.service);
    assertThat(SlicePacker.labels(service)).isEqualTo(each.expect().texts("labels"));
    assertThat(SlicePacker.labelsDiffer(each.input().texts("sliceLabels"), service))
        .isEqualTo(each.expect().flag("needsUpdate"));
  }

  private static void newSlice(Cases.Case each) {
    SliceWorld world = new SliceWorld();
    world.service(each.input().obj("service"));
    SlicePlan plan =
        EndpointSlicePlanner.plan(
            world.service, List.of(), List.of(), List.of(), world.options, Optional.empty());
    assertThat(plan.creates()).hasSize(1);
    Tree.Obj slice = plan.creates().getFirst();
    ObjectMeta meta = ObjectMeta.of(slice);
    assertThat(meta.labels()).isEqualTo(each.expect().texts("labels"));
    assertThat(meta.annotations()).isEmpty();
    assertThat(meta.namespace()).isEqualTo(each.expect().text("namespace"));
    assertThat(slice.text("metadata", "generateName"))
        .isEqualTo(each.expect().text("generateName"));
    assertCovers(
        TreeLists.objects(slice.list("metadata", "ownerReferences")).getFirst(),
        TreeLists.objects(each.expect().list("ownerReferences")).getFirst());
    assertThat(Slices.endpoints(slice)).isEmpty();
  }

  private static void podChange(Cases.Case each) {
    Tree.Obj pod = SliceWorld.withIps(SliceWorld.pod(1, true), List.of("1.1.1.1", "2000::1"));
    Tree.Obj other =
        switch (each.input().text("podUpdate")) {
          case "no changes" -> pod;
          case "primary IPv4 modified" -> SliceWorld.withIps(pod, List.of("1.1.1.2", "2000::1"));
          case "primary IPv6 added" -> SliceWorld.withIps(pod, List.of("2000::1"));
          case "primary IPv6 modified" -> SliceWorld.withIps(pod, List.of("2000::2", "1.1.1.1"));
          case "secondary IP added" ->
              SliceWorld.withIps(pod, List.of("1.1.1.1", "2000::1", "1.1.1.3"));
          case "secondary IP removed" -> SliceWorld.withIps(pod, List.of("1.1.1.1"));
          case "readiness changed" -> SliceWorld.ready(pod, false);
          case "deletionTimestamp set" -> SliceWorld.terminating(pod);
          case "label added" ->
              pod.with(List.of("metadata", "labels", "new"), Tree.Text.of("label"));
          case "label removed" -> pod.with(List.of("metadata", "labels"), Tree.Obj.EMPTY);
          default -> throw new AssertionError(each.input().text("podUpdate"));
        };
    assertThat(PodChanges.endpointChanged(pod, other)).isEqualTo(each.expect().flag("podChanged"));
    assertThat(PodChanges.labelsChanged(pod, other)).isEqualTo(each.expect().flag("labelsChanged"));
  }

  private static void podServices(Cases.Case each) {
    List<Tree.Obj> services = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      services.add(
          Cases.json(
              """
              {'metadata': {'namespace': 'test', 'name': 'service-%1$d'},
               'spec': {'selector': {'app': 'test-%1$d'}}}
              """
                  .formatted(i)));
    }
    Tree.Obj pod =
        SliceWorld.pod(1, true).with(List.of("metadata", "labels"), each.input().obj("podLabels"));
    List<String> wanted =
        TreeLists.texts(each.expect().list("services")).stream()
            .map(name -> name.replace("test/", ""))
            .toList();
    assertThat(PodChanges.services(pod, services)).containsExactlyElementsOf(wanted);
  }

  private static void serviceUpdates(Cases.Case each) {
    var before = Set.copyOf(TreeLists.texts(each.input().list("servicesOfOldPod")));
    var after = Set.copyOf(TreeLists.texts(each.input().list("servicesOfNewPod")));
    assertThat(PodChanges.toSync(false, before, after))
        .containsExactlyElementsOf(
            TreeLists.texts(each.expect().list("syncWhenOnlyLabelsChanged")));
    assertThat(PodChanges.toSync(true, before, after))
        .containsExactlyElementsOf(TreeLists.texts(each.expect().list("syncWhenPodChanged")));
  }

  private static void ports(Cases.Case each) {
    SliceWorld world = new SliceWorld();
    world.service =
        world.service.with(
            List.of("spec", "ports"), Tree.Arr.of(each.input().list("servicePorts")));
    Tree.Obj pod = SliceWorld.pod(1, true);
    world.pods.add(pod.with("spec", Cases.merged(pod.obj("spec"), each.input().obj("pod"))));
    world.reconcile();
    List<Tree.Obj> ports = TreeLists.objects(world.slices.getFirst().list("ports"));
    List<Tree.Obj> wanted = TreeLists.objects(each.expect().list("ports"));
    assertThat(ports).hasSameSizeAs(wanted);
    for (int i = 0; i < wanted.size(); i++) assertCovers(ports.get(i), wanted.get(i));
  }
}
