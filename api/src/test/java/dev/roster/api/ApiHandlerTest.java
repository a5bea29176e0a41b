package dev.roster.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.JsonWriter;
import dev.roster.engine.objects.MalformedTextException;
import dev.roster.engine.store.MemoryStore;
import dev.roster.engine.store.Verbs;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiHandlerTest {
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String SETS = "/apis/apps/v1/namespaces/default/statefulsets";

  private static final String SET =
      """
      {"metadata":{"name":"db"},"spec":{"serviceName":"db-service","replicas":3,
       "selector":{"matchLabels":{"app":"db"}},
       "template":{"metadata":{"labels":{"app":"db"}},
        "spec":{"containers":[{"name":"main","image":"busybox:1.36"}]}}}}\
      """;

  private Instant now = Instant.parse("2026-01-02T03:04:05Z");
  private final Verbs verbs = new Verbs(new MemoryStore(), () -> now, new Random(7));
  private final ApiHandler handler = new ApiHandler(verbs, PodLogs.NONE, () -> now);

  @BeforeEach
  void namespace() {
    ok("POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"default\"}}");
  }

  @Test
  void an_object_is_created_read_listed_and_deleted() {
    Tree.Obj created = ok("POST", MAPS, map("a", "1"));
    assertThat(created.text("kind")).isEqualTo("ConfigMap");
    assertThat(created.text("metadata", "namespace")).isEqualTo("default");
    assertThat(ok("GET", MAPS + "/a", "")).isEqualTo(created);
    Tree.Obj list = ok("GET", MAPS, "");
    assertThat(list.text("kind")).isEqualTo("ConfigMapList");
    assertThat(list.text("metadata", "resourceVersion")).isEqualTo("2");
    assertThat(list.list("items")).hasSize(1);
    assertThat(((Tree.Obj) list.list("items").getFirst()).get("kind")).isEmpty();
    Tree.Obj deleted = ok("DELETE", MAPS + "/a", "");
    assertThat(JsonWriter.write(deleted))
        .isEqualTo(
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Success\","
                + "\"details\":{\"name\":\"a\",\"kind\":\"configmaps\",\"uid\":\""
                + created.text("metadata", "uid")
                + "\"}}");
  }

  @Test
  void failures_are_status_objects_in_kubernetes_words() {
    ok("POST", MAPS, map("a", "1"));
    fails(
        "GET",
        PODS + "/x",
        "",
        404,
        "NotFound",
        "pods \"x\" not found",
        "{\"name\":\"x\",\"kind\":\"pods\"}");
    fails(
        "GET",
        SETS + "/x",
        "",
        404,
        "NotFound",
        "statefulsets.apps \"x\" not found",
        "{\"name\":\"x\",\"group\":\"apps\",\"kind\":\"statefulsets\"}");
    fails(
        "POST",
        MAPS,
        map("a", "2"),
        409,
        "AlreadyExists",
        "configmaps \"a\" already exists",
        "{\"name\":\"a\",\"kind\":\"configmaps\"}");
    fails(
        "POST",
        "/api/v1/namespaces/nowhere/configmaps",
        map("a", "2"),
        404,
        "NotFound",
        "namespaces \"nowhere\" not found",
        "{\"name\":\"nowhere\",\"kind\":\"namespaces\"}");
    fails(
        "GET",
        "/api/v1/gadgets",
        "",
        404,
        "NotFound",
        "the server could not find the requested resource",
        "{}");
    assertThat(handle("GET", "/apis/none.example/v1/gadgets", "application/json", ""))
        .isEqualTo(new Reply.Text(404, "404 page not found\n"));
    assertThat(failure("POST", "/api/v1/configmaps", map("b", "1")).code()).isEqualTo(405);
    assertThat(failure("POST", MAPS, "{").reason()).isEqualTo("BadRequest");
    assertThat(failure("POST", MAPS, "{\"data\":{\"k\":1},\"metadata\":{\"name\":\"b\"}}").code())
        .isEqualTo(400);
  }

  @Test
  void an_invalid_object_names_each_cause() {
    Failure failure = failure("POST", MAPS, map("A.", "1"));
    assertThat(failure.code()).isEqualTo(422);
    assertThat(failure.reason()).isEqualTo("Invalid");
    assertThat(failure.message()).startsWith("ConfigMap \"A.\" is invalid: metadata.name: ");
    assertThat(failure.details().text("kind")).isEqualTo("ConfigMap");
    Tree.Obj cause = (Tree.Obj) failure.details().list("causes").getFirst();
    assertThat(cause.text("field")).isEqualTo("metadata.name");
    assertThat(cause.text("reason")).isEqualTo("FieldValueInvalid");
  }

  @Test
  void unknown_fields_are_warned_of_dropped_or_refused() {
    String body = "{\"metadata\":{\"name\":\"%s\"},\"dat\":{}}";
    Failure strict = failure("POST", MAPS + "?fieldValidation=Strict", body.formatted("a"));
    assertThat(strict.message()).isEqualTo("strict decoding error: unknown field \"dat\"");
    var warned = (Reply.Json) handle("POST", MAPS, "application/json", body.formatted("a"));
    assertThat(warned.warnings()).containsExactly("unknown field \"dat\"");
    assertThat(((Tree.Obj) warned.tree()).get("dat")).isEmpty();
  }

  @Test
  void selectors_choose() {
    ok("POST", MAPS, "{\"metadata\":{\"name\":\"a\",\"labels\":{\"k\":\"1\",\"x\":\"y\"}}}");
    ok("POST", MAPS, "{\"metadata\":{\"name\":\"b\",\"labels\":{\"k\":\"2\"}}}");
    ok("POST", MAPS, "{\"metadata\":{\"name\":\"c\"}}");
    String table =
        """
        labelSelector=k%3D1                       | a
        labelSelector=k%3D%3D2                    | b
        labelSelector=k!%3D1                      | b c
        labelSelector=k                           | a b
        labelSelector=!k                          | c
        labelSelector=k+in+(1,2),x                | a
        labelSelector=k+notin+(1)                 | b c
        labelSelector=k%3E1                       | b
        fieldSelector=metadata.name%3Db           | b
        fieldSelector=metadata.name!%3Db          | a c
        fieldSelector=metadata.namespace%3Dother  |
        """;
    for (String line : table.lines().toList()) {
      String[] sides = line.split("\\|", -1);
      List<String> names =
          ok("GET", MAPS + "?" + sides[0].strip(), "").list("items").stream()
              .map(item -> ((Tree.Obj) item).text("metadata", "name"))
              .toList();
      assertThat(String.join(" ", names)).as(sides[0]).isEqualTo(sides[1].strip());
    }
    assertThat(failure("GET", MAPS + "?labelSelector=a%3Eb", "").code()).isEqualTo(400);
    assertThat(failure("GET", MAPS + "?fieldSelector=spec.x%3D1", "").message())
        .isEqualTo("field label not supported: spec.x");
  }

  @Test
  void a_put_replaces_and_a_stale_one_conflicts() {
    Tree.Obj first = ok("POST", MAPS, map("a", "1"));
    Tree.Obj second = ok("PUT", MAPS + "/a", map("a", "2"));
    assertThat(second.text("data", "k")).isEqualTo("2");
    Failure stale = failure("PUT", MAPS + "/a", JsonWriter.write(first));
    assertThat(stale.code()).isEqualTo(409);
    assertThat(stale.message())
        .isEqualTo(
            "Operation cannot be fulfilled on configmaps \"a\": the object has been modified;"
                + " please apply your changes to the latest version and try again");
    assertThat(failure("PUT", MAPS + "/b", map("a", "2")).code()).isEqualTo(400);
    assertThat(failure("PUT", MAPS + "/b", map("b", "2")).code()).isEqualTo(404);
    assertThat(ok("PUT", MAPS + "/a", map("a", "2"))).isEqualTo(second);
  }

  @Test
  void a_merge_patch_merges_and_null_removes() {
    ok("POST", MAPS, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"1\",\"l\":\"2\"}}");
    String patch = "{\"data\":{\"k\":null,\"m\":\"3\"},\"metadata\":{\"labels\":{\"x\":\"y\"}}}";
    Tree.Obj patched = (Tree.Obj) ((Reply.Json) patch(MAPS + "/a", patch)).tree();
    assertThat(JsonWriter.write(patched.obj("data"))).isEqualTo("{\"l\":\"2\",\"m\":\"3\"}");
    assertThat(patched.text("metadata", "labels", "x")).isEqualTo("y");
    var stale = (Reply.Failed) patch(MAPS + "/a", "{\"metadata\":{\"resourceVersion\":\"1\"}}");
    assertThat(stale.failure().code()).isEqualTo(409);
    assertThat(failure("PATCH", MAPS + "/a", "{}").code()).isEqualTo(415);
  }

  @Test
  void scale_reads_and_writes_replicas() {
    ok("POST", SETS, SET);
    Tree.Obj scale = ok("GET", SETS + "/db/scale", "");
    assertThat(scale.text("kind")).isEqualTo("Scale");
    assertThat(scale.number(-1, "spec", "replicas")).isEqualTo(3);
    assertThat(scale.text("status", "selector")).isEqualTo("app=db");
    patch(SETS + "/db/scale", "{\"spec\":{\"replicas\":5}}");
    Tree.Obj set = ok("GET", SETS + "/db", "");
    assertThat(set.number(-1, "spec", "replicas")).isEqualTo(5);
    assertThat(set.number(-1, "metadata", "generation")).isEqualTo(2);
    patch(SETS + "/db/scale", "{\"spec\":{\"replicas\":0}}");
    assertThat(JsonWriter.write(ok("GET", SETS + "/db/scale", "").obj("spec"))).isEqualTo("{}");
    var negative = (Reply.Failed) patch(SETS + "/db/scale", "{\"spec\":{\"replicas\":-1}}");
    assertThat(negative.failure().code()).isEqualTo(422);
    assertThat(failure("GET", MAPS + "/a/scale", "").code()).isEqualTo(404);
  }

  @Test
  void what_is_immutable_stays() {
    ok("POST", SETS, SET);
    var renamed = (Reply.Failed) patch(SETS + "/db", "{\"spec\":{\"serviceName\":\"other\"}}");
    assertThat(renamed.failure().code()).isEqualTo(422);
    assertThat(renamed.failure().message()).contains("updates to statefulset spec");
    assertThat(patch(SETS + "/db", "{\"spec\":{\"replicas\":1}}")).isInstanceOf(Reply.Json.class);
  }

  @Test
  void a_pod_on_a_node_is_answered_as_it_goes() {
    String container = "{\"name\":\"c\",\"image\":\"i:1\"}";
    String spec = "{\"nodeName\":\"n\",\"containers\":[" + container + "]}";
    ok("POST", PODS, "{\"metadata\":{\"name\":\"p\"},\"spec\":" + spec + "}");
    Tree.Obj going = ok("DELETE", PODS + "/p", "{\"gracePeriodSeconds\":7}");
    assertThat(going.text("metadata", "deletionTimestamp")).isEqualTo("2026-01-02T03:04:12Z");
    assertThat(going.number(0, "metadata", "deletionGracePeriodSeconds")).isEqualTo(7);
    ok("DELETE", PODS + "/p?gracePeriodSeconds=0", "");
    assertThat(verbs.store().get(ObjectKey.local(Kind.POD, "default", "p"))).isEmpty();
  }

  @Test
  void a_table_has_the_columns_that_kubectl_prints() {
    ok("POST", SETS, SET);
    now = now.plusSeconds(65);
    var reply = (Reply.Json) handle("GET", SETS, ";as=Table;v=v1", "application/json", "");
    Tree.Obj row = (Tree.Obj) ((Tree.Obj) reply.tree()).list("rows").getFirst();
    assertThat(JsonWriter.write(row.get("cells").orElseThrow()))
        .isEqualTo("[\"db\",\"0/3\",\"65s\",\"main\",\"busybox:1.36\"]");
    assertThat(row.text("object", "kind")).isEqualTo("PartialObjectMetadata");
  }

  @Test
  void a_collection_is_deleted_by_selector() {
    ok("POST", MAPS, "{\"metadata\":{\"name\":\"a\",\"labels\":{\"k\":\"1\"}}}");
    ok("POST", MAPS, "{\"metadata\":{\"name\":\"b\"}}");
    assertThat(ok("DELETE", MAPS + "?labelSelector=k", "").list("items")).hasSize(1);
    assertThat(ok("GET", MAPS, "").list("items")).hasSize(1);
  }

  @Test
  void what_is_not_supported_is_not_ignored() {
    assertThat(failure("POST", MAPS + "?dryRun=All", map("a", "1")).code()).isEqualTo(400);
    assertThat(ok("GET", MAPS, "").list("items")).isEmpty();
  }

  private static String map(String name, String value) {
    return "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":{\"k\":\"" + value + "\"}}";
  }

  private Reply handle(String method, String target, String contentType, String body) {
    return handle(method, target, "", contentType, body);
  }

  private Reply handle(
      String method, String target, String accept, String contentType, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return handler.handle(ApiRequest.of(method, target, accept, contentType, bytes));
  }

  private Reply patch(String target, String body) {
    return handle("PATCH", target, "application/merge-patch+json; charset=utf-8", body);
  }

  private Tree.Obj ok(String method, String target, String body) {
    return switch (handle(method, target, "application/json", body)) {
      case Reply.Json(var _, var tree, var _) -> (Tree.Obj) tree;
      case Reply other -> throw new AssertionError(other);
    };
  }

  private Failure failure(String method, String target, String body) {
    return switch (handle(method, target, "application/json", body)) {
      case Reply.Failed(var failure) -> failure;
      case Reply other -> throw new AssertionError(other);
    };
  }

  private void fails(
      String method,
      String target,
      String body,
      int code,
      String reason,
      String message,
      String details) {
    Tree.Obj status = failure(method, target, body).status();
    assertThat(status.number(0, "code")).isEqualTo(code);
    assertThat(status.text("reason")).isEqualTo(reason);
    assertThat(status.text("message")).isEqualTo(message);
    try {
      assertThat(status.obj("details")).isEqualTo(JsonReader.read(details, "expected"));
    } catch (MalformedTextException malformed) {
      throw new AssertionError(malformed);
    }
  }
}
