package dev.roster.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.ServiceKey;
import dev.roster.engine.feed.LiveCatalog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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

  private static Optional<FileFacts.Result> streamed(Path... paths) {
    return StreamedFacts.of(List.of(paths), new byte[0]);
  }

  private static Catalog catalog(FileFacts.Result result) {
    LiveCatalog live = new LiveCatalog(1, () -> Instant.EPOCH, () -> 0);
    live.accept(((FileFacts.Result.Events) result).events());
    return live.current();
  }

  @Test
  void aListIsReadAsAStream() throws IOException {
    Path services = list("a.json", SERVICE, "null");
    Path slices = list("no-suffix", SLICE);
    Catalog catalog = catalog(streamed(services, slices).orElseThrow());
    assertThat(catalog.size()).isEqualTo(new Catalog.Size(1, 1));
    assertThat(catalog.roster(ServiceKey.local("default", "db")).orElseThrow().anyReady()).isTrue();
    assertThat(streamed(folder)).isPresent(); // that is a.json alone
    byte[] stdin = Files.readString(services).getBytes(StandardCharsets.UTF_8);
    assertThat(StreamedFacts.of(List.of(Path.of("-")), stdin)).isPresent();
  }

  @Test
  void whatIsIrregularIsLeftToTrees() throws IOException {
    Path good = list("a.json", SERVICE, SLICE);
    Path yaml = Files.writeString(folder.resolve("b.yaml"), "kind: List\n");
    assertThat(streamed(good)).isPresent();
    assertThat(streamed(good, yaml)).isEmpty();
    assertThat(streamed(good, list("c.json", SERVICE))).isEmpty(); // twice the same
    assertThat(streamed(list("d.json", SERVICE.replace("v1", "")))).isEmpty();
    assertThat(streamed(Files.writeString(folder.resolve("e.json"), SERVICE))).isEmpty();
    assertThat(streamed(folder.resolve("gone.json"))).isEmpty();
    assertThat(streamed()).isEmpty();
  }

  @Test
  void slicesThatMustBePlannedNeedTrees() throws IOException {
    assertThat(streamed(list("a.json", SERVICE, SLICE, POD))).isPresent();
    assertThat(streamed(list("b.json", SERVICE, POD))).isEmpty();
    String endpoints =
        "{\"apiVersion\":\"v1\",\"kind\":\"Endpoints\",\"metadata\":{\"name\":\"db\"}}";
    String plain = SERVICE.replace("{\"app\": \"db\"}", "{}");
    assertThat(streamed(list("c.json", plain, endpoints))).isEmpty();
    assertThat(streamed(list("d.json", SERVICE, endpoints))).isPresent();
  }
}
