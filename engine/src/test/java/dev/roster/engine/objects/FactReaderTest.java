package dev.roster.engine.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Fact.DeclaredSetFact;
import dev.roster.core.catalog.Fact.EndpointFact;
import dev.roster.core.catalog.Fact.PodFact;
import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.FactReader.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;

class FactReaderTest {
  private static Reading read(String json) throws Exception {
    return FactReader.fact("local", (Tree.Obj) JsonReader.read(json, "test"));
  }

  private static <T> T fact(Class<T> type, String json) throws Exception {
    assertThat(read(json)).isInstanceOf(Reading.Read.class);
    return type.cast(((Reading.Read) read(json)).fact());
  }

  private static ServiceFact service(String spec) throws Exception {
    return fact(
        ServiceFact.class,
        "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"db\"},\"spec\":%s}"
            .formatted(spec));
  }

  @Test
  void servicesByHowTheyAnswer() throws Exception {
    assertThat(service("{\"clusterIP\":\"None\"}").type()).isEqualTo(ServiceFact.Type.HEADLESS);
    assertThat(service("{\"clusterIPs\":[\"None\"]}").type()).isEqualTo(ServiceFact.Type.HEADLESS);
    // Nobody gave it an address: its members are all there is.
    assertThat(service("{\"type\":\"ClusterIP\"}").type()).isEqualTo(ServiceFact.Type.HEADLESS);
    ServiceFact virtual =
        service("{\"clusterIP\":\"10.96.0.1\",\"clusterIPs\":[\"10.96.0.1\",\"fd00::1\"]}");
    assertThat(virtual.type()).isEqualTo(ServiceFact.Type.CLUSTER_IP);
    assertThat(virtual.clusterIps())
        .containsExactly(IpAddress.of("10.96.0.1"), IpAddress.of("fd00::1"));
    assertThat(virtual.key()).isEqualTo(ObjectKey.local(Kind.SERVICE, "default", "db"));
    ServiceFact external = service("{\"type\":\"ExternalName\",\"externalName\":\"a.example\"}");
    assertThat(external.type()).isEqualTo(ServiceFact.Type.EXTERNAL_NAME);
    assertThat(external.externalName()).isEqualTo("a.example");
    ServiceFact ported =
        service(
            "{\"selector\":{\"a\":\"b\"},\"ports\":[{\"port\":53,\"protocol\":\"UDP\"},{\"name\":\"x\",\"port\":1}]}");
    assertThat(ported.ports()).containsExactly(new Port("", "udp", 53), new Port("x", "tcp", 1));
    assertThat(ported.selected()).isTrue();
    assertThat(virtual.selected()).isFalse();
  }

  @Test
  void slices() throws Exception {
    SliceFact slice =
        fact(
            SliceFact.class,
            """
            {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
             "metadata": {"name": "db-1", "namespace": "prod",
                          "labels": {"kubernetes.io/service-name": "db"}},
             "ports": [{"name": "pg", "port": 5432, "protocol": "TCP"}, {"name": "any"}],
             "endpoints": [
               {"addresses": ["10.0.0.1", "10.0.0.2"], "hostname": "DB-0", "nodeName": "n",
                "zone": "z", "targetRef": {"kind": "Pod", "name": "db-0", "uid": "u"}},
               {"addresses": ["10.0.0.3"], "conditions": {"ready": false, "terminating": true}},
               {"addresses": ["10.0.0.4"], "conditions": {"ready": null, "serving": false}}]}
            """);
    assertThat(slice.service()).isEqualTo("db");
    assertThat(slice.ports())
        .containsExactly(new Port("pg", "tcp", 5432), new Port("any", "tcp", -1));
    List<EndpointFact> endpoints = slice.endpoints();
    assertThat(endpoints.get(0))
        .isEqualTo(
            new EndpointFact(
                List.of(IpAddress.of("10.0.0.1"), IpAddress.of("10.0.0.2")),
                true,
                true,
                false,
                "db-0",
                "db-0",
                "u",
                "n",
                "z"));
    assertThat(endpoints.get(1).ready()).isFalse();
    assertThat(endpoints.get(1).terminating()).isTrue();
    assertThat(endpoints.get(2).ready()).isTrue();
    assertThat(endpoints.get(2).serving()).isFalse();
  }

  @Test
  void podsThatEndedShowNothing() throws Exception {
    String pod =
        "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\"},\"status\":%s}";
    PodFact running =
        fact(
            PodFact.class,
            pod.formatted(
                "{\"phase\":\"Running\",\"podIP\":\"10.0.0.1\",\"podIPs\":[{\"ip\":\"10.0.0.1\"},{\"ip\":\"fd00::1\"}]}"));
    assertThat(running.addresses())
        .containsExactly(IpAddress.of("10.0.0.1"), IpAddress.of("fd00::1"));
    for (String status :
        List.of("{\"phase\":\"Failed\",\"podIP\":\"10.0.0.1\"}", "{\"phase\":\"Pending\"}", "{}")) {
      assertThat(read(pod.formatted(status)))
          .isEqualTo(new Reading.Nothing(ObjectKey.local(Kind.POD, "default", "p")));
    }
  }

  @Test
  void declaredSets() throws Exception {
    String set =
        "{\"apiVersion\":\"apps/v1\",\"kind\":\"StatefulSet\",\"metadata\":{\"name\":\"db\"},\"spec\":%s}";
    ObjectKey key = ObjectKey.local(Kind.STATEFUL_SET, "default", "db");
    assertThat(fact(DeclaredSetFact.class, set.formatted("{\"serviceName\":\"db\"}")))
        .isEqualTo(new DeclaredSetFact(key, "db", 0, 1));
    assertThat(
            fact(
                DeclaredSetFact.class,
                set.formatted("{\"serviceName\":\"s\",\"replicas\":3,\"ordinals\":{\"start\":2}}")))
        .isEqualTo(new DeclaredSetFact(key, "s", 2, 3));
    assertThat(read(set.formatted("{\"replicas\":3}"))).isEqualTo(new Reading.Nothing(key));
    assertThat(read(set.formatted("{\"serviceName\":\"s\",\"replicas\":0}")))
        .isEqualTo(new Reading.Nothing(key));
  }

  @Test
  void problemsSayWhereAndWhat() throws Exception {
    String service = "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{%s},\"spec\":%s}";
    assertThat(read(service.formatted("", "{}")))
        .isEqualTo(new Reading.Broken("metadata.name", "is missing"));
    assertThat(read(service.formatted("\"name\":\"a\"", "{\"clusterIP\":\"10.0.0\"}")))
        .isEqualTo(new Reading.Broken("spec.clusterIPs[0]", "\"10.0.0\" is no IP address"));
    assertThat(read(service.formatted("\"name\":\"a\"", "{\"ports\":[{\"port\":70000}]}")))
        .isEqualTo(new Reading.Broken("spec.ports[0].port", "is 70000 (expected: 1..65535)"));
    assertThat(read("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"}}"))
        .isEqualTo(new Reading.Ignored());
    assertThat(read("{}")).isEqualTo(new Reading.Ignored());
  }
}
