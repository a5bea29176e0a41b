package dev.roster.check.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.check.conformance.RecordedWorld.RecordedExchange;
import dev.roster.check.kit.RosterInside;
import dev.roster.check.kit.RosterProcess;
import dev.roster.check.kit.RosterServer;
import dev.roster.check.kit.ScriptedUpstream;
import dev.roster.check.kit.Wire;
import dev.roster.check.kit.WireMessage;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Asks the server what CoreDNS was asked over the same objects and Corefiles: every answer must be
/// the same. A part of the worlds each time, inside this process; all of them among the slow tests,
/// each by a process.
class RecordedAnswersTest {
  private static final String LIVE = "/conformance/dns-live.json.gz";
  private static final String PLUGINS = "/conformance/plugins-live.json.gz";
  private static final int PART = 6;

  /// Most of a world's time is a wait: for an upstream that is silent, for a cache.
  private static final int AT_A_TIME = 4;

  private static final int ANSWER_MILLIS_MAX = 7000;

  /// Longer than the server tries upstreams for is what "no answer" was recorded with.
  private static final int SILENCE_MILLIS = 1500;

  @TempDir Path folder;

  @Test
  void aPartOfTheRandomWorlds() throws Exception {
    everyAnswerIsTheSame(LIVE, PART, RosterInside::serve);
  }

  @Test
  void aPartOfTheDirectives() throws Exception {
    everyAnswerIsTheSame(PLUGINS, PART / 2, RosterInside::serve);
  }

  @Test
  @Tag("slow")
  void allRandomWorlds() throws Exception {
    everyAnswerIsTheSame(LIVE, 1, RecordedAnswersTest::process);
  }

  @Test
  @Tag("slow")
  void allDirectives() throws Exception {
    everyAnswerIsTheSame(PLUGINS, 1, RecordedAnswersTest::process);
  }

  /// How a server is started in a folder.
  private interface Start {
    RosterServer in(Path home) throws IOException;
  }

  /// The recorded server ran elsewhere: relative names of files found nothing.
  private static RosterServer process(Path home) throws IOException {
    Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
    return RosterProcess.start(
        elsewhere, "serve", "--corefile", "../Corefile", "--objects", "../objects.json");
  }

  /// Runs every `step`-th world of a file.
  private void everyAnswerIsTheSame(String resource, int step, Start start) throws Exception {
    List<String> differences = Collections.synchronizedList(new ArrayList<>());
    List<RecordedWorld> worlds = RecordedWorld.load(resource);
    int asked = 0;
    List<Callable<Boolean>> runs = new ArrayList<>();
    for (int i = 0; i < worlds.size(); i += step) {
      RecordedWorld world = worlds.get(i);
      asked += world.exchanges().size();
      runs.add(() -> {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(new UpTestZone())) {
          run(world, start, upstream.port(), differences);
        }
        return true;
      });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME)) {
      for (Future<Boolean> run : threads.invokeAll(runs)) assertThat(run.get()).isTrue();
    }
    System.out.printf("%s: %d asked, %d differ%n", resource, asked, differences.size());
    assertThat(asked).as("questions").isPositive();
    assertThat(differences).as("answers that are not as recorded").isEmpty();
  }

  private void run(RecordedWorld world, Start start, int upstream, List<String> differences)
      throws Exception {
    Path home = Files.createTempDirectory(folder, "world");
    for (Map.Entry<String, Tree> file : world.files().members().entrySet()) {
      Files.writeString(home.resolve(file.getKey()), ((Tree.Text) file.getValue()).value());
    }
    String corefile =
        world
            .corefile()
            .replace("{UP}", "127.0.0.1:" + upstream)
            .replace("{DIR}", home.toString())
            .replace("{PORT}", "0");
    Files.writeString(home.resolve("Corefile"), corefile);
    Files.writeString(home.resolve("objects.json"), JsonWriter.write(world.objects()));
    try (RosterServer server = start.in(home)) {
      OptionalInt listening = server.awaitListening(1).dns("127.0.0.1");
      if (listening.isEmpty()) {
        differences.add(world.name() + ": no start: " + server.output().strip());
        return;
      }
      int port = listening.getAsInt();
      int id = 1;
      for (RecordedExchange each : world.exchanges()) {
        if (each.waitMillis() > 0) TimeUnit.MILLISECONDS.sleep(each.waitMillis());
        String difference = ask(each, id++, port, world.looseTtls());
        if (!difference.isEmpty()) {
          differences.add(
              world.name() + " " + JsonWriter.write(each.tree().obj("q")) + ": " + difference);
        }
      }
    }
  }

  private static String ask(RecordedExchange each, int id, int port, boolean looseTtls) {
    byte[] question = each.question(id);
    int millis = each.unanswered() ? SILENCE_MILLIS : ANSWER_MILLIS_MAX;
    try {
      Wire wire = Wire.loopback(port, millis);
      WireMessage answer;
      if (each.type().equals("AXFR")) answer = wire.transfer(question);
      else answer = WireMessage.read(each.tcp() ? wire.tcp(question) : wire.udp(question));
      if (each.unanswered()) return "an answer (expected: none)";
      return each.difference(answer, looseTtls);
    } catch (IOException none) {
      return each.unanswered() ? "" : "no answer: " + none;
    }
  }
}
