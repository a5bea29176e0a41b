package dev.roster.kubernetes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Fact.EndpointFact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.catalog.PackedEndpoints;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a slice no longer names is the same, however either of the two is held.
class AddressesTest {
  private static final ObjectKey KEY =
      new ObjectKey("cluster", Kind.ENDPOINT_SLICE, "default", "db-1");

  private static SliceFact slice(List<EndpointFact> endpoints) {
    return new SliceFact(KEY, "db", List.of(), endpoints, Map.of());
  }

  private static IpAddress address(Random random, int many) {
    String form = random.nextInt(4) == 0 ? "fd00::" : "10.0." + random.nextInt(2) + ".";
    return IpAddress.parse(form + random.nextInt(many)).orElseThrow();
  }

  private static List<EndpointFact> endpoints(Random random, int count, int many) {
    List<EndpointFact> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<IpAddress> addresses = new ArrayList<>(List.of(address(random, many)));
      if (random.nextInt(5) == 0) addresses.add(address(random, many));
      boolean ready = random.nextInt(3) > 0;
      String name = "pod-" + random.nextInt(3);
      all.add(new EndpointFact(addresses, ready, ready, !ready, "", name, "uid-" + i, "n", "z"));
    }
    return all;
  }

  private static List<String> texts(List<EndpointFact> endpoints) {
    return endpoints.stream()
        .map(EndpointFact::toString)
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  private static List<EndpointFact> counted(SliceFact before, SliceFact now) {
    Set<IpAddress> named = Addresses.of(now);
    return Addresses.single(before.endpoints()).stream()
        .filter(EndpointFact::ready)
        .filter(each -> !named.contains(each.addresses().getFirst()))
        .toList();
  }

  @Test
  void goneIsWhatWasReadyAndIsNotNamed() {
    Random random = new Random(11);
    int found = 0;
    for (int i = 0; i < 600; i++) {
      int count = i % 100 == 0 ? 2_500 : random.nextInt(12); // several blocks, or one
      List<EndpointFact> were = endpoints(random, count, 250);
      List<EndpointFact> are = endpoints(random, count, 250);
      are.addAll(were.subList(0, random.nextInt(were.size() + 1)));
      List<String> gone = texts(counted(slice(were), slice(are)));
      SliceFact packed = slice(PackedEndpoints.of(were));
      assertThat(texts(Addresses.gone(slice(were), slice(are)))).isEqualTo(gone);
      assertThat(texts(Addresses.gone(packed, slice(are)))).isEqualTo(gone);
      assertThat(texts(Addresses.gone(packed, slice(PackedEndpoints.of(are))))).isEqualTo(gone);
      found += gone.size();
    }
    assertThat(found).isGreaterThan(1_000);
  }
}
