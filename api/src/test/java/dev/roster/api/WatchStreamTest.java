package dev.roster.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.MalformedTextException;
import dev.roster.engine.store.MemoryStore;
import dev.roster.engine.store.Verbs;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchStreamTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  private Instant now = Instant.parse("2026-01-02T03:04:05Z");
  private final MemoryStore store = new MemoryStore();
  private final Verbs verbs = new Verbs(store, () -> now, new Random(7));
  private final ApiHandler handler = new ApiHandler(verbs, PodLogs.NONE, () -> now);

  @BeforeEach
  void namespace() {
    send("POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"default\"}}");
    send("POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"other\"}}");
  }

  @Test
  void without_a_revision_the_present_comes_first() throws InterruptedException {
    create("a", "1");
    try (WatchStream stream = watch("?watch=true&labelSelector=w")) {
      assertThat(events(stream)).isEqualTo("ADDED a 1");
      patch("a", "{\"data\":{\"v\":\"2\"}}");
      send("DELETE", MAPS + "/a", "");
      assertThat(events(stream)).isEqualTo("MODIFIED a 2 DELETED a 2");
    }
  }

  @Test
  void from_a_revision_only_what_came_after_it() throws InterruptedException {
    create("a", "1");
    long revision = store.revision();
    create("b", "1");
    try (WatchStream stream = watch("?watch=1&resourceVersion=" + revision)) {
      assertThat(events(stream)).isEqualTo("ADDED b 1");
    }
  }

  @Test
  void what_stops_to_match_is_deleted_with_its_old_content() throws InterruptedException {
    create("a", "1");
    long revision = store.revision();
    try (WatchStream stream = watch("?watch=1&labelSelector=w%3D1&resourceVersion=" + revision)) {
      patch("a", "{\"metadata\":{\"labels\":{\"w\":\"2\"}},\"data\":{\"v\":\"2\"}}");
      assertThat(events(stream)).isEqualTo("DELETED a 1");
      patch("a", "{\"metadata\":{\"labels\":{\"w\":\"1\"}}}");
      assertThat(events(stream)).isEqualTo("ADDED a 2");
    }
  }

  @Test
  void other_namespaces_are_not_told() throws InterruptedException {
    long revision = store.revision();
    try (WatchStream stream = watch("?watch=1&resourceVersion=" + revision)) {
      send("POST", "/api/v1/namespaces/other/configmaps", "{\"metadata\":{\"name\":\"x\"}}");
      create("a", "1");
      assertThat(events(stream)).isEqualTo("ADDED a 1");
    }
  }

  @Test
  void too_old_is_one_error_event_and_the_end() throws InterruptedException {
    for (int i = 0; i <= MemoryStore.HISTORY_CHANGES_MAX; i++) create("m" + i, "");
    try (WatchStream stream = watch("?watch=1&resourceVersion=1")) {
      String line = stream.next().orElseThrow();
      assertThat(line).startsWith("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\"");
      assertThat(line).contains("\"reason\":\"Expired\"").contains("\"code\":410");
      assertThat(stream.next()).isEmpty();
    }
  }

  @Test
  void initial_events_end_with_a_bookmark() throws InterruptedException {
    create("a", "1");
    String query = "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";
    try (WatchStream stream = watch(query + "&allowWatchBookmarks=true")) {
      String lines = stream.next().orElseThrow();
      assertThat(lines.lines()).hasSize(2);
      assertThat(lines.lines().toList().getLast())
          .isEqualTo(
              "{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\","
                  + "\"metadata\":{\"resourceVersion\":\"3\",\"annotations\":"
                  + "{\"k8s.io/initial-events-end\":\"true\"}}}}");
    }
  }

  @Test
  void a_watch_ends_at_its_time_with_a_bookmark() throws InterruptedException {
    String query = "?watch=1&timeoutSeconds=5&allowWatchBookmarks=true&resourceVersion=2";
    try (WatchStream stream = watch(query)) {
      now = now.plusSeconds(6);
      assertThat(stream.next().orElseThrow())
          .contains("\"BOOKMARK\"")
          .contains("\"resourceVersion\":\"2\"");
      assertThat(stream.next()).isEmpty();
    }
  }

  private void create(String name, String value) {
    send(
        "POST",
        MAPS,
        "{\"metadata\":{\"name\":\"%s\",\"labels\":{\"w\":\"1\"}},\"data\":{\"v\":\"%s\"}}"
            .formatted(name, value));
  }

  private void patch(String name, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    handler.handle(
        ApiRequest.of("PATCH", MAPS + "/" + name, "", "application/merge-patch+json", bytes));
  }

  private Reply send(String method, String target, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return handler.handle(ApiRequest.of(method, target, "", "", bytes));
  }

  private WatchStream watch(String query) {
    return switch (send("GET", MAPS + query, "")) {
      case Reply.Watching(var stream) -> stream;
      case Reply other -> throw new AssertionError(other);
    };
  }

  /// `TYPE name value` of the next lines.
  private static String events(WatchStream stream) throws InterruptedException {
    return stream
        .next()
        .orElseThrow()
        .lines()
        .map(WatchStreamTest::event)
        .collect(Collectors.joining(" "));
  }

  private static String event(String line) {
    try {
      Tree.Obj event = (Tree.Obj) JsonReader.read(line, "event");
      Tree.Obj object = event.obj("object");
      return event.text("type")
          + " "
          + object.text("metadata", "name")
          + " "
          + object.text("data", "v");
    } catch (MalformedTextException malformed) {
      throw new AssertionError(malformed);
    }
  }
}
