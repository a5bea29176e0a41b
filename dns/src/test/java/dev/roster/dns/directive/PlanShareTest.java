package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.wire.Flags;
import dev.roster.dns.metrics.Counters.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// With the Corefiles that distributions ship, what a cluster asks is answered by plans.
class PlanShareTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"kubeadm", "kind", "k3s", "eks", "aks", "nodelocaldns"})
  void theClustersMixIsAnsweredByPlans(String name) throws IOException {
    List<ClusterMix.Asked> questions = ClusterMix.questions();
    assertThat(questions).hasSize(100);
    try (ServedCorefile cluster = new ServedCorefile(ClusterMix.CLUSTER);
        ServedCorefile rest = new ServedCorefile(ClusterMix.REST);
        InProcess server = new InProcess(Shipped.here(name, folder, cluster.port(), rest.port()))) {
      Random random = new Random(7);
      // The caches get to know the world, and the plans are made.
      for (int round = 0; round < 2; round++) all(server, questions, random);
      Map<Event, Long> before = left(server);
      long hits = server.hits();
      all(server, questions, random);
      assertThat(server.hits() - hits).as(name + " " + left(server) + before).isEqualTo(400);
    }
  }

  private static void all(InProcess server, List<ClusterMix.Asked> questions, Random random) {
    for (boolean edns : new boolean[] {false, true}) {
      for (ClusterMix.Asked asked : questions) {
        for (Optional<Random> letters : List.of(Optional.<Random>empty(), Optional.of(random))) {
          byte[] reply = server.ask(asked.wire(edns, letters));
          assertThat(reply[3] & Flags.RCODE).as(asked.name()).isIn(0, 3);
        }
      }
    }
  }

  private static Map<Event, Long> left(InProcess server) {
    Map<Event, Long> counts = new EnumMap<>(Event.class);
    for (Event event : Event.values()) {
      long count = server.metrics.total(event);
      if (count > 0) counts.put(event, count);
    }
    return counts;
  }
}
