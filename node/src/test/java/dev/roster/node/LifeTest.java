package dev.roster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.PodView;
import dev.roster.node.process.ProcFs;
import dev.roster.node.process.Signals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Probes, restarts and ends of real processes.
class LifeTest {
  @TempDir Path data;
  private NodeWorld world;

  @BeforeEach
  void start() throws Exception {
    world = new NodeWorld(data).start();
  }

  @AfterEach
  void close() {
    world.close();
  }

  /// The process whose command line holds a text; the shells around it hold it too, the last one
  /// started is it.
  private static long pid(String commandLine) {
    return ProcFs.all().stream()
        .filter(each ->
            ProcessHandle.of(each.pid()).map(h -> line(h).equals(commandLine)).orElse(false))
        .mapToLong(ProcFs.Stat::pid)
        .max()
        .orElse(0);
  }

  private static String line(ProcessHandle handle) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc", "" + handle.pid(), "cmdline"));
      return new String(bytes, java.nio.charset.StandardCharsets.UTF_8).replace('\0', ' ').strip();
    } catch (java.io.IOException e) {
      return "";
    }
  }

  private static void until(java.util.concurrent.Callable<Boolean> condition) {
    await().atMost(NodeWorld.BOUND).pollInterval(Duration.ofMillis(5)).until(condition);
  }

  @Test
  void readinessFollowsItsProbe() throws Exception {
    Path ok = Files.createFile(data.resolve("ok"));
    world.shell(
        "a",
        "sleep 1000",
        """
        , "readinessProbe": {"exec": {"command": ["test", "-e", "%s"]}, "periodSeconds": 1,
           "failureThreshold": 1}
        """
            .formatted(ok));
    world.ready("a");
    Files.delete(ok);
    world.until("a", pod -> !pod.isReady());
    world.event("a Unhealthy: Readiness probe failed: command exited with code 1");
    Files.createFile(ok);
    PodView pod = world.ready("a");
    assertThat(NodeWorld.container(pod).number(-1, "restartCount")).isZero();
  }

  @Test
  void httpAndTcpProbesReachThePodsAddress() {
    world.pod(
        "a",
        """
        "containers": [{"name": "c", "command": ["jwebserver", "-b", "$(POD_IP)", "-p", "8080"],
          "ports": [{"name": "web", "containerPort": 8080}],
          "readinessProbe": {"httpGet": {"port": "web", "path": "/"}, "periodSeconds": 1},
          "livenessProbe": {"tcpSocket": {"port": 8080}, "periodSeconds": 1,
             "initialDelaySeconds": 30}}]
        """);
    world.pod(
        "b",
        """
        "containers": [{"name": "c", "command": ["jwebserver", "-b", "$(POD_IP)", "-p", "8080"],
          "readinessProbe": {"tcpSocket": {"port": 8080}, "periodSeconds": 1}}]
        """);
    assertThat(world.ready("a").podIps()).isNotEqualTo(world.ready("b").podIps());
  }

  @Test
  void aHangingProbeIsEndedAndRestartsItsContainer() {
    world.shell(
        "a",
        "sleep 1000",
        """
        , "livenessProbe": {"exec": {"command": ["sh", "-c", "sleep 4711; true"]},
           "periodSeconds": 1, "timeoutSeconds": 1, "failureThreshold": 2}
        """);
    world.event("a Killing: Container c failed liveness probe, will be restarted");
    world.until("a", pod -> NodeWorld.container(pod).number(0, "restartCount") == 1);
    assertThat(world.events.toString()).contains("timed out after 1s");
    world.delete("a");
    world.gone("a");
    until(() -> pid("sleep 4711") == 0);
  }

  @Test
  void aStartThatIsGivenUpLeavesNothing() throws Exception {
    for (int i = 0; i < 5; i++) {
      world.shell("a", "sleep 1000", "");
      until(() -> Files.exists(data.resolve("run/default_a_c.sh")));
      world.delete("a");
      world.gone("a");
      try (Stream<Path> left = Files.list(data.resolve("run"))) {
        assertThat(left.map(each -> each.getFileName().toString())).containsExactly("root");
      }
    }
  }

  @Test
  void aKilledMemberComesBackWithItsAddressAndFiles() {
    world.shell("a", "echo x >> f; wc -l < f; exec sleep 4712", "");
    PodView before = world.ready("a");
    until(() -> pid("sleep 4712") != 0);
    Signals.process(pid("sleep 4712"), Signals.KILL);
    PodView after =
        world.until("a", p -> p.isReady() && NodeWorld.container(p).number(0, "restartCount") == 1);
    assertThat(after.podIps()).isEqualTo(before.podIps());
    assertThat(NodeWorld.container(after).number(0, "lastState", "terminated", "exitCode"))
        .isEqualTo(137);
    world.logWith("a", "2");
    assertThat(world.node().logFile("default", "a", "c", true)).isPresent();
  }

  @Test
  void crashesBackOff() {
    world.shell("a", "exit 7", "");
    world.event("a BackOff: Back-off restarting failed container c in pod a_default(");
    PodView pod =
        world.until("a", p -> NodeWorld.container(p).toString().contains("CrashLoopBackOff"));
    assertThat(pod.phase()).isEqualTo("Running");
    assertThat(NodeWorld.container(pod).number(0, "lastState", "terminated", "exitCode"))
        .isEqualTo(7);
  }

  @Test
  void aProgramThatIsNotThereIsAStartError() {
    world.pod("a", "\"containers\": [{\"name\": \"c\", \"command\": [\"no-such-program\"]}]");
    world.event("exec: \"no-such-program\": executable file not found in $PATH");
    PodView pod = world.until("a", p -> NodeWorld.container(p).toString().contains("StartError"));
    assertThat(pod.isReady()).isFalse();
  }

  @Test
  void aMountThatCannotBeIsAnEvent() {
    world.pod(
        "a",
        """
        "volumes": [{"name": "v", "emptyDir": {}}],
        "containers": [{"name": "c", "command": ["sleep", "1000"],
          "volumeMounts": [{"name": "v", "mountPath": "/dev/null/below/a/file"}]}]
        """);
    world.event("a FailedMount: can't mount at /dev/null/below/a/file: /dev/null is not a folder");
    world.phase("a", "Pending");
    world.delete("a");
    world.gone("a");
  }

  @Test
  void withoutNamespacesAMountPathMustBeThere() throws Exception {
    world.close();
    Path other = Files.createDirectory(data.resolve("plain"));
    world =
        new NodeWorld(other)
            .start(
                NodeWorld.config(other, NodeConfig.Isolation.NONE),
                CatalogPosition.NONE,
                ImageResolver.NONE);
    world.pod(
        "a",
        """
        "volumes": [{"name": "v", "emptyDir": {}}],
        "containers": [{"name": "c", "command": ["sleep", "1000"],
          "volumeMounts": [{"name": "v", "mountPath": "/not-on-this-machine"}]}]
        """);
    world.event("a FailedMount: volume \"v\": /not-on-this-machine does not exist");
    world.event("refer to the volume as $(VOLUME_v)");
    world.phase("a", "Pending");
    world.pod(
        "b",
        """
        "volumes": [{"name": "v", "emptyDir": {}}],
        "containers": [{"name": "c",
          "command": ["sh", "-c", "echo x > $(VOLUME_v)/f; cat $(VOLUME_v)/f; sleep 1000"],
          "volumeMounts": [{"name": "v", "mountPath": "/not-on-this-machine"}]}]
        """);
    world.ready("b");
    world.logWith("b", "x");
  }

  @Test
  void anEndIsAskedForFirst() {
    Path said = data.resolve("said");
    world.shell(
        "a",
        "trap 'echo asked >> " + said + "; exit 0' TERM; while :; do sleep 0.05; done",
        ", \"lifecycle\": {\"preStop\": {\"exec\": {\"command\": [\"sh\", \"-c\", \"echo before >> "
            + said
            + "\"]}}}");
    world.ready("a");
    world.delete("a");
    world.gone("a");
    assertThat(said).hasContent("before\nasked\n");
    assertThat(world.events).contains("a Killing: Stopping container c");
  }

  @Test
  void whoIgnoresSigtermIsKilledAndDaemonsGoToo() {
    world.pod(
        "a",
        """
        "containers": [{"name": "c", "command": ["sh", "-c",
          "(setsid sleep 4713 &) ; (trap '' TERM; exec sleep 4714) & trap '' TERM; echo up; while :; do sleep 1; done"]}]
        """);
    world.logWith("a", "up");
    until(() -> pid("sleep 4713") != 0 && pid("sleep 4714") != 0);
    world.verbs.delete(
        NodeWorld.key("a"),
        new dev.roster.engine.store.DeleteOptions(
            java.util.OptionalLong.of(1), "", dev.roster.engine.store.ObjectStore.ANY_REVISION));
    world.gone("a");
    until(() -> pid("sleep 4713") == 0 && pid("sleep 4714") == 0);
  }

  @Test
  void aPodDeletedByForceIsKilledAtOnce() {
    world.shell("a", "trap '' TERM; echo up; while :; do sleep 4715; done", "");
    world.logWith("a", "up");
    until(() -> pid("sleep 4715") != 0);
    world.verbs.delete(NodeWorld.key("a"), dev.roster.engine.store.DeleteOptions.now(""));
    until(() -> pid("sleep 4715") == 0);
  }

  @Test
  void sigtermWaitsUntilTheNameIsGone() throws Exception {
    world.close();
    AtomicLong position = new AtomicLong();
    world =
        new NodeWorld(Files.createDirectory(data.resolve("other")))
            .start(
                NodeWorld.config(data.resolve("other"), NodeConfig.Isolation.AUTO),
                _ -> position.get(),
                ImageResolver.NONE);
    world.shell("a", "trap 'echo asked; exit 0' TERM; echo up; while :; do sleep 0.02; done", "");
    world.logWith("a", "up");
    PodView pod = world.ready("a");
    world.create(
        """
        {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
         "metadata": {"name": "s", "namespace": "default"},
         "endpoints": [{"addresses": ["127.1.0.1"], "conditions": {"ready": true},
           "targetRef": {"kind": "Pod", "name": "a", "uid": "%s"}}]}
        """
            .formatted(pod.meta().uid()));
    ObjectKey slice = ObjectKey.local(Kind.ENDPOINT_SLICE, "default", "s");
    world.delete("a");
    world.event("a Killing");
    world.verbs.edit(
        slice,
        "",
        tree ->
            NodeWorld.read(
                dev.roster.engine.objects.JsonWriter.write(tree)
                    .replace("\"ready\":true", "\"ready\":false,\"terminating\":true")));
    // The slice says so, the answers don't yet: whatever happens now happens after this line.
    boolean early = world.log("a").contains("asked");
    position.set(world.verbs.store().get(slice).orElseThrow().revision());
    world.gone("a");
    assertThat(early).isFalse();
  }

  @Test
  void allPodsAreStoppedInOrder() throws Exception {
    Path said = data.resolve("said");
    for (int i = 0; i < 3; i++) {
      world.create(
          """
          {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "db-%s", "namespace": "default",
            "ownerReferences": [{"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "db",
              "uid": "u", "controller": true}]},
           "spec": {"terminationGracePeriodSeconds": 20, "containers": [{"name": "c", "command":
             ["sh", "-c", "trap 'echo db-%s >> %s; exit 0' TERM; echo up; while :; do sleep 0.02; done"]}]}}
          """
              .formatted(i, i, said));
    }
    for (int i = 0; i < 3; i++) world.logWith("db-" + i, "up");
    world.node().stop();
    assertThat(said).hasContent("db-2\ndb-1\ndb-0\n");
    // A pod that comes while the node stops is not taken.
    world.shell("late", "sleep 1000", "");
    assertThat(world.find("late").orElseThrow().nodeName()).isEmpty();
  }

  @Test
  void postStartRunsBeforeThePodIsReady() {
    world.shell(
        "a",
        "until test -e started; do sleep 0.02; done; echo seen; sleep 1000",
        ", \"lifecycle\": {\"postStart\": {\"exec\": {\"command\": [\"touch\", \"started\"]}}}");
    world.ready("a");
    world.logWith("a", "seen");
  }
}
