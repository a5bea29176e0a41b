package dev.roster.app.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.api.ApiConfig;
import dev.roster.api.ApiServer;
import dev.roster.app.Main;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import dev.roster.engine.store.DeleteOptions;
import dev.roster.engine.store.MemoryStore;
import dev.roster.engine.store.Verbs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Verbs that go on until something happens.
class VerbStreamsTest {
  private static final InstantSource CLOCK = () -> Instant.parse("2026-01-02T03:04:05Z");
  private static final ObjectKey POD = ObjectKey.local(Kind.POD, "default", "p");

  @TempDir private Path folder = Path.of("");
  private final MemoryStore store = new MemoryStore();
  private final Verbs verbs = new Verbs(store, CLOCK, new Random(3));
  private final StringWriter out = new StringWriter();
  private Optional<ApiServer> server = Optional.empty();

  @BeforeEach
  void start() throws IOException {
    verbs.create(
        ThreeWayMergeTest.tree("{apiVersion:'v1',kind:'Namespace',metadata:{name:'default'}}"));
    verbs.create(
        ThreeWayMergeTest.tree(
            "{apiVersion:'v1',kind:'Pod',metadata:{name:'p',namespace:'default'},"
                + "spec:{nodeName:'n',containers:[{name:'c',image:'i:1'}]}}"));
    Files.writeString(folder.resolve("log"), "one\n");
    ApiConfig config = new ApiConfig(folder.resolve("data"), Optional.empty());
    Path log = folder.resolve("log");
    server = Optional.of(ApiServer.start(config, verbs, (_, _, _, _) -> Optional.of(log), CLOCK));
  }

  @AfterEach
  void close() {
    server.orElseThrow().close();
    await().until(() -> store.watchCount() == 0);
  }

  @Test
  void get_w_prints_each_change() throws Exception {
    FutureTask<Integer> verb = run("get", "pods", "-w");
    await().until(() -> out.toString().lines().count() == 2);
    verbs.editStatus(POD, "", status -> status.with("phase", Tree.Text.of("Running")));
    verbs.delete(POD, DeleteOptions.now(""));
    await().until(() -> out.toString().lines().count() == 4);
    assertThat(out.toString())
        .isEqualTo(
            """
            NAME   READY   STATUS    RESTARTS   AGE
            p      0/1     Pending   0          0s
            p      0/1     Running   0          0s
            p      0/1     Running   0          0s
            """);
    server.orElseThrow().close();
    verb.get();
  }

  @Test
  void delete_returns_when_the_node_has_removed_the_pod() throws Exception {
    FutureTask<Integer> verb = run("delete", "pod", "p", "--grace-period=9");
    await().until(() -> out.toString().endsWith("\n"));
    assertThat(verb.isDone()).isFalse();
    Tree.Obj going = store.get(POD).orElseThrow().tree();
    assertThat(going.number(0, "metadata", "deletionGracePeriodSeconds")).isEqualTo(9);
    verbs.delete(POD, DeleteOptions.now(""));
    assertThat(verb.get()).isZero();
    assertThat(out.toString()).isEqualTo("pod \"p\" deleted from default namespace\n");
  }

  @Test
  void logs_f_ends_with_its_container() throws Exception {
    FutureTask<Integer> verb = run("logs", "-f", "p");
    await().until(() -> out.toString().equals("one\n"));
    Files.writeString(folder.resolve("log"), "two\n", StandardOpenOption.APPEND);
    await().until(() -> out.toString().equals("one\ntwo\n"));
    Tree ended = ThreeWayMergeTest.tree("{name:'c',state:{terminated:{exitCode:0}}}");
    verbs.editStatus(
        POD, "", status -> status.with("containerStatuses", Tree.Arr.of(List.of(ended))));
    assertThat(verb.get()).isZero();
  }

  private FutureTask<Integer> run(String... args) {
    String[] all = java.util.Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--data";
    all[args.length + 1] = folder.resolve("data").toString();
    PrintWriter print = new PrintWriter(out, true);
    FutureTask<Integer> verb = new FutureTask<>(() -> Main.run(print, print, all));
    Thread.startVirtualThread(verb);
    return verb;
  }
}
