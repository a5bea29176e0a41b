package dev.roster.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.ServiceKey;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.engine.feed.LiveCatalog;
import dev.roster.engine.feed.ObjectEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is read as a stream, and what is left to trees.
class StreamedFactsTest {
  private static final String SERVICE =
      """
      {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "db"},
       "spec": {"clusterIP": "None", "selector": {"app": "db"}}}\
      """;
  private static final String SLICE =
      """
      {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
       "metadata": {"name": "db-x", "labels": {"kubernetes.io/service-name": "db"}},
       "endpoints": [{"addresses": ["10.0.0.1"], "hostname": "db-0"}]}\
      """;
  private static final String POD =
      """
      {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "db-0", "labels": {"app": "db"}},
       "spec": {}, "status": {"phase": "Running", "podIP": "10.0.0.1"}}\
      """;

  @TempDir Path folder;

  private Path list(String name, String... items) throws IOException {
    String text =
        "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[" + String.join(",", items) + "]}";
    return Files.writeString(folder.resolve(name), text);
  }

  private static boolean isStreamed(Path... paths) {
    List<ObjectEvent> told = new ArrayList<>();
    boolean streamed =
        StreamedFacts.tell(List.of(paths), new byte[0], told::addAll)
            instanceof StreamedFacts.Outcome.Told;
    assertThat(told.isEmpty()).isEqualTo(!streamed);
    return streamed;
  }

  @Test
  void aListIsReadAsAStream() throws IOException {
    Path services = list("a.json", SERVICE, "null");
    Path slices = list("no-suffix", SLICE);
    LiveCatalog live = new LiveCatalog(1, () -> Instant.EPOCH, () -> 0);
    List<Path> both = List.of(services, slices);
    assertThat(StreamedFacts.tell(both, new byte[0], live))
        .isInstanceOf(StreamedFacts.Outcome.Told.class);
    Catalog catalog = live.current();
    assertThat(catalog.revision().n()).isEqualTo(1);
    assertThat(catalog.isSynced(ObjectKey.LOCAL, Kind.SERVICE)).isTrue();
    assertThat(catalog.size()).isEqualTo(new Catalog.Size(1, 1));
    assertThat(catalog.roster(ServiceKey.local("default", "db")).orElseThrow().anyReady()).isTrue();
    // The same again is no change; without the slices they are gone.
    StreamedFacts.tell(both, new byte[0], live);
    assertThat(live.current().revision()).isEqualTo(catalog.revision());
    StreamedFacts.tell(List.of(services), new byte[0], live);
    assertThat(live.current().size()).isEqualTo(new Catalog.Size(1, 0));
    assertThat(live.current().revision().n()).isEqualTo(2);
    assertThat(isStreamed(folder)).isTrue(); // that is a.json alone
    byte[] stdin = Files.readString(services).getBytes(StandardCharsets.UTF_8);
    assertThat(StreamedFacts.tell(List.of(Path.of("-")), stdin, live))
        .isInstanceOf(StreamedFacts.Outcome.Told.class);
  }

  @Test
  void whatIsIrregularIsLeftToTrees() throws IOException {
    Path good = list("a.json", SERVICE, SLICE);
    Path yaml = Files.writeString(folder.resolve("b.yaml"), "kind: List\n");
    assertThat(isStreamed(good)).isTrue();
    assertThat(isStreamed(good, yaml)).isFalse();
    assertThat(isStreamed(good, list("c.json", SERVICE))).isFalse(); // twice the same
    assertThat(isStreamed(list("d.json", SERVICE.replace("v1", "")))).isFalse();
    assertThat(isStreamed(Files.writeString(folder.resolve("e.json"), SERVICE))).isFalse();
    assertThat(isStreamed(folder.resolve("gone.json"))).isFalse();
    assertThat(isStreamed()).isFalse();
  }

  @Test
  void slicesThatMustBePlannedNeedTrees() throws IOException {
    assertThat(isStreamed(list("a.json", SERVICE, SLICE, POD))).isTrue();
    assertThat(isStreamed(list("b.json", SERVICE, POD))).isFalse();
    String endpoints =
        "{\"apiVersion\":\"v1\",\"kind\":\"Endpoints\",\"metadata\":{\"name\":\"db\"}}";
    String plain = SERVICE.replace("{\"app\": \"db\"}", "{}");
    assertThat(isStreamed(list("c.json", plain, endpoints))).isFalse();
    assertThat(isStreamed(list("d.json", SERVICE, endpoints))).isTrue();
  }
}
