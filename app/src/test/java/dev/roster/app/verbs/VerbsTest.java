package dev.roster.app.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.api.ApiConfig;
import dev.roster.api.ApiServer;
import dev.roster.app.Main;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import dev.roster.engine.store.MemoryStore;
import dev.roster.engine.store.Verbs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The verbs as a user runs them, against a server on a socket.
class VerbsTest {
  private static final InstantSource CLOCK = () -> Instant.parse("2026-01-02T03:04:05Z");

  private static final String MANIFEST =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: db-service, labels: {app: db}}
      spec:
        clusterIP: None
        selector: {app: db}
        ports: [{name: pg, port: 5432}]
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: db, labels: {app: db}}
      spec:
        serviceName: db-service
        replicas: 3
        selector: {matchLabels: {app: db}}
        template:
          metadata: {labels: {app: db}}
          spec:
            containers:
            - name: main
              image: busybox:1.36
              command: [sleep, "3600"]
      """;

  @TempDir private Path folder = Path.of("");
  private final Verbs verbs = new Verbs(new MemoryStore(), CLOCK, new Random(3));
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeEach
  void server() throws IOException {
    verbs.create(object("v1", "Namespace", "", "default"));
    Path log = folder.resolve("log");
    ApiConfig config = new ApiConfig(folder.resolve("data"), Optional.of(folder));
    open.add(ApiServer.start(config, verbs, (_, _, _, _) -> Optional.of(log), CLOCK));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) each.close();
  }

  @Test
  void apply_creates_leaves_and_changes() throws IOException {
    Path file = write(MANIFEST);
    check("apply -f " + file, 0, "service/db-service created\nstatefulset.apps/db created\n", "");
    check(
        "apply -f " + file, 0, "service/db-service unchanged\nstatefulset.apps/db unchanged\n", "");
    write(MANIFEST.replace("replicas: 3", "replicas: 4"));
    check(
        "apply -f " + file,
        0,
        "service/db-service unchanged\nstatefulset.apps/db configured\n",
        "");
    assertThat(set().number(0, "spec", "replicas")).isEqualTo(4);
    write(MANIFEST.replace("3600", "7200"));
    check(
        "apply -f " + file,
        0,
        "service/db-service unchanged\nstatefulset.apps/db configured\n",
        "note: the template of statefulset.apps/db changed; a running pod keeps the old one:"
            + " delete the pod to take it over\n");
  }

  @Test
  void apply_keeps_what_others_set_and_removes_what_it_set() throws IOException {
    Path file = write(MANIFEST);
    run("apply -f " + file);
    verbs.edit(
        ObjectKey.local(Kind.STATEFUL_SET, "default", "db"),
        "",
        set -> set.with(List.of("metadata", "labels", "other"), Tree.Text.of("1")));
    write(MANIFEST.replace("name: db, labels: {app: db}", "name: db, labels: {tier: x}"));
    run("apply -f " + file);
    assertThat(set().texts("metadata", "labels")).containsOnlyKeys("tier", "other");
  }

  @Test
  void nothing_of_a_broken_manifest_is_applied() throws IOException {
    Path file = write(MANIFEST.replace("serviceName", "servicename"));
    Result result = run("apply -f " + file);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("m.yaml:13:").contains("unknown field \"servicename\"");
    assertThat(verbs.store().list(Kind.SERVICE, "").objects()).isEmpty();
  }

  @Test
  void get_prints_tables_names_and_documents() throws IOException {
    run("apply -f " + write(MANIFEST));
    check("get sts", 0, "NAME   READY   AGE\ndb     0/3     0s\n", "");
    check(
        "get svc -o wide",
        0,
        """
        NAME         TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)    AGE   SELECTOR
        db-service   ClusterIP   None         <none>        5432/TCP   0s    app=db
        """,
        "");
    check("get all,ns --no-headers", 0, "default", "");
    check("get svc,sts -o name", 0, "service/db-service\nstatefulset.apps/db\n", "");
    check("get statefulset/db -o name", 0, "statefulset.apps/db\n", "");
    assertThat(run("get sts db -o yaml").out())
        .startsWith("apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  annotations:\n");
    assertThat(run("get sts -o json").out()).startsWith("{\n    \"apiVersion\": \"v1\",\n");
    check("get pods", 0, "", "No resources found in default namespace.\n");
    check("get pods -A", 0, "", "No resources found\n");
    check("get sts -l app=x", 0, "", "No resources found in default namespace.\n");
    check("get pod x", 1, "", "Error from server (NotFound): pods \"x\" not found\n");
    check("get gadget", 1, "", "error: the server doesn't have a resource type \"gadget\"\n");
  }

  @Test
  void scale_sets_the_replicas() throws IOException {
    run("apply -f " + write(MANIFEST));
    check("scale statefulset/db --replicas=4", 0, "statefulset.apps/db scaled\n", "");
    assertThat(set().number(0, "spec", "replicas")).isEqualTo(4);
    check(
        "scale sts db --current-replicas=5 --replicas=3",
        1,
        "",
        "error: Expected replicas to be 5, was 4\n");
    check(
        "scale sts nope --replicas=1",
        1,
        "",
        "Error from server (NotFound): statefulsets.apps \"nope\" not found\n");
    check(
        "scale svc db-service --replicas=1",
        1,
        "",
        "Error from server (NotFound): the server could not find the requested resource\n");
  }

  @Test
  void delete_says_what_it_did_and_waits() throws IOException {
    Path file = write(MANIFEST);
    run("apply -f " + file);
    check(
        "delete svc db-service", 0, "service \"db-service\" deleted from default namespace\n", "");
    check(
        "delete -f " + file,
        1,
        "statefulset.apps \"db\" deleted from default namespace\n",
        "Error from server (NotFound): services \"db-service\" not found\n");
    check("delete -f " + file + " --ignore-not-found", 0, "", "");
    assertThat(verbs.store().list(Kind.STATEFUL_SET, "").objects()).isEmpty();
  }

  @Test
  void describe_says_why_a_pod_is_not_up() {
    Tree.Obj container = ThreeWayMergeTest.tree("{name:'web',image:'x:1',command:['run']}");
    verbs.create(
        object("v1", "Pod", "default", "p")
            .with(List.of("spec", "containers"), Tree.Arr.of(List.of(container)))
            .with(List.of("spec", "nodeName"), Tree.Text.of("n")));
    verbs.editStatus(
        ObjectKey.local(Kind.POD, "default", "p"),
        "",
        _ ->
            ThreeWayMergeTest.tree(
                "{phase:'Pending',containerStatuses:[{name:'web',ready:false,restartCount:2,"
                    + "state:{waiting:{reason:'CrashLoopBackOff',message:'back-off 20s'}},"
                    + "lastState:{terminated:{exitCode:3,reason:'Error'}}}]}"));
    verbs.create(
        object("v1", "Event", "default", "e")
            .with(
                "involvedObject",
                Tree.Obj.EMPTY.with("name", Tree.Text.of("p")).with("uid", Tree.Text.of(uid())))
            .with("type", Tree.Text.of("Warning"))
            .with("reason", Tree.Text.of("BackOff"))
            .with("message", Tree.Text.of("back-off restarting")));
    String text = run("describe pod p").out();
    assertThat(text)
        .contains(
            "Not ready because:  container web waits: CrashLoopBackOff: back-off 20s"
                + " (ended before with exit code 3)\n")
        .contains("Events:\n  Type     Reason   Age")
        .contains("  Warning  BackOff  ")
        .contains("back-off restarting");
    assertThat(run("describe pod nope").err())
        .isEqualTo("Error from server (NotFound): pods \"nope\" not found\n");
  }

  @Test
  void describe_tells_of_sets_and_services() throws IOException {
    run("apply -f " + write(MANIFEST));
    assertThat(run("describe sts db").out())
        .contains("Replicas:           3 desired | 0 total\n")
        .contains("Pods Status:        0 Running / 0 Waiting / 0 Succeeded / 0 Failed\n")
        .contains("  Containers:\n   main:\n    Image:      busybox:1.36\n    Port:       <none>\n")
        .contains("    Mounts:        <none>\n  Volumes:         <none>\n")
        .endsWith("Volume Claims:     <none>\nEvents:            <none>\n");
    assertThat(run("describe svc").out())
        .contains("Selector:                 app=db\n")
        .contains("IP:                       None\n")
        .contains("Port:                     pg  5432/TCP\n");
  }

  @Test
  void logs_are_the_last_lines_as_asked_for() throws IOException {
    Tree.Obj container = ThreeWayMergeTest.tree("{name:'web',image:'x:1'}");
    verbs.create(
        object("v1", "Pod", "default", "p")
            .with(List.of("spec", "containers"), Tree.Arr.of(List.of(container)))
            .with(List.of("spec", "nodeName"), Tree.Text.of("n")));
    Files.writeString(folder.resolve("log"), "one\nzwei ä\nthree\n");
    check("logs p", 0, "one\nzwei ä\nthree\n", "");
    check("logs pod/p --tail 2", 0, "zwei ä\nthree\n", "");
    check(
        "logs p -c other",
        1,
        "",
        "Error from server (BadRequest): container other is not valid for pod p\n");
    check("logs nope", 1, "", "Error from server (NotFound): pods \"nope\" not found\n");
  }

  @Test
  void where_nothing_runs_one_line_says_how_to_start_it() {
    Path elsewhere = folder.resolve("elsewhere");
    for (String verb : List.of("get pods", "down", "dig a", "apply -f " + writeQuietly())) {
      Result result = runIn(elsewhere, verb);
      assertThat(result.code()).as(verb).isEqualTo(2);
      assertThat(result.err())
          .isEqualTo(
              "roster: nothing runs on the data folder "
                  + elsewhere
                  + "; start it with: ./roster up -f PATH --data "
                  + elsewhere
                  + "\n");
    }
  }

  @Test
  void usage_errors_are_one_line_and_a_hint() {
    Result result = run("scale sts/db");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .isEqualTo(
            """
            roster: Missing required option: '--replicas=COUNT'
            Try 'roster scale --help' for how to use it.
            """);
    assertThat(run("get pods -o xml").code()).isEqualTo(2);
    assertThat(run("get --help").out()).startsWith("Usage: roster get ");
  }

  private record Result(int code, String out, String err) {}

  private void check(String command, int code, String out, String err) {
    Result result = run(command);
    assertThat(result.err()).as(command).isEqualTo(err);
    if (out.endsWith("\n") || out.isEmpty()) {
      assertThat(result.out()).as(command).isEqualTo(out);
    } else {
      assertThat(result.out()).as(command).contains(out);
    }
    assertThat(result.code()).as(command).isEqualTo(code);
  }

  private Result run(String command) {
    return runIn(folder.resolve("data"), command);
  }

  private static Result runIn(Path data, String command) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> args = new ArrayList<>(List.of(command.split(" ", -1)));
    args.add("--data");
    args.add(data.toString());
    int code =
        Main.run(
            new PrintWriter(out, true), new PrintWriter(err, true), args.toArray(String[]::new));
    return new Result(code, out.toString(), err.toString());
  }

  private Tree.Obj set() {
    ObjectKey key = ObjectKey.local(Kind.STATEFUL_SET, "default", "db");
    return verbs.store().get(key).orElseThrow().tree();
  }

  private String uid() {
    ObjectKey key = ObjectKey.local(Kind.POD, "default", "p");
    return verbs.store().get(key).orElseThrow().tree().text("metadata", "uid");
  }

  private Path write(String manifest) throws IOException {
    return Files.writeString(folder.resolve("m.yaml"), manifest);
  }

  private Path writeQuietly() {
    try {
      return write(MANIFEST);
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private static Tree.Obj object(String apiVersion, String kind, String namespace, String name) {
    Tree.Obj meta = Tree.Obj.EMPTY.with("name", Tree.Text.of(name));
    if (!namespace.isEmpty()) meta = meta.with("namespace", Tree.Text.of(namespace));
    return Tree.Obj.EMPTY
        .with("apiVersion", Tree.Text.of(apiVersion))
        .with("kind", Tree.Text.of(kind))
        .with("metadata", meta);
  }
}
