package dev.roster.check.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.check.conformance.RecordedWorld.RecordedExchange;
import dev.roster.check.kit.ScriptedUpstream;
import dev.roster.core.catalog.Catalog;
import dev.roster.core.objects.Tree;
import dev.roster.core.wire.Edns;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.MessageDecoder;
import dev.roster.core.wire.MessageDecoder.Decoded;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.directive.Assembler;
import dev.roster.dns.directive.Assembly;
import dev.roster.dns.host.Host;
import dev.roster.dns.host.Owned;
import dev.roster.dns.kubernetes.KubernetesDirective;
import dev.roster.dns.metrics.Counters;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Site;
import dev.roster.dns.pipeline.Transport;
import dev.roster.dns.pipeline.Waiting;
import dev.roster.engine.feed.LiveCatalog;
import dev.roster.engine.feed.ObjectEvent;
import dev.roster.engine.objects.JsonWriter;
import dev.roster.manifest.FileSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Memory changes no answer, whatever the Corefile: each recorded question is asked of a worker
/// that remembers and of one that does not, again and again. The order of records is random.
class PlansOnAndOffTest {
  private static final String LIVE = "/conformance/dns-live.json.gz";
  private static final String PLUGINS = "/conformance/plugins-live.json.gz";
  private static final int PART = 12;
  private static final int SECONDS_MAX = 20;
  private static final int TIMES = 8;
  private static final int TIMES_AS_WRITTEN = 4;
  private static final byte[] CLIENT = {127, 0, 0, 1};

  @TempDir private Path folder;
  private long hits;
  private int asked;

  @Test
  void aPartOfTheRandomWorlds() throws Exception {
    compare(LIVE, PART);
  }

  @Test
  void aPartOfTheDirectives() throws Exception {
    compare(PLUGINS, PART / 2);
  }

  @Test
  @Tag("slow")
  void allRandomWorlds() throws Exception {
    compare(LIVE, 1);
  }

  @Test
  @Tag("slow")
  void allDirectives() throws Exception {
    compare(PLUGINS, 1);
  }

  private void compare(String resource, int step) throws Exception {
    List<String> differences = new ArrayList<>();
    List<RecordedWorld> worlds = RecordedWorld.load(resource);
    try (ScriptedUpstream upstream = ScriptedUpstream.start(new UpTestZone())) {
      for (int i = 0; i < worlds.size(); i += step) {
        // Which answers it breaks is random.
        if (worlds.get(i).corefile().contains("erratic")) continue;
        compare(worlds.get(i), upstream.port(), differences);
      }
    }
    System.out.printf(
        "%s: %d asked, %d by plans, %d differ%n", resource, asked, hits, differences.size());
    assertThat(differences).isEmpty();
    assertThat(hits).isPositive();
  }

  private void compare(RecordedWorld world, int upstream, List<String> differences)
      throws Exception {
    Path home = Files.createTempDirectory(folder, "world");
    for (Map.Entry<String, Tree> file : world.files().members().entrySet()) {
      Files.writeString(home.resolve(file.getKey()), ((Tree.Text) file.getValue()).value());
    }
    Path objects = home.resolve("objects.json");
    Files.writeString(objects, JsonWriter.write(world.objects()));
    String corefile =
        world
            .corefile()
            .replace("{UP}", "127.0.0.1:" + upstream)
            .replace("{DIR}", home.toString())
            .replace("{PORT}", "5300");
    Catalog catalog = catalog(objects);
    try (Server with = new Server(corefile, catalog, true);
        Server without = new Server(corefile, catalog, false)) {
      int id = 1;
      for (RecordedExchange each : world.exchanges()) {
        boolean whole = each.type().equals("AXFR") || each.type().equals("IXFR");
        if (each.unanswered() || whole) continue;
        with.nanos += TimeUnit.MILLISECONDS.toNanos(each.waitMillis());
        without.nanos = with.nanos;
        byte[] question = each.question(id++);
        asked++;
        // What a cache keeps is there the second time, its plan the third; shortcuts come last.
        for (int time = 1; time <= TIMES; time++) {
          if (time > TIMES_AS_WRITTEN) question = inOtherLetters(question);
          String expected = without.ask(question, each.tcp());
          String found = with.ask(question, each.tcp());
          if (found.equals(expected)) continue;
          differences.add(
              "%s %s, time %d: %s (without plans: %s)"
                  .formatted(
                      world.name(), JsonWriter.write(each.tree().obj("q")), time, found, expected));
        }
      }
      hits += with.metrics.total(Event.PLAN_HIT);
    }
  }

  /// With every letter of the question's name in the other case.
  private static byte[] inOtherLetters(byte[] question) {
    byte[] other = question.clone();
    int at = 12;
    while (other[at] > 0) {
      int end = at + 1 + other[at];
      for (at++; at < end; at++) if (Character.isAlphabetic(other[at])) other[at] ^= 0x20;
    }
    return other;
  }

  private static Catalog catalog(Path objects) throws Exception {
    FileSource source =
        switch (FileSource.open(List.of(objects), _ -> {})) {
          case FileSource.Opened.Ready(FileSource ready) -> ready;
          case FileSource.Opened.Broken(var problems) -> throw new AssertionError(problems);
        };
    LiveCatalog live = new LiveCatalog(1, () -> Instant.ofEpochSecond(1_700_000_000L), () -> 0);
    CountDownLatch told = new CountDownLatch(1);
    Thread feed =
        Thread.ofVirtual()
            .start(() -> {
              try {
                source.run(events -> {
                  live.accept(events);
                  if (events.stream().anyMatch(ObjectEvent.Synced.class::isInstance)) {
                    told.countDown();
                  }
                });
              } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
              }
            });
    try {
      assertThat(told.await(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
    } finally {
      feed.interrupt();
    }
    return live.current();
  }

  /// A Corefile's first listener, asked without sockets.
  private static final class Server implements AutoCloseable {
    final DnsMetrics metrics = new DnsMetrics();
    long nanos;
    private final Catalog catalog;
    private final Assembly assembly;
    private final Site site;
    private final Responder responder;
    private final Counters waiting = metrics.shared();

    Server(String corefile, Catalog catalog, boolean remembers) {
      this.catalog = catalog;
      Host host =
          new Host(
              (_, _) -> () -> {},
              () -> catalog,
              () -> nanos,
              new SplittableRandom(1),
              (_, _) -> {},
              why -> {
                throw new AssertionError(why);
              });
      if (!(CorefileReader.read(corefile, "Corefile", Map.of())
              instanceof CorefileResult.Read(var config)
          && Assembler.assemble(config, KubernetesDirective::of, host)
              instanceof Assembly.Result.Assembled(Assembly made))) {
        throw new AssertionError(corefile);
      }
      assembly = made;
      site = new Site("dns://test", made.dns().listeners().getFirst().blocks(), metrics);
      responder =
          remembers
              ? Responder.ofWorker(1, 1, () -> nanos, metrics.worker())
              : new Responder(1, 1, () -> nanos, metrics.worker(), false);
    }

    /// The reply, with its records in order; of one that was cut only that it was.
    String ask(byte[] question, boolean tcp) {
      responder.packet().from(tcp ? Transport.TCP : Transport.UDP, CLIENT, 5353);
      int length = responder.respond(site, catalog, question, 0, question.length);
      byte[] reply = responder.packet().replyBytes();
      if (length == Responder.HANDED_OVER) {
        Waiting waits = responder.handOver(waiting);
        length = waits.answer();
        reply = waits.reply();
      }
      if (length == 0) return "nothing";
      return switch (MessageDecoder.decode(Arrays.copyOf(reply, length), 0, length)) {
        case Decoded.Malformed(String why) -> why;
        case Decoded.Whole(Message message) -> text(message);
      };
    }

    private static String text(Message message) {
      boolean cut = message.has(Flags.TC);
      return "%04x %d %s %s %s %s %s"
          .formatted(
              message.flags(),
              message.rcode(),
              message.questions(),
              cut ? "cut" : sorted(message.answers()),
              cut ? "" : sorted(message.authorities()),
              cut ? "" : sorted(message.additionals()),
              message.edns().map(Server::text).orElse("no OPT"));
    }

    private static String text(Edns edns) {
      StringBuilder text = new StringBuilder("OPT " + edns.udpSize() + " " + edns.dnssecOk());
      for (Edns.Option option : edns.options()) {
        text.append(' ').append(option.code()).append(' ');
        text.append(HexFormat.of().formatHex(option.bytes()));
      }
      return text.toString();
    }

    private static List<String> sorted(List<ResourceRecord> records) {
      return records.stream().map(Server::text).sorted().toList();
    }

    private static String text(ResourceRecord record) {
      if (!(record.data() instanceof RecordData.Unknown(int type, byte[] bytes))) {
        return record.toString();
      }
      return record.owner()
          + " "
          + record.ttlSeconds()
          + " "
          + type
          + " "
          + HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close() {
      assembly.owned().forEach(Owned::close);
    }
  }
}
