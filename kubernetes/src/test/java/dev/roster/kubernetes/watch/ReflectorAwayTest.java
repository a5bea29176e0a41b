package dev.roster.kubernetes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Kind;
import dev.roster.kubernetes.decode.ApiStatus;
import dev.roster.kubernetes.decode.WatchFrame;
import dev.roster.kubernetes.watch.FollowCounters.Failed;
import dev.roster.kubernetes.watch.FollowCounters.Listed;
import dev.roster.kubernetes.watch.Turn.Next;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// A reflector whose server is away, comes back as another, or is better left alone.
class ReflectorAwayTest extends HandFed {
  @Test
  void waitsShortlyAndProbesWhileTheServerIsAway() {
    syncByStream();
    now += HOUR;
    hear(new Heard.Cut("reset"));
    assertThat(asked()).contains("resourceVersion=9");
    hear(new Heard.Unreachable("refused"));
    assertThat(said()).isEqualTo("lost");
    long most = 0;
    for (int i = 0; i < 20; i++) {
      most = Math.max(most, waited());
      hear(new Heard.Waited());
      assertThat(next).isInstanceOf(Next.Probe.class);
      hear(new Heard.Probed(false));
    }
    assertThat(most).isBetween(500 * MILLI, Pace.WAIT_NANOS_MAX);
    for (int i = 0; i < 20; i++) {
      hear(new Heard.Waited());
      hear(new Heard.Unreachable("refused"));
      assertThat(waited()).as("to try costs nobody anything").isLessThan(500 * MILLI);
    }
    hear(new Heard.Waited());
    hear(new Heard.Probed(true));
    assertThat(asked()).as("is it the same cluster?").isEqualTo("/api/v1/namespaces?limit=1");
    hear(new Heard.Opened());
    item("a", "3");
    pageEnd("40", "more");
    events.clear();
    assertThat(asked()).contains("resourceVersion=9");
    hear(new Heard.Opened());
    assertThat(said()).as("nothing is known, but it can be heard").isEqualTo("reached");
  }

  @Test
  void aClusterThatWasSetBackIsListed() {
    syncByStream();
    now += HOUR;
    hear(new Heard.Cut("reset"));
    hear(new Heard.Unreachable("refused"));
    hear(new Heard.Waited());
    hear(new Heard.Probed(true));
    hear(new Heard.Opened());
    pageEnd("5", "");
    assertThat(asked()).contains("sendInitialEvents");
    hear(new Heard.Opened());
    bookmark("6", true);
    assertThat(reflector.phase()).isEqualTo(Reflector.Phase.WATCHING);
    assertThat(counters.relists()).containsEntry(new Listed(Kind.NAMESPACE, Relist.FELL), 1L);
    assertThat(counters.faults()).containsKey(new Failed(Kind.NAMESPACE, Fault.FELL));
  }

  @Test
  void aServerThatIsBackWithoutItsHistoryIsListedAtOnce() {
    syncByStream();
    now += HOUR;
    hear(new Heard.Cut("reset"));
    for (int i = 0; i < 9; i++) {
      hear(new Heard.Unreachable("refused"));
      hear(new Heard.Waited());
      hear(new Heard.Probed(true));
    }
    hear(new Heard.Opened());
    pageEnd("40", "");
    hear(new Heard.Opened());
    hear(new Heard.Frame(new WatchFrame.Failed(status(410))));
    assertThat(asked()).contains("sendInitialEvents");
    hear(new Heard.Opened());
    bookmark("41", true);
    hear(new Heard.Frame(new WatchFrame.Failed(status(410))));
    assertThat(waited()).as("once").isPositive();
  }

  @Test
  void whoAsksToBeLeftAloneIs() {
    hear(new Heard.Refused(new ApiStatus(429, "TooManyRequests", "", OptionalInt.of(3))));
    assertThat(waited()).isBetween(3000 * MILLI, 3300 * MILLI);
    hear(new Heard.Waited());
    assertThat(asked()).contains("sendInitialEvents");
    hear(new Heard.Refused(new ApiStatus(429, "TooManyRequests", "", OptionalInt.of(3600))));
    assertThat(waited()).isLessThan(67_000 * MILLI);
    hear(new Heard.Waited());
    refuse(429);
    assertThat(waited()).isLessThanOrEqualTo(1000 * MILLI);
    faults(Fault.THROTTLED, Fault.THROTTLED, Fault.THROTTLED);
  }

  @Test
  void whatTheCatalogDidNotTakeIsListedAgain() {
    syncByStream();
    hear(new Heard.NotApplied("no memory"));
    assertThat(said()).isEqualTo("listing lost");
    hear(new Heard.Waited());
    assertThat(asked()).contains("sendInitialEvents");
  }

  @Test
  void aServerThatSendsGarbageAgainAndAgainIsNotAskedWithoutPause() {
    int asked = 0;
    for (int i = 0; i < 100; i++) {
      if (next instanceof Next.Wait(long nanos)) {
        now += nanos;
        hear(new Heard.Waited());
        continue;
      }
      asked++;
      hear(new Heard.Opened());
      bookmark("9", true);
      hear(new Heard.Garbage("what is this"));
    }
    assertThat(asked).isLessThan(60);
    assertThat(now).isGreaterThan(20 * 1000 * MILLI);
  }
}
