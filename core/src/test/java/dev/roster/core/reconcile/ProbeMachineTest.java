package dev.roster.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.reconcile.ProbeMachine.Outcome;
import dev.roster.core.reconcile.ProbeMachine.Result;
import dev.roster.core.reconcile.ProbeMachine.Timing;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProbeMachineTest {
  private static final long SECOND = 1_000_000_000L;

  /// Columns: kind, success/failure threshold, outcomes (S, F, E = error) and what holds after each
  /// (s, f, u = unknown).
  private static final String THRESHOLDS =
      """
      READINESS 1/3 | S F F F   | s s s f
      READINESS 1/3 | S F F S F | s s s s s
      READINESS 2/3 | S S       | f s
      READINESS 1/3 | S E E     | s s s
      READINESS 1/3 | F E F F   | f f f f
      READINESS 1/2 | S F E F   | s s s f
      READINESS 1/1 | S F S     | s f s
      LIVENESS  1/3 | F F F     | s s f
      LIVENESS  1/1 | E E       | s s
      STARTUP   1/3 | F F S     | u u s
      STARTUP   1/2 | F F       | u f
      """;

  @Test
  void flipsOnlyAfterAThreshold() {
    for (String row : THRESHOLDS.lines().toList()) {
      String[] cells = row.split("\\|", -1);
      String[] head = cells[0].trim().split("\\s+", -1);
      String[] limits = head[1].split("/", -1);
      Timing timing =
          new Timing(0, SECOND, Integer.parseInt(limits[0]), Integer.parseInt(limits[1]));
      ProbeMachine machine = ProbeMachine.begin(ProbeKind.valueOf(head[0]), timing, 0);
      StringBuilder held = new StringBuilder();
      long now = 0;
      for (String outcome : cells[1].trim().split("\\s+", -1)) {
        machine = machine.begun(now += SECOND).ended(outcome(outcome));
        held.append(machine.result().name().toLowerCase(java.util.Locale.ROOT).charAt(0))
            .append(' ');
      }
      assertThat(held.toString().trim()).as(row).isEqualTo(cells[2].trim());
    }
  }

  private static Outcome outcome(String letter) {
    return switch (letter) {
      case "S" -> Outcome.SUCCESS;
      case "F" -> Outcome.FAILURE;
      default -> Outcome.ERROR;
    };
  }

  @Test
  void isDueAfterItsDelayAndThenEachPeriod() {
    Timing timing = new Timing(10 * SECOND, 5 * SECOND, 1, 3);
    long start = Long.MAX_VALUE - SECOND; // nanoTime may wrap around
    ProbeMachine machine = ProbeMachine.begin(ProbeKind.READINESS, timing, start);
    assertThat(machine.isDue(start + 9 * SECOND)).isFalse();
    assertThat(machine.isDue(start + 10 * SECOND)).isTrue();
    machine = machine.begun(start + 10 * SECOND + 3);
    assertThat(machine.due()).isEmpty(); // one at a time
    machine = machine.ended(Outcome.SUCCESS);
    assertThat(machine.due()).isEqualTo(OptionalLong.of(start + 15 * SECOND));
    // A start that came 12 s late does not make up for what it missed, and keeps the beat.
    machine = machine.begun(start + 27 * SECOND).ended(Outcome.SUCCESS);
    assertThat(machine.due()).isEqualTo(OptionalLong.of(start + 30 * SECOND));
  }

  @Test
  void livenessHoldsAfterItsFailureAndStartupAfterItsSuccess() {
    Timing timing = new Timing(0, SECOND, 1, 1);
    ProbeMachine liveness = ProbeMachine.begin(ProbeKind.LIVENESS, timing, 0);
    assertThat(liveness.begun(0).ended(Outcome.FAILURE).due()).isEmpty();
    ProbeMachine startup = ProbeMachine.begin(ProbeKind.STARTUP, timing, 0);
    assertThat(startup.begun(0).ended(Outcome.SUCCESS).due()).isEmpty();
    ProbeMachine readiness = ProbeMachine.begin(ProbeKind.READINESS, timing, 0);
    ProbeMachine failed = readiness.begun(0).ended(Outcome.FAILURE);
    assertThat(failed.result()).isEqualTo(Result.FAILURE);
    assertThat(failed.due()).isPresent();
  }
}
