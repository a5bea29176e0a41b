package dev.roster.core.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Bounds of slices, and addresses that only one machine has.
class SliceRulesTest {
  @Test
  void countsAreBounded() {
    assertThat(check(slice(1000, 100), Cluster.LOCAL)).isEmpty();
    assertThat(check(slice(1001, 1), Cluster.LOCAL))
        .containsExactly("endpoints: Too many: 1001: must have at most 1000 items");
    assertThat(check(slice(1, 101), Cluster.LOCAL))
        .containsExactly("endpoints[0].addresses: Too many: 101: must have at most 100 items");
  }

  @Test
  void loopbackIsForOneMachine() {
    Tree.Obj slice = slice(1, 1);
    assertThat(check(slice, Cluster.LOCAL)).isEmpty();
    assertThat(check(slice, Cluster.KUBERNETES))
        .containsExactly(
            "endpoints[0].addresses[0]: Invalid value: \"127.0.0.1\": may not be in the loopback"
                + " range (127.0.0.0/8, ::1/128)");
  }

  private static List<String> check(Tree.Obj slice, Cluster cluster) {
    return ObjectRules.check(Defaults.apply(slice, cluster), cluster).stream()
        .map(Problem::toString)
        .toList();
  }

  private static Tree.Obj slice(int endpoints, int addresses) {
    Tree.Arr ips = Tree.Arr.of(Collections.nCopies(addresses, Tree.Text.of("127.0.0.1")));
    Tree endpoint = Tree.Obj.of(Map.of("addresses", ips));
    Map<String, Tree> slice = new LinkedHashMap<>();
    slice.put("apiVersion", Tree.Text.of("discovery.k8s.io/v1"));
    slice.put("kind", Tree.Text.of("EndpointSlice"));
    slice.put("metadata", Tree.Obj.of(Map.of("name", Tree.Text.of("a"))));
    slice.put("addressType", Tree.Text.of("IPv4"));
    slice.put("endpoints", Tree.Arr.of(Collections.nCopies(endpoints, endpoint)));
    return Tree.Obj.of(slice);
  }
}
