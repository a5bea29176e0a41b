package dev.roster.kubernetes.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Fact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.catalog.PackedEndpoints;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.FactReader;
import dev.roster.engine.objects.FactReader.Reading;
import dev.roster.engine.objects.JsonWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is decoded of random objects, from protobuf and from JSON, is what a tree of them says.
class RandomBodiesTest {
  private static final int OBJECTS = 4_000;
  private static final int LISTS = 100;
  private static final String ORIGIN = "cluster-1";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v1 Service",
        "discovery.k8s.io/v1 EndpointSlice",
        "v1 Pod",
        "v1 Namespace",
        "v1 Node"
      })
  void objectsAreWhatTreesSay(String type) throws IOException {
    Random random = new Random(11);
    String apiVersion = type.substring(0, type.indexOf(' '));
    String name = type.substring(type.indexOf(' ') + 1);
    Kind kind = Kind.of(apiVersion, name);
    BodyDecoder protobuf = BodyDecoder.of(Encoding.PROTOBUF, ORIGIN, kind);
    BodyDecoder json = BodyDecoder.of(Encoding.JSON, ORIGIN, kind);
    int read = 0;
    for (int i = 0; i < OBJECTS; i++) {
      Tree.Obj object = new RandomApiObject(random).object(name);
      ProtoSchema schema = new ProtoSchema(random);
      byte[] bytes = schema.enveloped(apiVersion, name, schema.message(name, object));
      Reading wanted = FactReader.fact(ORIGIN, typed(apiVersion, name, object));
      String text = JsonWriter.write(typed(apiVersion, name, object));
      ApiObject fromBytes = protobuf.object(new ByteArrayInputStream(bytes));
      ApiObject fromText = json.object(in(text));
      assertThat(comparable(fromBytes.reading())).as(text).isEqualTo(comparable(wanted));
      assertThat(comparable(fromText.reading())).as(text).isEqualTo(comparable(wanted));
      assertThat(head(fromBytes)).as(text).isEqualTo(head(fromText));
      if (wanted instanceof Reading.Read(Fact fact)) {
        read++;
        assertThat(fromBytes.key()).isEqualTo(fact.key());
      }
    }
    assertThat(read).isGreaterThan(OBJECTS / 4);
  }

  @Test
  void listsHaveAllTheirItemsInOrder() throws IOException {
    Random random = new Random(12);
    for (int i = 0; i < LISTS; i++) {
      Tree.Obj list = new RandomApiObject(random).object("ServiceList");
      ProtoSchema schema = new ProtoSchema(random);
      byte[] bytes = schema.enveloped("v1", "ServiceList", schema.message("ServiceList", list));
      List<ApiObject> fromBytes = new ArrayList<>();
      ListEnd end =
          BodyDecoder.of(Encoding.PROTOBUF, ORIGIN, Kind.SERVICE)
              .list(new ByteArrayInputStream(bytes), fromBytes::add);
      List<ApiObject> fromText = new ArrayList<>();
      ListEnd textEnd =
          BodyDecoder.of(Encoding.JSON, ORIGIN, Kind.SERVICE)
              .list(in(JsonWriter.write(typed("v1", "ServiceList", list))), fromText::add);
      assertThat(end).isEqualTo(textEnd);
      long remaining = list.number(-1, "metadata", "remainingItemCount");
      assertThat(end)
          .isEqualTo(
              new ListEnd(
                  list.text("metadata", "resourceVersion"),
                  list.text("metadata", "continue"),
                  remaining < 0 ? OptionalLong.empty() : OptionalLong.of(remaining),
                  list.list("items").size()));
      assertThat(fromBytes).map(RandomBodiesTest::head).isEqualTo(heads(fromText));
      assertThat(fromBytes)
          .map(each -> each.key().name())
          .isEqualTo(
              list.list("items").stream()
                  .map(each -> ((Tree.Obj) each).text("metadata", "name"))
                  .toList());
    }
  }

  private static ByteArrayInputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Tree.Obj typed(String apiVersion, String kind, Tree.Obj object) {
    Map<String, Tree> members = new LinkedHashMap<>();
    members.put("kind", Tree.Text.of(kind));
    members.put("apiVersion", Tree.Text.of(apiVersion));
    members.putAll(object.members());
    return Tree.Obj.of(members);
  }

  private static List<String> heads(List<ApiObject> objects) {
    return objects.stream().map(RandomBodiesTest::head).toList();
  }

  /// All but the reading.
  private static String head(ApiObject object) {
    return String.join(
        " ",
        object.key().toString(),
        object.uid(),
        object.resourceVersion(),
        object.ownerUid(),
        object.trigger());
  }

  /// Endpoints of a slice as packed ones stand; of what is broken, nothing but that it is.
  private static Reading comparable(Reading reading) {
    if (reading instanceof Reading.Broken) return new Reading.Broken("", "");
    if (!(reading instanceof Reading.Read(SliceFact slice))) return reading;
    List<Fact.EndpointFact> packed = PackedEndpoints.of(slice.endpoints());
    return new Reading.Read(
        new SliceFact(slice.key(), slice.service(), slice.ports(), packed, slice.labels()));
  }
}
