package dev.roster.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.PodView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a pod's processes find: real processes on loopback addresses, in whatever tier this machine
/// gives.
class NodeTest {
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

  @Test
  void aContainerHasItsEnvironment() {
    world.create(
        """
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "m", "namespace": "default"},
         "data": {"k": "from map", "dotted.name": "d"}}
        """);
    world.create(
        """
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "namespace": "default"},
         "data": {"p": "c2VjcmV0"}}
        """);
    world.pod(
        "a",
        """
        "subdomain": "sub", "hostname": "h", "containers": [{"name": "c",
          "command": ["sh"], "args": ["-c",
            "env; echo $0 \\"$@\\"; sleep 100", "$(ONE) $(NOPE) $$(ONE)", "$(TWO)"],
          "envFrom": [{"configMapRef": {"name": "m"}, "prefix": "P_"}],
          "env": [
            {"name": "ONE", "value": "1"}, {"name": "TWO", "value": "$(ONE)+$(P_k)"},
            {"name": "NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
            {"name": "LABEL", "valueFrom": {"fieldRef": {"fieldPath": "metadata.labels['app']"}}},
            {"name": "IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}},
            {"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}},
            {"name": "CPUS", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu"}}},
            {"name": "K", "valueFrom": {"configMapKeyRef": {"name": "m", "key": "k"}}},
            {"name": "S", "valueFrom": {"secretKeyRef": {"name": "s", "key": "p"}}},
            {"name": "O", "valueFrom": {"secretKeyRef": {"name": "x", "key": "p", "optional": true}}}
          ]}]
        """);
    PodView pod = world.ready("a");
    String ip = pod.podIps().getFirst();
    assertThat(ip).startsWith("127.1.");
    assertThat(world.logWith("a", "1 $(NOPE) $(ONE) 1+from map\n").lines())
        .contains(
            "1 $(NOPE) $(ONE) 1+from map",
            "TWO=1+from map",
            "NAME=a",
            "LABEL=x",
            "IP=" + ip,
            "POD_IP=" + ip,
            "HOSTNAME=h",
            "NODE=roster",
            "CPUS=" + Runtime.getRuntime().availableProcessors(),
            "K=from map",
            "S=secret")
        .anyMatch(line -> line.startsWith("PATH=" + System.getProperty("java.home") + "/bin:"))
        .noneMatch(line -> line.startsWith("O="));
    // A shell keeps no names with dots, the program itself gets them.
    world.pod(
        "b",
        """
        "containers": [{"name": "c", "command": ["env"],
          "envFrom": [{"configMapRef": {"name": "m"}}]}], "restartPolicy": "Never"
        """);
    world.phase("b", "Succeeded");
    assertThat(world.log("b").lines()).contains("dotted.name=d");
    assertThat(world.events).contains("a Scheduled: Successfully assigned default/a to roster");
  }

  @Test
  void aMissingConfigMapHoldsAContainerUntilItComes() {
    world.shell(
        "a",
        "echo got $K; sleep 100",
        """
        , "env": [{"name": "K", "valueFrom": {"configMapKeyRef": {"name": "m", "key": "k"}}}]
        """);
    world.event("a Failed: Error: configmap \"m\" not found");
    PodView pod = world.phase("a", "Pending");
    assertThat(NodeWorld.container(pod).text("state", "waiting", "reason"))
        .isEqualTo("CreateContainerConfigError");
    world.create(
        """
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "m", "namespace": "default"},
         "data": {"k": "it"}}
        """);
    world.ready("a");
    world.logWith("a", "got it");
  }

  @Test
  void volumesAreAtTheirMountPaths() throws Exception {
    Path host = Files.createDirectories(data.resolve("host"));
    Files.writeString(host.resolve("f"), "of the host\n");
    world.create(
        """
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "m", "namespace": "default"},
         "data": {"k": "first\\n", "l": "other\\n"}}
        """);
    world.create(
        """
        {"apiVersion": "v1", "kind": "PersistentVolumeClaim",
         "metadata": {"name": "claim", "namespace": "default"},
         "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}
        """);
    String volumes =
        """
        "volumes": [
          {"name": "map", "configMap": {"name": "m"}},
          {"name": "item", "configMap": {"name": "m", "items": [{"key": "k", "path": "deep/er"}]}},
          {"name": "own", "emptyDir": {}},
          {"name": "kept", "persistentVolumeClaim": {"claimName": "claim"}},
          {"name": "host", "hostPath": {"path": "%s", "type": "Directory"}},
          {"name": "down", "downwardAPI": {"items": [
            {"path": "labels", "fieldRef": {"fieldPath": "metadata.labels"}}]}}]
        """
            .formatted(host);
    String mounts =
        """
        "volumeMounts": [
          {"name": "map", "mountPath": "/not-on-this-machine/map"},
          {"name": "item", "mountPath": "/etc/roster-test/item", "readOnly": true},
          {"name": "own", "mountPath": "/not-on-this-machine/own"},
          {"name": "kept", "mountPath": "/var/lib/roster test/kept"},
          {"name": "host", "mountPath": "/host"},
          {"name": "map", "mountPath": "/host/sub/file", "subPath": "l"},
          {"name": "down", "mountPath": "/not-on-this-machine/own/down"}]
        """;
    String script =
        """
        cd /not-on-this-machine; cat map/k /etc/roster-test/item/deep/er /host/f /host/sub/file
        cat own/down/labels; echo; touch /etc/roster-test/item/x 2>/dev/null && echo writable
        echo run >> '/var/lib/roster test/kept/runs'; wc -l < '/var/lib/roster test/kept/runs'
        echo $VOLUME_kept; ls /usr > /dev/null && echo machine; echo done
        while :; do sleep 0.05; cat map/k; done\
        """;
    String spec =
        volumes
            + ", \"containers\": [{\"name\": \"c\", \"command\": [\"sh\", \"-c\", "
            + NodeWorld.text(script)
            + "],"
            + mounts
            + "}]";
    world.pod("a", spec);
    assertThat(world.logWith("a", "done\n").lines().toList().subList(0, 9))
        .containsExactly(
            "first",
            "first",
            "of the host",
            "other",
            "app=\"x\"",
            "1",
            "/var/lib/roster test/kept",
            "machine",
            "done");
    assertThat(Path.of("/not-on-this-machine")).doesNotExist();
    assertThat(world.verbs.store().get(claim()).orElseThrow().tree().text("status", "phase"))
        .isEqualTo("Bound");

    // A changed ConfigMap shows in the running pod.
    var map = dev.roster.core.objects.Kind.CONFIG_MAP;
    world.verbs.edit(
        dev.roster.core.objects.ObjectKey.local(map, "default", "m"),
        "",
        tree -> tree.with(List.of("data", "k"), dev.roster.core.objects.Tree.Text.of("second\n")));
    world.logWith("a", "second");

    // The claim's files outlive the pod, the rest goes.
    world.delete("a");
    world.gone("a");
    world.pod("a", spec);
    world.ready("a");
    assertThat(world.logWith("a", "done\n").lines().toList().get(5)).isEqualTo("2");
    assertThat(data.resolve("volumes/default/claim/runs")).hasContent("run\nrun\n");
  }

  private static dev.roster.core.objects.ObjectKey claim() {
    return dev.roster.core.objects.ObjectKey.local(
        dev.roster.core.objects.Kind.PERSISTENT_VOLUME_CLAIM, "default", "claim");
  }

  @Test
  void membersAreInTheHostsFile() {
    world.create(slice("true"));
    world.shell(
        "a", "while :; do getent hosts db-0.db-service || echo nothing; sleep 0.05; done", "");
    world.logWith("a", "127.1.77.7");
    assertThat(world.log("a")).contains("db-0.db-service.default.svc.cluster.local");
    // It changes under the running process.
    var kind = dev.roster.core.objects.Kind.ENDPOINT_SLICE;
    world.verbs.edit(
        dev.roster.core.objects.ObjectKey.local(kind, "default", "db"),
        "",
        _ -> NodeWorld.read(slice("false")));
    world.logWith("a", "nothing");
  }

  private static String slice(String ready) {
    return """
    {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
     "metadata": {"name": "db", "namespace": "default",
       "labels": {"kubernetes.io/service-name": "db-service"}},
     "endpoints": [{"addresses": ["127.1.77.7"], "hostname": "db-0",
       "conditions": {"ready": %s}}]}
    """
        .formatted(ready);
  }

  @Test
  void initContainersRunFirstAndContainersShareThePod() {
    world.pod(
        "a",
        """
        "volumes": [{"name": "v", "emptyDir": {}}],
        "initContainers": [
          {"name": "i", "command": ["sh", "-c", "echo i >> /shared-v/f"],
           "volumeMounts": [{"name": "v", "mountPath": "/shared-v"}]},
          {"name": "j", "command": ["sh", "-c", "echo j >> /shared-v/f"],
           "volumeMounts": [{"name": "v", "mountPath": "/shared-v"}]}],
        "containers": [
          {"name": "c", "command": ["sh", "-c",
             "until grep -q d /shared-v/f; do sleep 0.02; done; cat /shared-v/f; sleep 100"],
           "volumeMounts": [{"name": "v", "mountPath": "/shared-v"}]},
          {"name": "d", "command": ["sh", "-c", "echo d >> /shared-v/f; sleep 100"],
           "volumeMounts": [{"name": "v", "mountPath": "/shared-v"}]}]
        """);
    world.ready("a");
    assertThat(world.logWith("a", "d\n")).isEqualTo("i\nj\nd\n");
  }

  @Test
  void aHostNameAndAUserAreThere() {
    world.shell("a", "hostname; getent passwd $(id -u); id -un; cat /etc/hostname; sleep 100", "");
    world.ready("a");
    assertThat(world.logWith("a", "\na\n").lines()).first().isEqualTo("a");
  }

  @Test
  void anUnknownImageWaitsAndSaysWhatToWrite() {
    world.pod(
        "a", "\"containers\": [{\"name\": \"c\", \"image\": \"docker.io/library/postgres:18\"}]");
    world.event("write `images: {postgres: {command: [...]}}` into roster.yaml");
    PodView pod = world.phase("a", "Pending");
    assertThat(NodeWorld.container(pod).text("state", "waiting", "reason"))
        .isEqualTo("ErrImagePull");
  }
}
