package dev.roster.core.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Kinds by what a person types, and by what a manifest says.
class KindsTest {
  @Test
  void kindsGoByManyWords() {
    check("sts", "apps/v1 StatefulSet statefulsets true true");
    check("StatefulSets", "apps/v1 StatefulSet statefulsets true true");
    check("statefulsets.apps", "apps/v1 StatefulSet statefulsets true true");
    check("svc", "v1 Service services true true");
    check("ep", "v1 Endpoints endpoints true true");
    check("endpointslice", "discovery.k8s.io/v1 EndpointSlice endpointslices true true");
    check("ns", "v1 Namespace namespaces false true");
    check("ev", "v1 Event events true true");
    check("netpol", "networking.k8s.io/v1 NetworkPolicy networkpolicies true false");
    check("ing", "networking.k8s.io/v1 Ingress ingresses true false");
    check("hpa", "autoscaling/v2 HorizontalPodAutoscaler horizontalpodautoscalers true false");
    check("sc", "storage.k8s.io/v1 StorageClass storageclasses false false");
    assertThat(Kinds.named("nope")).isEmpty();
  }

  @Test
  void aVersionIsExact() {
    assertThat(Kinds.find("apps/v1", "StatefulSet")).isPresent();
    assertThat(Kinds.find("v1", "StatefulSet")).isEmpty();
    assertThat(Kinds.find("apps/v1beta1", "StatefulSet")).isEmpty();
    assertThat(Kinds.of(Kind.STATEFUL_SET)).map(Kinds.Entry::version).contains("v1");
  }

  @Test
  void noKindIsThereTwice() {
    Set<String> seen = new HashSet<>();
    for (Kinds.Entry each : Kinds.all()) {
      assertThat(seen.add(each.apiVersion() + " " + each.kind().name())).as("%s", each).isTrue();
    }
  }

  private static void check(String word, String expected) {
    Kinds.Entry entry = Kinds.named(word).orElseThrow();
    String found =
        "%s %s %s %s %s"
            .formatted(
                entry.apiVersion(),
                entry.kind().name(),
                entry.plural(),
                entry.namespaced(),
                entry.actedOn());
    assertThat(found).as(word).isEqualTo(expected);
  }
}
