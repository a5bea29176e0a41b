package dev.roster.kubernetes.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Fact;
import dev.roster.core.catalog.Fact.EndpointFact;
import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.engine.objects.FactReader.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Bodies that Kubernetes' own types and serializers (k8s.io/api 1.36) wrote, in both encodings.
class ServerBodiesTest {
  private static final String ORIGIN = "o";

  private static List<ApiObject> list(Encoding encoding, Kind kind, String name, ListEnd wanted)
      throws IOException {
    List<ApiObject> items = new ArrayList<>();
    BodyDecoder decoder = BodyDecoder.of(encoding, ORIGIN, kind);
    ListEnd end = decoder.list(Bodies.open(name, encoding), items::add);
    assertThat(end).isEqualTo(wanted);
    return items;
  }

  private static ListEnd end(String resourceVersion, int items) {
    return new ListEnd(resourceVersion, "", OptionalLong.empty(), items);
  }

  private static Fact fact(ApiObject object) {
    return ((Reading.Read) object.reading()).fact();
  }

  private static IpAddress ip(String text) {
    return IpAddress.of(text);
  }

  @ParameterizedTest
  @EnumSource
  void services(Encoding encoding) throws IOException {
    ListEnd end = new ListEnd("4711", "eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ", OptionalLong.of(7), 4);
    List<ApiObject> items = list(encoding, Kind.SERVICE, "services", end);
    assertThat(items).map(ApiObject::resourceVersion).containsExactly("12", "13", "14", "15");
    ServiceFact kubernetes = (ServiceFact) fact(items.get(0));
    assertThat(kubernetes.key())
        .isEqualTo(new ObjectKey(ORIGIN, Kind.SERVICE, "default", "kubernetes"));
    assertThat(kubernetes.uid()).isEqualTo("6775dc77-0156-4f61-9afc-d44d14cf8b01");
    assertThat(kubernetes.clusterIps()).containsExactly(ip("10.96.0.1"), ip("fd00:10:96::1"));
    assertThat(kubernetes.ports())
        .containsExactly(new Port("https", "tcp", 443), new Port("dns", "udp", 53));
    assertThat(kubernetes.selected()).isFalse();
    ServiceFact db = (ServiceFact) fact(items.get(1));
    assertThat(db.type()).isEqualTo(ServiceFact.Type.HEADLESS);
    assertThat(db.selected()).isTrue();
    ServiceFact mail = (ServiceFact) fact(items.get(2));
    assertThat(mail.type()).isEqualTo(ServiceFact.Type.EXTERNAL_NAME);
    assertThat(mail.externalName()).isEqualTo("mail.example.org");
    ServiceFact web = (ServiceFact) fact(items.get(3));
    assertThat(web.externals()).containsExactly("192.0.2.1", "198.51.100.9", "lb.example.net");
    assertThat(web.labels()).isEqualTo(Map.of("app", "web", "empty", ""));
    assertThat(web.ports()).containsExactly(new Port("sctp", "sctp", 65_535));
  }

  @ParameterizedTest
  @EnumSource
  void endpointSlices(Encoding encoding) throws IOException {
    List<ApiObject> items = list(encoding, Kind.ENDPOINT_SLICE, "endpointslices", end("4712", 4));
    ApiObject first = items.getFirst();
    assertThat(first.ownerUid()).isEqualTo("6775dc77-0156-4f61-9afc-d44d14cf8b02");
    assertThat(first.triggered()).contains(Instant.parse("2026-11-23T05:00:00.123456789Z"));
    SliceFact db = (SliceFact) fact(first);
    assertThat(db.service()).isEqualTo("db");
    assertThat(db.ports()).containsExactly(new Port("pg", "tcp", 5432));
    assertThat(db.endpoints())
        .containsExactly(
            endpoint(1, true, true, false, "node-a", "zone-1"),
            endpoint(2, true, true, false, "node-b", "zone-2"),
            endpoint(3, false, false, true, "node-a", ""),
            new EndpointFact(
                List.of(ip("10.1.0.4")), true, true, false, "", "", "", "", "", List.of()));
    SliceFact six = (SliceFact) fact(items.get(1));
    assertThat(six.ports()).containsExactly(new Port("", "udp", -1));
    assertThat(six.endpoints().getFirst().addresses()).containsExactly(ip("fd00::1:2"));
    SliceFact names = (SliceFact) fact(items.get(2));
    assertThat(names.endpoints().getFirst().hosts()).containsExactly(Name.of("a.example.org"));
    SliceFact none = (SliceFact) fact(items.get(3));
    assertThat(none.service()).isEmpty();
    assertThat(none.endpoints()).isEmpty();
    assertThat(list(encoding, Kind.ENDPOINT_SLICE, "endpointslices-none", end("4713", 0)))
        .isEmpty();
  }

  private static EndpointFact endpoint(
      int number, boolean ready, boolean serving, boolean terminating, String node, String zone) {
    return new EndpointFact(
        List.of(ip("10.1.0." + number)),
        ready,
        serving,
        terminating,
        "db-" + (number - 1),
        "db-" + (number - 1),
        "5d1c2c3a-0156-4f61-9afc-d44d14cf8b0" + number,
        node,
        zone);
  }

  @ParameterizedTest
  @EnumSource
  void podsNamespacesAndNodes(Encoding encoding) throws IOException {
    List<ApiObject> pods = list(encoding, Kind.POD, "pods", end("4714", 3));
    Fact.PodFact pod = (Fact.PodFact) fact(pods.getFirst());
    assertThat(pod.addresses()).containsExactly(ip("10.1.0.1"), ip("fd00::1"));
    assertThat(pod.labels()).containsEntry("statefulset.kubernetes.io/pod-name", "db-0");
    assertThat(pods.get(1).reading()).isEqualTo(new Reading.Nothing(pods.get(1).key()));
    assertThat(pods.get(2).reading()).isInstanceOf(Reading.Nothing.class);

    ApiObject namespace = list(encoding, Kind.NAMESPACE, "namespaces", end("4715", 1)).getFirst();
    assertThat(namespace.key()).isEqualTo(new ObjectKey(ORIGIN, Kind.NAMESPACE, "", "kube-system"));
    Map<String, String> labels = Map.of("kubernetes.io/metadata.name", "kube-system");
    assertThat(fact(namespace)).isEqualTo(new Fact.NamespaceFact(namespace.key(), labels));

    ApiObject node = list(encoding, Kind.NODE, "nodes", end("4716", 1)).getFirst();
    assertThat(((Fact.NodeFact) fact(node)).labels())
        .containsEntry("topology.kubernetes.io/zone", "zone-1");

    BodyDecoder decoder = BodyDecoder.of(encoding, ORIGIN, Kind.NAMESPACE);
    ApiObject one = decoder.object(Bodies.open("namespace", encoding));
    assertThat(one.uid()).isEqualTo("6775dc77-0156-4f61-9afc-d44d14cf8b0a");
  }

  @ParameterizedTest
  @EnumSource
  void aWatch(Encoding encoding) throws IOException {
    BodyDecoder decoder = BodyDecoder.of(encoding, ORIGIN, Kind.ENDPOINT_SLICE);
    WatchReader watch = decoder.watch(Bodies.open("endpointslices.watch", encoding));
    List<String> told = new ArrayList<>();
    for (Optional<WatchFrame> next = watch.next(); next.isPresent(); next = watch.next()) {
      told.add(
          switch (next.get()) {
            case WatchFrame.Put(ApiObject object, boolean added) ->
                (added ? "added " : "changed ") + object.key().name() + ready(object);
            case WatchFrame.Deleted(ApiObject object) -> "deleted " + object.key().name();
            case WatchFrame.Bookmark(String version, boolean end) -> version + " " + end;
            case WatchFrame.Failed(ApiStatus status) -> status.toString();
            case WatchFrame.Other(String type) -> type;
          });
    }
    assertThat(told)
        .containsExactly(
            "added db-abcde [true, true, false, true]",
            "added db-six [true]",
            "4717 true",
            "changed db-abcde [true, false, false, true]",
            "deleted db-six",
            "4800 false",
            "410 Expired: too old resource version: 5 (4711)");
    assertThat(watch.bytes()).isBetween(2_600L, 5_423L);
  }

  private static String ready(ApiObject object) {
    return " " + ((SliceFact) fact(object)).endpoints().stream().map(EndpointFact::ready).toList();
  }

  @ParameterizedTest
  @EnumSource
  void aStatus(Encoding encoding) throws IOException {
    byte[] body = Bodies.bytes("status", encoding);
    ApiStatus wanted =
        new ApiStatus(429, "TooManyRequests", "too many requests", OptionalInt.of(7));
    assertThat(ApiStatus.of(500, encoding.mediaType(), body)).isEqualTo(wanted);
    assertThat(ApiStatus.of(502, "text/html", "<h1>bad</h1>".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new ApiStatus(502, "", "<h1>bad</h1>", OptionalInt.empty()));
  }
}
