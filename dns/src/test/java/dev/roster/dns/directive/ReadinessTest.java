package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.dns.http.HttpPage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ReadinessTest {
  private final AtomicBoolean one = new AtomicBoolean();
  private final AtomicBoolean two = new AtomicBoolean();

  private static String said(Readiness page) {
    HttpPage.Reply reply = page.reply("");
    return reply.status() + " " + new String(reply.body(), StandardCharsets.UTF_8);
  }

  @Test
  void saysWhoIsNotReady() {
    Readiness page = new Readiness(Map.of("b", one::get, "a", two::get), false);
    assertThat(said(page)).isEqualTo("503 a,b");
    two.set(true);
    assertThat(said(page)).isEqualTo("503 b");
    one.set(true);
    assertThat(said(page)).isEqualTo("200 OK");
    one.set(false);
    assertThat(said(page)).as("once ready stays ready").isEqualTo("200 OK");
    page.stop();
    assertThat(said(page)).isEqualTo("503 Shutting down");
  }

  @Test
  void watchedContinuouslyItTakesBack() {
    Readiness page = new Readiness(Map.of("b", one::get), true);
    one.set(true);
    assertThat(said(page)).isEqualTo("200 OK");
    one.set(false);
    assertThat(said(page)).isEqualTo("503 b");
  }

  @Test
  void notesStandBehindEither() {
    Readiness.Noted noted =
        new Readiness.Noted() {
          @Override
          public boolean getAsBoolean() {
            return one.get();
          }

          @Override
          public List<String> notes() {
            return List.of("why", "since when");
          }
        };
    Readiness page = new Readiness(Map.of("b", noted, "a", two::get), false);
    assertThat(said(page)).isEqualTo("503 a,b\nb: why\nb: since when");
    one.set(true);
    two.set(true);
    assertThat(said(page)).isEqualTo("200 OK\nb: why\nb: since when");
  }

  @Test
  void nobodyToAskIsReady() {
    assertThat(said(new Readiness(Map.of(), false))).isEqualTo("200 OK");
  }
}
