package dev.roster.engine.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roster.core.catalog.Fact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.catalog.PackedEndpoints;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.FactReader.Reading;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Lists read as a stream say what trees say, or nothing.
class ListDecoderTest {
  private static final int OBJECTS = 20_000;
  private static final String HEAD = "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[";

  private static List<ListDecoder.Item> decode(String text) throws IOException {
    List<ListDecoder.Item> items = new ArrayList<>();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ListDecoder.decode(new ByteArrayInputStream(bytes), "a.json", items::add);
    return items;
  }

  @Test
  void whatIsDecodedIsWhatATreeSays() throws IOException {
    Random random = new Random(7);
    int decoded = 0;
    for (int i = 0; i < OBJECTS; i++) {
      String object = new RandomObject(random).text();
      List<ListDecoder.Item> items;
      try {
        items = decode(HEAD + object + "]}");
      } catch (MalformedTextException refused) {
        continue; // trees are read then
      }
      Tree.Obj tree = (Tree.Obj) JsonReader.read(object, "a.json");
      assertThat(items).hasSize(1);
      Reading wanted = FactReader.fact(ObjectKey.LOCAL, tree);
      assertThat(sorted(items.getFirst().reading())).as(object).isEqualTo(sorted(wanted));
      if (items.getFirst().reading() instanceof Reading.Read) decoded++;
    }
    assertThat(decoded).isGreaterThan(OBJECTS / 4);
  }

  /// Endpoints of a slice by address, each at one: as the packed ones stand.
  private static Reading sorted(Reading reading) {
    if (!(reading instanceof Reading.Read(SliceFact slice))) return reading;
    List<Fact.EndpointFact> packed = PackedEndpoints.of(slice.endpoints());
    return new Reading.Read(
        new SliceFact(slice.key(), slice.service(), slice.ports(), packed, slice.labels()));
  }

  @Test
  void aListAsKubectlPrintsItIsDecoded() throws IOException {
    // Fields in the order of the alphabet: items before kind, endpoints before kind.
    List<ListDecoder.Item> items =
        decode(
            """
            {"apiVersion": "v1", "items": [
              {"addressType": "IPv4", "apiVersion": "discovery.k8s.io/v1",
               "endpoints": [{"addresses": ["10.0.0.2"], "conditions": {"ready": false},
                 "hostname": "DB-1", "nodeName": "n", "targetRef": {"name": "db-1"}},
                 {"addresses": ["10.0.0.1"], "hostname": "db-0"}],
               "kind": "EndpointSlice",
               "metadata": {"labels": {"kubernetes.io/service-name": "db"}, "name": "db-x"},
               "ports": [{"name": "pg", "port": 5432, "protocol": "TCP"}]}
             ], "kind": "List", "metadata": {"resourceVersion": ""}}
            """);
    assertThat(items).hasSize(1);
    assertThat(items.getFirst().position()).hasToString("a.json:2:3");
    SliceFact slice = (SliceFact) ((Reading.Read) items.getFirst().reading()).fact();
    assertThat(slice.service()).isEqualTo("db");
    assertThat(slice.key().namespace()).isEqualTo("default");
    assertThat(slice.ports()).containsExactly(new Fact.Port("pg", "tcp", 5432));
    assertThat(slice.endpoints()).map(Fact.EndpointFact::hostname).containsExactly("db-0", "db-1");
    assertThat(slice.endpoints()).map(Fact.EndpointFact::ready).containsExactly(true, false);
  }

  @Test
  void whatIsNoListIsRefusedWithItsPlace() {
    String service = "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"a\"}";
    refused(service + "}", "a.json:1:");
    refused(HEAD + "{\"apiVersion\":\"v1\",\"kind\":\"Service\"}]}", "metadata.name: Required");
    refused(
        HEAD + "{\"kind\":\"Service\",\"metadata\":{\"name\":\"a\"}}]}", "apiVersion: Required");
    refused(HEAD + service + ",\"spec\":{\"ports\":[{\"port\":0}]}}]}", "a.json:1:");
    refused(HEAD + service + ",\"spec\":{},\"spec\":{}}]}", "not JSON: Duplicate field 'spec'");
    refused(HEAD + service + "}", "not JSON: ");
    refused(HEAD + "[]]}", "expected a List of objects");
    refused("{\"items\":[],\"kind\":\"Basket\"}", "expected a List of objects");
  }

  private static void refused(String text, String why) {
    assertThatThrownBy(() -> decode(text))
        .isInstanceOf(MalformedTextException.class)
        .hasMessageContaining(why);
  }
}
