package dev.roster.kubernetes.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Position;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.FactReader.Reading;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What decoding takes of the heap, while it goes on and after it.
class DecodeAllocationTest {
  private static final int SLICES = 200;
  private static final int ENDPOINTS = 100;

  /// Bytes that decoding of one endpoint may take, most of which is garbage at once.
  private static final long BYTES_PER_ENDPOINT_MAX = 700;

  private static Tree text(String text) {
    return Tree.Text.of(text);
  }

  private static Tree.Obj endpoint(int slice, int number) {
    String name = "db-" + slice + "-" + number;
    String uid = "6775dc77-0156-4f61-9afc-%012x".formatted(slice * 1000 + number);
    return Tree.Obj.of(
        Map.of(
            "addresses", list(text("10.%d.%d.%d".formatted(slice % 256, number / 256, number))),
            "conditions", Tree.Obj.of(Map.of("ready", new Tree.Bool(true, Position.NONE))),
            "hostname", text(name),
            "nodeName", text("node-" + number % 7),
            "zone", text("zone-" + number % 3),
            "targetRef",
                Tree.Obj.of(Map.of("kind", text("Pod"), "name", text(name), "uid", text(uid)))));
  }

  private static Tree list(Tree... elements) {
    return new Tree.Arr(List.of(elements), Position.NONE);
  }

  private static byte[] body() {
    List<Tree> items = new ArrayList<>();
    for (int slice = 0; slice < SLICES; slice++) {
      List<Tree> endpoints = new ArrayList<>();
      for (int i = 0; i < ENDPOINTS; i++) endpoints.add(endpoint(slice, i));
      Map<String, Tree> labels = Map.of("kubernetes.io/service-name", text("db-" + slice));
      items.add(
          Tree.Obj.of(
              Map.of(
                  "metadata",
                  Tree.Obj.of(
                      Map.of(
                          "name", text("db-" + slice),
                          "namespace", text("prod"),
                          "labels", Tree.Obj.of(labels))),
                  "addressType",
                  text("IPv4"),
                  "endpoints",
                  new Tree.Arr(endpoints, Position.NONE))));
    }
    ProtoSchema schema = new ProtoSchema(new Random(5));
    Tree.Obj list = Tree.Obj.of(Map.of("items", new Tree.Arr(items, Position.NONE)));
    return schema.enveloped(
        "discovery.k8s.io/v1", "EndpointSliceList", schema.message("EndpointSliceList", list));
  }

  @Test
  void anEndpointTakesBoundedBytes() throws IOException {
    byte[] body = body();
    BodyDecoder decoder = BodyDecoder.of(Encoding.PROTOBUF, "o", Kind.ENDPOINT_SLICE);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<SliceFact> slices = new ArrayList<>();
    long taken = 0;
    for (int i = 0; i < 3; i++) {
      slices.clear();
      long before = threads.getCurrentThreadAllocatedBytes();
      decoder.list(
          new ByteArrayInputStream(body),
          object -> slices.add((SliceFact) ((Reading.Read) object.reading()).fact()));
      taken = threads.getCurrentThreadAllocatedBytes() - before;
    }
    System.out.println(
        "bytes per endpoint: "
            + taken / (SLICES * ENDPOINTS)
            + " of "
            + body.length / (SLICES * ENDPOINTS));
    assertThat(slices).hasSize(SLICES);
    assertThat(taken / (SLICES * ENDPOINTS)).isLessThan(BYTES_PER_ENDPOINT_MAX);
  }

  @Test
  void whatManyEndpointsSayIsOneText() throws IOException {
    byte[] body = body();
    List<SliceFact> slices = new ArrayList<>();
    BodyDecoder.of(Encoding.PROTOBUF, "o", Kind.ENDPOINT_SLICE)
        .list(
            new ByteArrayInputStream(body),
            object -> slices.add((SliceFact) ((Reading.Read) object.reading()).fact()));
    SliceFact first = slices.getFirst();
    SliceFact last = slices.getLast();
    assertThat(last.key().namespace()).isSameAs(first.key().namespace());
    assertThat(last.endpoints().getFirst().node()).isSameAs(first.endpoints().getFirst().node());
    assertThat(last.endpoints().getFirst().zone()).isSameAs(first.endpoints().getFirst().zone());
    assertThat(last.endpoints()).hasSize(ENDPOINTS);
  }
}
