package dev.roster.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Site;
import dev.roster.dns.pipeline.Transport;
import dev.roster.dns.pipeline.Worlds;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/// What a loop holds between its batches.
class AnswererTest {
  @Test
  void anIdleWorkerHoldsNoCatalog() {
    DnsMetrics metrics = new DnsMetrics();
    Catalog catalog = Worlds.small();
    DnsRuntime runtime = new DnsRuntime(() -> catalog, System::nanoTime, 1, metrics);
    Responder responder = Responder.ofWorker(1, 2, System::nanoTime, metrics.worker());
    Answerer answerer =
        new Answerer(
            responder,
            () -> new Served(Site.NONE, ListenOptions.DEFAULT),
            runtime,
            new WaitingRoom(new Semaphore(1), metrics, System::nanoTime));
    byte[] question =
        ReplyEncoder.bytes(
            Message.query(7, Name.of("db.example."), RecordType.A, Optional.empty()));
    answerer.begin();
    assertThat(
            answerer.answerNext(
                Transport.UDP, new byte[] {10, 0, 0, 1}, 53, question, 0, question.length))
        .isPositive();
    assertThat(responder.packet().catalog()).isSameAs(catalog);
    answerer.end();
    assertThat(responder.packet().catalog()).isSameAs(Catalog.EMPTY);
  }
}
