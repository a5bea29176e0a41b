package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.roster.core.wire.RecordType;
import dev.roster.dns.pipeline.Site;
import dev.roster.dns.pipeline.Transport;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// With the Corefiles that distributions ship, no question of a cluster's mix costs memory: kept
/// replies and denials, in any letters, with OPT and without, cut to size, over IPv6 and TCP.
class ShippedAllocationTest {
  private static final int WARM_UP = 100;
  private static final int ROUNDS = 20;

  @TempDir private Path folder;

  @SuppressWarnings("ArrayRecordComponent")
  private record Packet(byte[] bytes, Transport how, boolean ipv4) {}

  @ParameterizedTest
  @ValueSource(strings = {"kubeadm", "kind", "k3s", "eks", "aks", "nodelocaldns"})
  void noQuestionOfTheMixAllocates(String name) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().threadId();
    try (ServedCorefile cluster = new ServedCorefile(ClusterMix.CLUSTER);
        ServedCorefile rest = new ServedCorefile(ClusterMix.REST);
        InProcess server = new InProcess(Shipped.here(name, folder, cluster.port(), rest.port()))) {
      Packet[] packets = packets(name.equals("nodelocaldns"));
      Site site = server.sites.getFirst();
      for (Packet packet : packets) server.ask(site, packet.how, packet.ipv4, packet.bytes);
      for (int i = 0; i < WARM_UP; i++) ask(server, site, packets);
      long hits = server.hits();
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < ROUNDS; i++) ask(server, site, packets);
      long allocated = threads.getThreadAllocatedBytes(thread) - before;
      assertThat(server.hits() - hits).isEqualTo((long) ROUNDS * packets.length);
      // Reading the counter itself allocates a little, once.
      assertThat(allocated).isLessThan(packets.length);
    }
  }

  private static void ask(InProcess server, Site site, Packet[] packets) {
    for (Packet packet : packets) {
      if (server.respond(site, packet.how, packet.ipv4, packet.bytes) <= 0) {
        throw new AssertionError("no reply");
      }
    }
  }

  private static Packet[] packets(boolean forwarded) {
    Random random = new Random(7);
    List<ClusterMix.Asked> questions = new ArrayList<>(ClusterMix.questions());
    if (!forwarded) {
      // Beyond 512 bytes; kept replies are cut by the pipeline where letters differ.
      questions.add(new ClusterMix.Asked("big.default.svc.cluster.local", RecordType.A));
      questions.add(new ClusterMix.Asked("_pg._tcp.db.default.svc.cluster.local", RecordType.SRV));
    }
    List<Packet> packets = new ArrayList<>();
    for (ClusterMix.Asked asked : questions) {
      for (boolean edns : new boolean[] {false, true}) {
        for (Optional<Random> letters : List.of(Optional.<Random>empty(), Optional.of(random))) {
          byte[] bytes = asked.wire(edns, letters);
          packets.add(new Packet(bytes, Transport.UDP, true));
          packets.add(new Packet(bytes, Transport.UDP, false));
          packets.add(new Packet(bytes, Transport.TCP, true));
        }
      }
    }
    return packets.toArray(new Packet[0]);
  }
}
