package dev.roster.dns.corefile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.dns.corefile.ClusterConfig.Result;
import dev.roster.dns.corefile.ClusterConfig.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Which cluster a Corefile follows.
class ClusterConfigTest {
  private static Result read(String text) {
    CorefileResult result = CorefileReader.read(text, "Corefile", Map.of());
    return ClusterConfig.of(((CorefileResult.Read) result).config());
  }

  private static ClusterConfig one(String text) {
    return ((Result.One) read(text)).config();
  }

  @Test
  void withoutAWordItIsTheClusterAround() {
    assertThat(read(".:1 {\n whoami\n}")).isEqualTo(new Result.None());
    assertThat(one(".:1 {\n kubernetes a.test\n}"))
        .isEqualTo(
            new ClusterConfig(
                new Source.InCluster(),
                Optional.empty(),
                Optional.empty(),
                true,
                false,
                false,
                0,
                0,
                0));
  }

  @Test
  void slicesAreNotAskedForWhereNoBlockShowsMembers() {
    String without = " kubernetes a.test {\n noendpoints\n}\n";
    assertThat(one(".:1 {\n" + without + "}").slices()).isFalse();
    assertThat(one(".:1 {\n" + without + "}\n.:2 {\n kubernetes a.test\n}").slices()).isTrue();
    assertThat(
            one(".:1 {\n kubernetes a.test {\n noendpoints\n multicluster a.test\n}\n}").slices())
        .isTrue();
  }

  @Test
  void aKubeconfigComesBeforeAnEndpoint() {
    String endpoint = "endpoint https://h\n tls c k a\n";
    assertThat(one(".:1 {\n kubernetes a.test {\n" + endpoint + "}\n}").source())
        .isEqualTo(new Source.Endpoint("https://h", List.of("c", "k", "a")));
    String both = endpoint + "kubeconfig f ctx\n";
    assertThat(one(".:1 {\n kubernetes a.test {\n" + both + "}\n}").source())
        .isEqualTo(new Source.Kubeconfig("f", "ctx"));
  }

  @Test
  void allBlocksTogetherSayWhatIsNeeded() {
    ClusterConfig config =
        one(
            """
            .:1 {
              kubernetes a.test {
                endpoint http://h
                labels a=b
                namespace_labels c=d
                apiserver_qps 1.5
                apiserver_burst 7
              }
            }
            .:2 {
              autopath @kubernetes
              kubernetes a.test b.test {
                endpoint http://h
                labels a=b
                multicluster b.test
                apiserver_qps 1
                apiserver_max_inflight 3
              }
            }
            """);
    assertThat(config)
        .isEqualTo(
            new ClusterConfig(
                new Source.Endpoint("http://h", List.of()),
                LabelSelector.parse("a=b"),
                Optional.empty(),
                true,
                true,
                true,
                1.5,
                7,
                3));
    assertThat(one(".:1 {\n kubernetes a.test {\n pods verified\n}\n}").pods()).isTrue();
    assertThat(one(".:1 {\n kubernetes a.test {\n pods insecure\n}\n}").pods()).isFalse();
  }

  @Test
  void twoClustersAreRefusedWhereTheSecondStands() {
    String text =
        """
        .:1 {
          kubernetes a.test {
            kubeconfig f ctx
          }
        }
        .:2 {
          kubernetes b.test
        }
        """;
    assertThat(((Result.Refused) read(text)).problem())
        .hasToString(
            "Corefile:6:1: kubernetes follows the cluster around this pod, and at Corefile:1:1 it"
                + " follows kubeconfig f ctx (a process follows one cluster: run another for the"
                + " other)");
  }
}
