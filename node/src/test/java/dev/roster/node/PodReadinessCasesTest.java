package dev.roster.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.ObjectRules;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.ProbeView;
import dev.roster.core.objects.Tree;
import dev.roster.core.reconcile.Moment;
import dev.roster.core.reconcile.PodAction;
import dev.roster.core.reconcile.PodInput;
import dev.roster.core.reconcile.PodMachine;
import dev.roster.core.reconcile.PodStatus;
import dev.roster.core.reconcile.ProbeKind;
import dev.roster.core.reconcile.ProbeMachine;
import dev.roster.core.reconcile.ProbeMachine.Outcome;
import dev.roster.core.reconcile.RestartBackoff;
import dev.roster.engine.objects.JsonReader;
import dev.roster.node.probe.Deadline;
import dev.roster.node.probe.GrpcProbe;
import dev.roster.node.probe.HttpProbe;
import dev.roster.node.probe.TcpProbe;
import dev.roster.node.process.ProcessStarter;
import dev.roster.node.root.InitScript;
import dev.roster.node.root.Tier;
import dev.roster.node.run.ContainerExec;
import dev.roster.node.run.ContainerProcess;
import dev.roster.node.run.PodRuntime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The given cases of readiness, one by one: `pod-readiness.json`.
class PodReadinessCasesTest {
  private static final long SECOND = 1_000_000_000L;

  private Tree.Obj input = Tree.Obj.EMPTY;
  private Tree.Obj expect = Tree.Obj.EMPTY;
  private PodMachine machine = machine("{}");
  private PodView pod = new PodView(Tree.Obj.EMPTY);

  @TestFactory
  List<DynamicTest> cases() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    try (InputStream in = PodReadinessCasesTest.class.getResourceAsStream("pod-readiness.json")) {
      Tree.Obj all = (Tree.Obj) JsonReader.read(in.readAllBytes(), "pod-readiness.json");
      for (Tree each : all.list("cases")) {
        Tree.Obj one = (Tree.Obj) each;
        String name = one.text("id") + " " + one.text("title");
        tests.add(DynamicTest.dynamicTest(name, () -> run(one)));
      }
    }
    assertThat(tests).hasSize(25);
    return tests;
  }

  private void run(Tree.Obj one) throws Exception {
    input = one.obj("input");
    expect = one.obj("expect");
    switch (one.text("id")) {
      case "pod-001" -> {
        started("{}");
        assertThat(ready()).isEqualTo(expect.flag("Ready"));
      }
      case "pod-002" -> {
        started("{\"readinessProbe\": {}}");
        assertThat(ready()).isEqualTo(expect.flag("containerReady"));
      }
      case "pod-003" -> {
        started("{\"livenessProbe\": {}}");
        assertThat(probe(ProbeKind.LIVENESS).result()).isEqualTo(ProbeMachine.Result.SUCCESS);
      }
      case "pod-004" -> {
        List<PodAction> did =
            started("{\"startupProbe\": {}, \"livenessProbe\": {}, \"readinessProbe\": {}}");
        assertThat(container().isStarted()).isEqualTo(expect.flag("started"));
        assertThat(container().isReady()).isEqualTo(expect.flag("containerReady"));
        assertThat(did.contains(new PodAction.Probe("c", 0, ProbeKind.LIVENESS)))
            .isEqualTo(expect.flag("livenessRuns"));
      }
      case "pod-005" -> {
        started("{\"startupProbe\": {}}");
        probed(ProbeKind.STARTUP, Outcome.SUCCESS, 1);
        assertThat(tick(1000).contains(new PodAction.Probe("c", 0, ProbeKind.STARTUP)))
            .isEqualTo(expect.flag("startupRunsAgain"));
      }
      case "pod-006" -> {
        started("{\"startupProbe\": {\"failureThreshold\": 3}}");
        for (int i = 1; i < 3; i++) {
          assertThat(probed(ProbeKind.STARTUP, Outcome.FAILURE, i * 10L)).noneMatch(this::stops);
        }
        assertThat(probed(ProbeKind.STARTUP, Outcome.FAILURE, 30)).anyMatch(this::stops);
      }
      case "pod-007" -> defaults();
      case "pod-008" -> {
        Tree.Obj made =
            pod("{\"livenessProbe\": {\"successThreshold\": 2, \"exec\": {\"command\": [\"x\"]}}}");
        assertThat(ObjectRules.check(made).toString()).contains(expect.text("error"));
      }
      case "pod-009", "pod-010", "pod-011", "pod-012" -> results(one.text("id"));
      case "pod-013" -> {
        started("{\"readinessProbe\": {\"initialDelaySeconds\": 10}}");
        assertThat(tick(9).isEmpty()).isNotEqualTo(expect.flag("probeRuns"));
        assertThat(tick(10)).isNotEmpty();
      }
      case "pod-015", "pod-016", "pod-019", "pod-020" -> {
        int status = (int) input.number(0, "status");
        assertThat(HttpProbe.verdict(status).outcome() == Outcome.SUCCESS)
            .isEqualTo(expect.flag("success"));
      }
      case "pod-022" -> exec();
      case "pod-024" -> grpc();
      case "pod-023" -> tcp();
      case "pod-026" -> {
        started("{\"livenessProbe\": {}, \"readinessProbe\": {}}");
        probed(ProbeKind.READINESS, Outcome.SUCCESS, 1);
        probed(ProbeKind.LIVENESS, Outcome.SUCCESS, 1);
        step(new PodInput.Deleted(), 2);
        List<PodAction> did = tick(10);
        assertThat(did.contains(new PodAction.Probe("c", 0, ProbeKind.READINESS)))
            .isEqualTo(expect.flag("readinessRuns"));
        assertThat(did.contains(new PodAction.Probe("c", 0, ProbeKind.LIVENESS)))
            .isEqualTo(expect.flag("livenessRuns"));
      }
      case "pod-028" -> {
        started("{}");
        pod =
            new PodView(
                NodeWorld.read("{\"spec\": {\"readinessGates\": [{\"conditionType\": \"g\"}]}}"));
        Tree.Obj current =
            NodeWorld.read("{\"conditions\": [{\"type\": \"g\", \"status\": \"True\"}]}");
        assertThat(readyCondition(current).text("status")).isEqualTo("True");
        assertThat(readyCondition(Tree.Obj.EMPTY).text("status")).isEqualTo("False");
      }
      case "pod-030" -> {
        machine = machine("{}", "Never");
        step(new PodInput.Tick(false), 0);
        step(new PodInput.Started("c", 0), 0);
        step(new PodInput.Exited("c", 0, 0, "", ""), 1);
        Tree.Obj ready = readyCondition(Tree.Obj.EMPTY);
        assertThat(ready.text("status")).isEqualTo("False");
        assertThat(ready.text("reason")).isEqualTo(expect.text("reason"));
      }
      case "pod-033" -> backoff();
      case "pod-035" -> {
        Tree.Obj named =
            Tree.Obj.EMPTY.with(List.of("metadata", "name"), Tree.Text.of(input.text("name")));
        assertThat(PodRuntime.hostname(new PodView(named))).isEqualTo(expect.text("hostname"));
      }
      default -> throw new AssertionError("a new case: " + one.text("id"));
    }
  }

  private void defaults() {
    ProbeView probe = new ProbeView(Tree.Obj.EMPTY);
    assertThat(probe.initialDelaySeconds()).isEqualTo(number("initialDelaySeconds"));
    assertThat(probe.timeoutSeconds()).isEqualTo(number("timeoutSeconds"));
    assertThat(probe.periodSeconds()).isEqualTo(number("periodSeconds"));
    assertThat(probe.successThreshold()).isEqualTo(number("successThreshold"));
    assertThat(probe.failureThreshold()).isEqualTo(number("failureThreshold"));
  }

  private int number(String field) {
    return (int) expect.number(-1, field);
  }

  private void results(String id) {
    int successes = id.equals("pod-009") ? 2 : 1;
    started("{\"readinessProbe\": {\"successThreshold\": " + successes + "}}");
    List<Boolean> ready = new ArrayList<>();
    long at = 0;
    for (Tree each : input.list("results")) {
      String text = ((Tree.Text) each).value();
      Outcome outcome =
          text.equals("S") ? Outcome.SUCCESS : text.equals("F") ? Outcome.FAILURE : Outcome.ERROR;
      probed(ProbeKind.READINESS, outcome, at += 10);
      ready.add(container().isReady());
    }
    if (id.equals("pod-009")) {
      assertThat(ready.indexOf(true) + 1).isEqualTo(number("readyAfter"));
    } else {
      assertThat(ready)
          .isEqualTo(expect.list("ready").stream().map(t -> ((Tree.Bool) t).value()).toList());
    }
  }

  private void backoff() {
    started("{}");
    List<Long> delays = new ArrayList<>();
    long at = 1;
    for (int crash = 0; crash < input.number(0, "crashes"); crash++) {
      step(new PodInput.Exited("c", crash, 1, "", ""), at);
      // The first restart is at once; the list begins with the second.
      if (crash > 0) {
        long wait = machine.deadline().orElseThrow() - at * SECOND;
        delays.add(wait / SECOND);
        at += wait / SECOND;
        tick(at);
      }
      step(new PodInput.Started("c", crash + 1), at);
    }
    assertThat(delays)
        .isEqualTo(
            expect.list("delaysSeconds").stream()
                .map(t -> ((Tree.Num) t).value().longValue())
                .toList());
  }

  private void tcp() throws Exception {
    InetAddress local = InetAddress.getLoopbackAddress();
    Deadline deadline = Deadline.in(Duration.ofSeconds(10), System::nanoTime);
    int port;
    try (ServerSocket server = new ServerSocket(0, 1, local)) {
      port = server.getLocalPort();
      assertThat(TcpProbe.run("127.0.0.1", port, deadline).outcome()).isEqualTo(Outcome.SUCCESS);
    }
    assertThat(TcpProbe.run("127.0.0.1", port, deadline).output())
        .isEqualTo("dial tcp 127.0.0.1:" + port + ": connect: connection refused");
  }

  /// Beside a process that stands for a container without namespaces.
  private void exec() throws Exception {
    Process process = new ProcessBuilder("sleep", "100").start();
    try {
      var program =
          new InitScript.Program(List.of(), List.of("PATH=/bin:/usr/bin"), "", "/", List.of("x"));
      var container =
          new ContainerProcess(process, process.pid(), program, new Tier.Plain("test"), "none");
      ContainerExec exec = new ContainerExec(ProcessStarter.start());
      for (int i = 0; i < 2; i++) {
        long code = ((Tree.Num) input.list("exit").get(i)).value().longValue();
        Outcome outcome =
            exec.probe(container, List.of("sh", "-c", "exit " + code), Duration.ofSeconds(60))
                .outcome();
        assertThat(outcome == Outcome.SUCCESS)
            .isEqualTo(((Tree.Bool) expect.list("success").get(i)).value());
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private void grpc() throws Exception {
    for (int i = 0; i < input.list("status").size(); i++) {
      byte[] message =
          switch (((Tree.Text) input.list("status").get(i)).value()) {
            case "SERVING" -> new byte[] {0, 0, 0, 0, 2, 8, 1};
            case "NOT_SERVING" -> new byte[] {0, 0, 0, 0, 2, 8, 2};
            case "UNKNOWN" -> new byte[] {0, 0, 0, 0, 0};
            default -> new byte[0];
          };
      try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        Thread thread = Thread.ofVirtual().start(() -> answer(server, message));
        Deadline deadline = Deadline.in(Duration.ofSeconds(60), System::nanoTime);
        Outcome outcome =
            GrpcProbe.run("127.0.0.1", server.getLocalPort(), "s", deadline).outcome();
        assertThat(outcome == Outcome.SUCCESS)
            .isEqualTo(((Tree.Bool) expect.list("success").get(i)).value());
        thread.join();
      }
    }
  }

  /// Frames as a gRPC server sends them: settings, headers, the message, trailers.
  private static void answer(ServerSocket server, byte[] message) {
    try (Socket socket = server.accept()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
      if (message.length > 0) {
        out.writeBytes(new byte[] {0, 0, 1, 1, 4, 0, 0, 0, 1, (byte) 0x88});
        out.writeBytes(new byte[] {0, 0, (byte) message.length, 0, 0, 0, 0, 0, 1});
        out.writeBytes(message);
      }
      out.writeBytes(new byte[] {0, 0, 1, 1, 5, 0, 0, 0, 1, (byte) 0x88});
      socket.getOutputStream().write(out.toByteArray());
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // --- leading a machine

  private static Tree.Obj pod(String container) {
    return NodeWorld.read(
        """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "default"},
         "spec": {"containers": [%s]}}
        """
            .formatted(
                container.equals("{}")
                    ? "{\"name\": \"c\"}"
                    : "{\"name\": \"c\", \"image\": \"i\", " + container.substring(1)));
  }

  private static PodMachine machine(String container) {
    return machine(container, "Always");
  }

  private static PodMachine machine(String container, String policy) {
    Tree.Obj tree = pod(container).with(List.of("spec", "restartPolicy"), Tree.Text.of(policy));
    return PodMachine.of(new PodView(tree), RestartBackoff.Limits.KUBELET, at(0));
  }

  private static Moment at(long seconds) {
    return new Moment(seconds * SECOND, Instant.ofEpochSecond(seconds));
  }

  private List<PodAction> started(String container) {
    pod = new PodView(pod(container));
    machine = machine(container);
    step(new PodInput.Tick(false), 0);
    return step(new PodInput.Started("c", 0), 0);
  }

  private List<PodAction> step(PodInput event, long seconds) {
    PodMachine.Step step = machine.step(event, at(seconds));
    machine = step.next();
    return step.actions();
  }

  private List<PodAction> tick(long seconds) {
    return step(new PodInput.Tick(false), seconds).stream()
        .filter(each -> !(each instanceof PodAction.Tell))
        .toList();
  }

  private List<PodAction> probed(ProbeKind kind, Outcome outcome, long seconds) {
    return step(new PodInput.Probed("c", 0, kind, outcome, ""), seconds);
  }

  private boolean stops(PodAction action) {
    return action instanceof PodAction.Stop;
  }

  private dev.roster.core.reconcile.ContainerMachine container() {
    return machine.container("c").orElseThrow();
  }

  private ProbeMachine probe(ProbeKind kind) {
    return Objects.requireNonNull(container().probes().get(kind));
  }

  private boolean ready() {
    return readyCondition(Tree.Obj.EMPTY).text("status").equals("True");
  }

  private Tree.Obj readyCondition(Tree.Obj current) {
    var place = new PodStatus.Place("127.0.0.1", "127.1.0.1", Instant.EPOCH);
    Tree.Obj status = PodStatus.next(machine, pod, current, place, Instant.EPOCH);
    return new PodView(Tree.Obj.EMPTY.with("status", status)).condition("Ready").orElseThrow();
  }
}
