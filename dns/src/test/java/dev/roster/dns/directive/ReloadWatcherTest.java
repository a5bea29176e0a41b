package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Position;
import dev.roster.dns.corefile.CorefileConfig;
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.metrics.MetricFamily.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReloadWatcherTest {
  private static final String FIRST = ".:1053 {\n reload 10s 0s\n}\n";
  private static final String SECOND = ".:1053 {\n reload 20s 0s\n errors\n}\n";

  private final ManualScheduler scheduler = new ManualScheduler();
  private final CollectedLines lines = new CollectedLines();
  private final List<CorefileConfig> applied = new ArrayList<>();
  private List<CorefileProblem> refusal = List.of();
  private String text = FIRST;

  private final ReloadWatcher watcher =
      new ReloadWatcher(
          () -> CorefileReader.read(text, "Corefile", Map.of()),
          config -> {
            applied.add(config);
            return refusal;
          },
          scheduler,
          new SplittableRandom(1),
          lines);

  private static CorefileConfig config(String text) {
    return ((CorefileResult.Read) CorefileReader.read(text, "Corefile", Map.of())).config();
  }

  private void begin() {
    watcher.start(config(FIRST));
    assertThat(lines.take()).singleElement().asString().contains("SHA512 = ");
  }

  @Test
  void aFileThatChangesIsApplied() {
    begin();
    scheduler.pass(Duration.ofSeconds(30));
    assertThat(applied).isEmpty();
    text = SECOND;
    scheduler.pass(Duration.ofSeconds(10));
    assertThat(applied).containsExactly(config(SECOND));
    assertThat(lines.take()).first().isEqualTo("INFO plugin/reload: Reloading complete");
    assertThat(scheduler.delays()).containsExactly(Duration.ofSeconds(20));
  }

  @Test
  void whatIsOnlyInACommentIsNoChange() {
    begin();
    text = ".:1053 { # comment\n reload 10s 0s\n}\n# more\n";
    scheduler.pass(Duration.ofSeconds(10));
    assertThat(applied).isEmpty();
    assertThat(lines.take()).isEmpty();
  }

  @Test
  void aBrokenFileIsToldOnceAndChangesNothing() {
    begin();
    text = ".:1053 {\n relod\n}\n";
    scheduler.pass(Duration.ofSeconds(50));
    assertThat(applied).isEmpty();
    assertThat(lines.take())
        .containsExactly(
            "ERROR plugin/reload: Corefile changed but reload failed, the last good one is served"
                + " on: Corefile:2:2: unknown directive \"relod\" (did you mean \"reload\"?)");
    text = ".:1053 {\n nonsense\n}\n";
    scheduler.pass(Duration.ofSeconds(50));
    assertThat(lines.take()).hasSize(1);
    assertThat(failures()).isEqualTo(2);
    text = SECOND;
    scheduler.pass(Duration.ofSeconds(10));
    assertThat(applied).hasSize(1);
  }

  @Test
  void goingBackToWhatIsServedIsQuietAndTheNextBreakIsNews() {
    begin();
    text = "{";
    scheduler.pass(Duration.ofSeconds(10));
    assertThat(lines.take()).hasSize(1);
    text = FIRST;
    scheduler.pass(Duration.ofSeconds(10));
    assertThat(lines.take()).isEmpty();
    text = "{";
    scheduler.pass(Duration.ofSeconds(10));
    assertThat(lines.take()).hasSize(1);
    assertThat(applied).isEmpty();
  }

  @Test
  void aFileThatSaysNothingIsServedAtAStartOnly() {
    begin();
    text = "# being written\n";
    scheduler.pass(Duration.ofSeconds(20));
    assertThat(applied).isEmpty();
    assertThat(lines.take()).singleElement().asString().contains("no server block");
  }

  @Test
  void aFileThatCannotBeAppliedIsNotTriedAgain() {
    begin();
    refusal = List.of(CorefileProblem.of(Position.NONE, "port taken"));
    text = SECOND;
    scheduler.pass(Duration.ofSeconds(100));
    assertThat(applied).hasSize(1);
    assertThat(lines.take()).singleElement().asString().endsWith("served on: port taken");
    assertThat(scheduler.delays()).containsExactly(Duration.ofSeconds(10));
  }

  @Test
  void withoutReloadNothingIsWatched() {
    begin();
    text = ".:1053 {\n errors\n}\n";
    scheduler.pass(Duration.ofSeconds(10));
    assertThat(applied).hasSize(1);
    assertThat(scheduler.delays()).isEmpty();
    text = FIRST;
    scheduler.pass(Duration.ofSeconds(100));
    assertThat(applied).hasSize(1);
  }

  @Test
  void jitterStaysWithinHalfOfItEachWay() {
    for (int i = 0; i < 100; i++) {
      ManualScheduler own = new ManualScheduler();
      ReloadWatcher each =
          new ReloadWatcher(
              () -> CorefileReader.read(FIRST, "Corefile", Map.of()),
              _ -> List.of(),
              own,
              new SplittableRandom(i),
              lines);
      each.start(config(".:1053 {\n reload 10s 4s\n}\n"));
      assertThat(own.delays().getFirst()).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(12));
      each.close();
      assertThat(own.delays()).isEmpty();
    }
  }

  @Test
  void closingEndsTheWatching() {
    begin();
    watcher.close();
    text = SECOND;
    scheduler.pass(Duration.ofSeconds(100));
    assertThat(applied).isEmpty();
  }

  private double failures() {
    return ((Sample.Value) watcher.collect().getFirst().samples().getFirst()).value();
  }
}
