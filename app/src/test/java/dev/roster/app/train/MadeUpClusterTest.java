package dev.roster.app.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The made-up cluster is one to those who follow it.
class MadeUpClusterTest {
  private static final int CHANGES = 300;

  @Test
  void isFollowedToItsLastChange() throws InterruptedException {
    MadeUpApi api = new MadeUpApi(CHANGES);
    assertThat(MadeUpCluster.follow(api, api.lastVersion(), Duration.ofMinutes(1))).isTrue();
  }

  @Test
  void isLeftWhenItTakesTooLong() throws InterruptedException {
    MadeUpApi api = new MadeUpApi(CHANGES);
    String never = MadeUpObjects.lastVersion(CHANGES + 1);
    assertThat(MadeUpCluster.follow(api, never, Duration.ofMillis(50))).isFalse();
  }

  @Test
  void isLeftWhenAskedTo() {
    Thread.currentThread().interrupt();
    MadeUpApi api = new MadeUpApi(CHANGES);
    String never = MadeUpObjects.lastVersion(CHANGES + 1);
    assertThatThrownBy(() -> MadeUpCluster.follow(api, never, Duration.ofMinutes(1)))
        .isInstanceOf(InterruptedException.class);
  }
}
