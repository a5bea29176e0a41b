package dev.roster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Nodes in processes of their own: killed, run by an ordinary user, on a full disk.
class ForkedNodeTest {
  @TempDir Path base;

  private static String pod(String name, String script, String more) {
    return """
    {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s", "namespace": "default"},
     "spec": {%s "terminationGracePeriodSeconds": 20,
       "containers": [{"name": "c", "command": ["sh", "-c", %s], "volumeMounts":
         [{"name": "v", "mountPath": "/not-on-this-machine/v"}],
         "env": [{"name": "USES", "value": "$(VOLUME_v)"}]}],
       "volumes": [{"name": "v", "emptyDir": {}}]}}
    """
        .formatted(name, more, NodeWorld.text(script));
  }

  private static String log(ForkedNode.Place place, String pod) throws Exception {
    return Files.readString(place.own().resolve("data/logs/default_" + pod + "/c.log"));
  }

  @Test
  void anOrdinaryUsersProbesRunInsideThePod() throws Exception {
    ForkedNode.Place place = ForkedNode.place(base, true);
    String pod =
        """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "namespace": "default"},
         "spec": {"securityContext": {"runAsUser": 34567},
           "containers": [{"name": "c", "command": ["sleep", "4728"],
           "volumeMounts": [{"name": "v", "mountPath": "/not-on-this-machine/v"}],
           "lifecycle": {"postStart": {"exec": {"command":
             ["sh", "-c", "id -u > /not-on-this-machine/v/uid"]}}},
           "readinessProbe": {"periodSeconds": 1, "timeoutSeconds": 10, "exec": {"command": ["sh", "-c",
             "test $(hostname) = a && test $(id -u) = 34567 && grep -q 34567 /not-on-this-machine/v/uid"]}}}],
           "volumes": [{"name": "v", "emptyDir": {}}]}}
        """;
    try (ForkedNode node = ForkedNode.start(place, true, "AUTO", List.of(), List.of(pod))) {
      node.says("ready a");
    }
  }

  @Test
  void anOrdinaryUserHasPodsBelowAPrivateFolder() throws Exception {
    ForkedNode.Place place = ForkedNode.place(base, true);
    String script =
        """
        echo uid $(id -u) gid $(id -g) host $(hostname) name $(id -un)
        echo file > /not-on-this-machine/v/f && cat /not-on-this-machine/v/f
        grep -c . /etc/hosts > /dev/null && pwd && touch home && ls
        ps ax | wc -l; java -version 2>&1 | grep -c version
        echo done; exec sleep 4721\
        """;
    int uid = ForkedNode.isRoot() ? ForkedNode.SOMEBODY : 0;
    try (ForkedNode node =
        ForkedNode.start(place, true, "AUTO", List.of(), List.of(pod("a", script, "")))) {
      assertThat(node.says("ready a 127.1.")).contains("tier Namespaces[user=true");
      org.awaitility.Awaitility.await().until(() -> log(place, "a").contains("done"));
      if (uid != 0) {
        assertThat(log(place, "a"))
            .startsWith("uid " + uid + " gid " + uid + " host a name u" + uid);
      }
      assertThat(log(place, "a")).contains("\nfile\n/").contains("\nhome\n");
      node.stop();
      assertThat(node.output()).contains("stopped");
      assertThat(node.process.exitValue()).isZero();
    }
    ForkedNode.untilNone("sleep 4721");
  }

  @ParameterizedTest
  @CsvSource({"AUTO,false", "AUTO,true", "NONE,false", "NONE,true"})
  void nothingOutlivesAKilledNode(String isolation, boolean ordinary) throws Exception {
    ForkedNode.Place place = ForkedNode.place(base, ordinary);
    String script = "(setsid sleep 4722 &); sleep 4723 & echo up; exec sleep 4724";
    List<String> pods = List.of(pod("a", script, ""));
    try (ForkedNode node = ForkedNode.start(place, ordinary, isolation, List.of(), pods)) {
      node.says("ready a");
      for (String each : List.of("sleep 4722", "sleep 4723", "sleep 4724"))
        ForkedNode.untilSome(each);
      node.kill();
    }
    ForkedNode.untilNone("sleep 4724");
    if (isolation.equals("NONE")) {
      // Without namespaces the children stay; the next start finds and ends them.
      assertThat(ForkedNode.running("sleep 4722")).isNotEmpty();
      try (ForkedNode next = ForkedNode.start(place, ordinary, isolation, List.of(), List.of())) {
        next.says("tier");
        ForkedNode.untilNone("sleep 4722");
        ForkedNode.untilNone("sleep 4723");
        next.stop();
      }
    } else {
      ForkedNode.untilNone("sleep 4722");
      ForkedNode.untilNone("sleep 4723");
    }
  }

  @Test
  void twoNodesHaveAddressesOfTheirOwn() throws Exception {
    ForkedNode.Place place = ForkedNode.place(base, false);
    Path other = Files.createDirectories(place.own().resolve("other"));
    ForkedNode.Place second = new ForkedNode.Place(place.shared(), other);
    Path locks = Files.createDirectories(place.own().resolve("data/addresses"));
    Files.createDirectories(other.resolve("data"));
    Files.createSymbolicLink(other.resolve("data/addresses"), locks);
    try (ForkedNode one =
            ForkedNode.start(place, false, "AUTO", List.of(), List.of(pod("a", "sleep 4725", "")));
        ForkedNode two =
            ForkedNode.start(
                second, false, "AUTO", List.of(), List.of(pod("b", "sleep 4725", "")))) {
      String first = one.says("ready a 127.1.").replaceAll("(?s).*ready a (127.1.\\d+).*", "$1");
      String next = two.says("ready b 127.1.").replaceAll("(?s).*ready b (127.1.\\d+).*", "$1");
      assertThat(first).isNotEqualTo(next);
    }
  }

  @Test
  void rootGivesAPodItsUserBelowAPrivateFolder() throws Exception {
    assumeTrue(ForkedNode.isRoot(), "only root can become somebody else");
    ForkedNode.Place place = ForkedNode.place(base, false);
    Files.setAttribute(base, "unix:mode", 0700);
    String script =
        "echo uid $(id -u) gid $(id -g) name $(id -un); touch home; echo f > $USES/f; cat $USES/f;"
            + " echo to-stdout >> /dev/stdout; echo done; exec sleep 4726";
    String more = "\"securityContext\": {\"runAsUser\": 34567, \"runAsGroup\": 34568},";
    try (ForkedNode node =
        ForkedNode.start(place, false, "AUTO", List.of(), List.of(pod("a", script, more)))) {
      node.says("ready a");
      org.awaitility.Awaitility.await().until(() -> log(place, "a").contains("done"));
      assertThat(log(place, "a"))
          .isEqualTo("uid 34567 gid 34568 name u34567\nf\nto-stdout\ndone\n");
      node.stop();
    }
  }

  @Test
  void aFullDiskIsOneLineOrAnEvent() throws Exception {
    ForkedNode.Place place = ForkedNode.place(base, false);
    Path data = Files.createDirectories(place.own().resolve("data"));
    String mount = "mount -t tmpfs -o size=64k full " + data + " && exec \"$@\"";
    List<String> small =
        List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh");
    Path go = place.shared().resolve("go");
    String fills = "until test -e " + go + "; do sleep 0.02; done; yes > fill; exec sleep 4727";
    try (ForkedNode node =
        ForkedNode.start(place, false, "NONE", small, List.of(pod("a", fills, "")))) {
      node.says("ready a");
      Files.createFile(go);
      ForkedNode.untilSome("sleep 4727");
      node.stop();
      assertThat(node.output()).contains("stopped").doesNotContain("\tat ");
    }
    String full =
        "mount -t tmpfs -o size=64k full "
            + data
            + " && { cat /dev/zero > "
            + data
            + "/fill 2>/dev/null; exec \"$@\"; }";
    List<String> none =
        List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", full, "sh");
    try (ForkedNode node =
        ForkedNode.start(place, false, "NONE", none, List.of(pod("a", "sleep 4727", "")))) {
      assertThat(node.says("No space left on device")).doesNotContain("\tat ");
    }
  }
}
