package dev.roster.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.PodView;
import dev.roster.core.objects.Tree;
import dev.roster.core.reconcile.ProbeMachine.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Pods led by hand through simulated time.
class PodMachineTest {
  private static final long SECOND = 1_000_000_000L;

  private long now;
  private PodView pod = new PodView(Tree.Obj.EMPTY);
  private PodMachine machine = machine(pod("Always"));
  private List<PodAction> did = List.of();

  private PodMachine machine(PodView pod) {
    this.pod = pod;
    return PodMachine.of(pod, RestartBackoff.Limits.KUBELET, moment());
  }

  private Moment moment() {
    return new Moment(now, Instant.EPOCH.plusNanos(now));
  }

  private List<PodAction> take(PodInput input) {
    PodMachine.Step step = machine.step(input, moment());
    machine = step.next();
    did = step.actions();
    return did;
  }

  private List<PodAction> tick() {
    return take(new PodInput.Tick(false));
  }

  private List<PodAction> after(long seconds) {
    now += seconds * SECOND;
    return tick();
  }

  private void start(String container, int instance) {
    take(new PodInput.Started(container, instance));
  }

  private List<PodAction> exit(String container, int instance, int code) {
    return take(new PodInput.Exited(container, instance, code, "", ""));
  }

  private void probed(ProbeKind kind, Outcome outcome) {
    take(new PodInput.Probed("a", 0, kind, outcome, "why"));
  }

  private Tree.Obj status() {
    return status(Tree.Obj.EMPTY);
  }

  private Tree.Obj status(Tree.Obj current) {
    var place = new PodStatus.Place("127.0.0.1", "127.1.0.1", Instant.EPOCH);
    return PodStatus.next(machine, pod, current, place, moment().wall());
  }

  private String condition(String type) {
    return new PodView(Tree.Obj.EMPTY.with("status", status()))
        .condition(type)
        .map(c -> c.text("status") + " " + c.text("reason"))
        .orElseThrow()
        .trim();
  }

  // --- small trees

  private static Tree.Obj container(String name, String... more) {
    Map<String, Tree> fields = new LinkedHashMap<>();
    fields.put("name", Tree.Text.of(name));
    for (String each : more) {
      if (each.equals("sidecar")) fields.put("restartPolicy", Tree.Text.of("Always"));
      else fields.put(each, Tree.Obj.of(Map.of("failureThreshold", Tree.Num.of(2))));
    }
    return Tree.Obj.of(fields);
  }

  private static PodView pod(String restartPolicy, Tree.Obj... containers) {
    return pod(restartPolicy, List.of(), List.of(containers));
  }

  private static PodView pod(String policy, List<Tree.Obj> inits, List<Tree.Obj> mains) {
    Tree.Obj spec =
        Tree.Obj.EMPTY
            .with("restartPolicy", Tree.Text.of(policy))
            .with("initContainers", Tree.Arr.of(inits))
            .with("containers", Tree.Arr.of(mains));
    Tree.Obj meta =
        Tree.Obj.of(
            Map.of(
                "name", Tree.Text.of("p"),
                "namespace", Tree.Text.of("n"),
                "uid", Tree.Text.of("u")));
    return new PodView(Tree.Obj.EMPTY.with("metadata", meta).with("spec", spec));
  }

  @Test
  void startsItsContainersAtOnceAndIsReadyWhenTheyRun() {
    machine = machine(pod("Always", container("a"), container("b")));
    assertThat(tick()).containsExactly(new PodAction.Start("a", 0), new PodAction.Start("b", 0));
    assertThat(machine.phase()).isEqualTo("Pending");
    start("a", 0);
    assertThat(machine.phase()).isEqualTo("Pending");
    start("b", 0);
    assertThat(machine.phase()).isEqualTo("Running");
    assertThat(condition("Ready")).isEqualTo("True");
    assertThat(machine.deadline()).isEmpty();
  }

  @Test
  void initContainersRunOneAfterTheOtherAndSidecarsStay() {
    machine =
        machine(
            pod(
                "Always",
                List.of(container("i"), container("s", "sidecar"), container("j")),
                List.of(container("a"))));
    assertThat(tick()).containsExactly(new PodAction.Start("i", 0));
    start("i", 0);
    assertThat(condition("Initialized")).isEqualTo("False ContainersNotInitialized");
    assertThat(exit("i", 0, 0)).containsExactly(new PodAction.Start("s", 0));
    start("s", 0);
    assertThat(did).contains(new PodAction.Start("j", 0));
    start("j", 0);
    assertThat(exit("j", 0, 0)).containsExactly(new PodAction.Start("a", 0));
    start("a", 0);
    assertThat(condition("Ready")).isEqualTo("True");
    // A sidecar that ends is started again and is missed by Ready meanwhile.
    assertThat(exit("s", 0, 1)).containsExactly(new PodAction.Start("s", 1));
    assertThat(condition("Ready")).isEqualTo("False ContainersNotReady");
    assertThat(condition("Initialized")).isEqualTo("True");
  }

  @Test
  void crashesBackOff() {
    machine = machine(pod("Always", container("a")));
    tick();
    List<Long> delays = new ArrayList<>();
    for (int crash = 0; crash < 8; crash++) {
      start("a", crash);
      exit("a", crash, 1);
      long wait = machine.deadline().isEmpty() ? 0 : machine.deadline().getAsLong() - now;
      delays.add(wait / SECOND);
      if (wait == 0) continue;
      assertThat(did).extracting(a -> a instanceof PodAction.Tell).containsExactly(true);
      String state = status().list("containerStatuses").toString();
      assertThat(state).contains("CrashLoopBackOff").contains("pod=p_n(u)");
      assertThat(machine.phase()).isEqualTo("Running");
      now += wait - 1;
      assertThat(tick()).isEmpty();
      now++;
      assertThat(tick()).containsExactly(new PodAction.Start("a", crash + 1));
    }
    assertThat(delays).containsExactly(0L, 10L, 20L, 40L, 80L, 160L, 300L, 300L);
    // After more than ten minutes of running it begins anew.
    start("a", 8);
    now += 601 * SECOND;
    assertThat(exit("a", 8, 1)).containsExactly(new PodAction.Start("a", 9));
    assertThat(machine.container("a").orElseThrow().restarts()).isEqualTo(9);
  }

  @Test
  void policiesDecideWhoRunsAgain() {
    for (String row :
        """
        Never     0 Succeeded
        Never     3 Failed
        OnFailure 0 Succeeded
        OnFailure 3 Running
        Always    0 Running
        """
            .lines()
            .toList()) {
      String[] cells = row.split("\\s+", -1);
      machine = machine(pod(cells[0], container("a")));
      tick();
      start("a", 0);
      exit("a", 0, Integer.parseInt(cells[1]));
      start("a", 1);
      assertThat(machine.phase()).as(row).isEqualTo(cells[2]);
    }
    machine = machine(pod("Never", List.of(container("i")), List.of(container("a"))));
    tick();
    start("i", 0);
    assertThat(exit("i", 0, 1)).isEmpty();
    assertThat(machine.phase()).isEqualTo("Failed");
    assertThat(condition("Ready")).isEqualTo("False PodFailed");
  }

  @Test
  void aFinishedPodIsNotReadyAndItsSidecarsAreStopped() {
    machine = machine(pod("Never", List.of(container("s", "sidecar")), List.of(container("a"))));
    tick();
    start("s", 0);
    start("a", 0);
    exit("a", 0, 0);
    assertThat(did).contains(new PodAction.Stop("s", 0, PodAction.Why.POD));
    assertThat(condition("Ready")).isEqualTo("False PodCompleted");
    assertThat(exit("s", 0, 143)).isEmpty();
    assertThat(machine.isAlive()).isFalse();
  }

  @Test
  void startupHoldsTheOthersBack() {
    machine =
        machine(pod("Always", container("a", "startupProbe", "livenessProbe", "readinessProbe")));
    tick();
    start("a", 0);
    assertThat(did).contains(new PodAction.Probe("a", 0, ProbeKind.STARTUP)).hasSize(2);
    assertThat(machine.container("a").orElseThrow().isStarted()).isFalse();
    probed(ProbeKind.STARTUP, Outcome.SUCCESS);
    assertThat(did)
        .containsExactlyInAnyOrder(
            new PodAction.Probe("a", 0, ProbeKind.LIVENESS),
            new PodAction.Probe("a", 0, ProbeKind.READINESS));
    assertThat(condition("Ready")).isEqualTo("False ContainersNotReady");
    probed(ProbeKind.READINESS, Outcome.SUCCESS);
    assertThat(condition("Ready")).isEqualTo("True");
    assertThat(after(60)).doesNotContain(new PodAction.Probe("a", 0, ProbeKind.STARTUP));
  }

  @Test
  void aFailedLivenessProbeRestartsTheContainerOnce() {
    machine = machine(pod("Always", container("a", "livenessProbe")));
    tick();
    start("a", 0);
    probed(ProbeKind.LIVENESS, Outcome.FAILURE);
    after(10);
    probed(ProbeKind.LIVENESS, Outcome.FAILURE);
    assertThat(did)
        .containsExactly(
            new PodAction.Tell(true, "Unhealthy", "Liveness probe failed: why", "a"),
            new PodAction.Tell(
                false, "Killing", "Container a failed liveness probe, will be restarted", "a"),
            new PodAction.Stop("a", 0, PodAction.Why.LIVENESS));
    assertThat(after(100)).isEmpty(); // held until it has been replaced
    assertThat(exit("a", 0, 143)).containsExactly(new PodAction.Start("a", 1));
    start("a", 1);
    assertThat(did).contains(new PodAction.Probe("a", 1, ProbeKind.LIVENESS));
  }

  @Test
  void aFailedStartupProbeRestartsTheContainer() {
    machine = machine(pod("Always", container("a", "startupProbe")));
    tick();
    start("a", 0);
    probed(ProbeKind.STARTUP, Outcome.FAILURE);
    after(10);
    probed(ProbeKind.STARTUP, Outcome.FAILURE);
    assertThat(did).contains(new PodAction.Stop("a", 0, PodAction.Why.STARTUP));
  }

  @Test
  void onDeletionReadinessGoesOnAndLivenessStops() {
    machine = machine(pod("Always", container("a", "livenessProbe", "readinessProbe")));
    tick();
    start("a", 0);
    probed(ProbeKind.READINESS, Outcome.SUCCESS);
    probed(ProbeKind.LIVENESS, Outcome.SUCCESS);
    take(new PodInput.Deleted());
    assertThat(did).contains(new PodAction.Stop("a", 0, PodAction.Why.POD));
    assertThat(condition("Ready")).isEqualTo("True");
    assertThat(after(10)).containsExactly(new PodAction.Probe("a", 0, ProbeKind.READINESS));
    assertThat(exit("a", 0, 143)).containsExactly(new PodAction.Gone());
    assertThat(tick()).isEmpty();
    assertThat(condition("Ready")).isEqualTo("False ContainersNotReady");
  }

  @Test
  void aPodDeletedBeforeItStartedIsGoneAtOnce() {
    machine = machine(pod("Always", container("a")));
    assertThat(take(new PodInput.Deleted())).containsExactly(new PodAction.Gone());
    machine = machine(pod("Always", container("a")));
    tick();
    take(new PodInput.Deleted());
    assertThat(did).contains(new PodAction.Stop("a", 0, PodAction.Why.POD));
    take(new PodInput.Blocked("a", 0, "ErrImagePull", "no"));
    assertThat(did).containsExactly(new PodAction.Gone());
  }

  @Test
  void whatIsMissingIsLookedForAgain() {
    machine = machine(pod("Always", container("a")));
    tick();
    take(new PodInput.Blocked("a", 0, "CreateContainerConfigError", "configmap \"c\" not found"));
    assertThat(status().list("containerStatuses").toString()).contains("ConfigError");
    assertThat(tick()).isEmpty();
    assertThat(after(1)).containsExactly(new PodAction.Start("a", 1));
    take(new PodInput.Blocked("a", 1, "CreateContainerConfigError", ""));
    assertThat(after(1)).isEmpty();
    assertThat(take(new PodInput.Tick(true))).containsExactly(new PodAction.Start("a", 2));
    start("a", 2);
    assertThat(machine.container("a").orElseThrow().restarts()).isZero();
    take(new PodInput.Started("a", 1)); // an old word changes nothing
    assertThat(did).isEmpty();
  }

  @Test
  void readinessGatesNeedTheirConditionAndForeignConditionsStay() {
    Tree.Obj gate = Tree.Obj.of(Map.of("conditionType", Tree.Text.of("g")));
    PodView plain = pod("Always", container("a"));
    machine = machine(plain);
    tick();
    start("a", 0);
    pod =
        new PodView(
            plain.tree().with(List.of("spec", "readinessGates"), Tree.Arr.of(List.of(gate))));
    assertThat(condition("Ready")).isEqualTo("False ReadinessGatesNotReady");
    assertThat(condition("ContainersReady")).isEqualTo("True");
    Tree.Obj met = Tree.Obj.of(Map.of("type", Tree.Text.of("g"), "status", Tree.Text.of("True")));
    Tree.Obj next = status(Tree.Obj.EMPTY.with("conditions", Tree.Arr.of(List.of(met))));
    PodView after = new PodView(Tree.Obj.EMPTY.with("status", next));
    assertThat(after.isReady()).isTrue();
    assertThat(after.condition("g")).contains(met);
    // Times change only with the verdict.
    now += 100 * SECOND;
    assertThat(status(next)).isEqualTo(next);
  }
}
