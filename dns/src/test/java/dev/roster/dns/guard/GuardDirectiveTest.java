package dev.roster.dns.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Edns;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.MessageDecoder;
import dev.roster.core.wire.MessageDecoder.Decoded;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.dns.host.Scheduler;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.pipeline.Blocks;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Site;
import dev.roster.dns.pipeline.Transport;
import dev.roster.dns.pipeline.Worlds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Cookies and the limit on replies, asked without sockets.
class GuardDirectiveTest {
  private static final String SECRET = "e5e973e5a6b2a43f48e7dc849e37bfcf";
  private static final String OTHER = "445536bcd2513298075a5d379663c962";
  private static final long WHEN = 0x5cf79f11L;

  @TempDir private Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private final List<Runnable> tasks = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final Catalog catalog = Worlds.small();

  @BeforeEach
  void write() throws IOException {
    secrets(SECRET);
  }

  private void secrets(String... secrets) throws IOException {
    Files.write(folder.resolve("secrets"), List.of(secrets), StandardCharsets.US_ASCII);
  }

  /// RFC 9018 appendix A.1.
  @Test
  void makesTheCookiesOfTheRfc() throws IOException {
    Asked asked = new Asked(0);
    Message reply = asked.ask("198.51.100.100", Transport.UDP, "2464c4abcf10c957");
    assertThat(cookie(reply)).isEqualTo("2464c4abcf10c957010000005cf79f111f8130c3eee29480");
    assertThat(reply.answers()).hasSize(3);
  }

  /// RFC 9018 appendix A.4.
  @Test
  void knowsIpv6AndAnOlderSecret() throws IOException {
    secrets(OTHER, "dd3bdf9344b678b185a6f5cb60fca715");
    Asked asked = new Asked(1, 0x5cf7c609L);
    String client = "2001:db8:220:1:59de:d0f4:8769:82b8";
    for (int i = 0; i < 2; i++) asked.ask(client, Transport.UDP, "");
    String old = "22681ab97d52c298010000005cf7c57926556bd0934c72f8";
    Message reply = asked.ask(client, Transport.UDP, old);
    assertThat(reply.answers()).hasSize(3);
    assertThat(cookie(reply)).isEqualTo("22681ab97d52c298010000005cf7c609a6bb79d16625507a");
    assertThat(asked.ask(client, Transport.UDP, "").has(Flags.TC)).isTrue();
  }

  @Test
  void clientsWithoutACookieGetNoneAndBrokenOnesAnError() throws IOException {
    Asked asked = new Asked(0);
    assertThat(asked.ask("192.0.2.1", Transport.UDP, "").edns()).isEmpty();
    assertThat(asked.ask("192.0.2.1", Transport.UDP, "2464c4").rcode()).isEqualTo(Rcode.FORMERR);
    assertThat(asked.ask("192.0.2.1", Transport.UDP, "2464c4abcf10c95701").rcode())
        .isEqualTo(Rcode.FORMERR);
  }

  @Test
  void aNetworkThatAsksTooMuchMustShowItself() throws IOException {
    Asked asked = new Asked(2);
    String known = cookie(asked.ask("192.0.2.1", Transport.UDP, "2464c4abcf10c957"));
    for (int i = 0; i < 3; i++) {
      assertThat(asked.ask("192.0.2." + i, Transport.UDP, "").answers()).hasSize(3);
    }
    Message cut = asked.ask("192.0.2.99", Transport.UDP, "");
    assertThat(cut.has(Flags.TC)).isTrue();
    assertThat(cut.answers()).isEmpty();
    Message challenged = asked.ask("192.0.2.99", Transport.UDP, "2464c4abcf10c957");
    assertThat(challenged.rcode()).isEqualTo(Rcode.BADCOOKIE);
    String offered = cookie(challenged);
    assertThat(asked.ask("192.0.2.99", Transport.UDP, offered).answers()).hasSize(3);
    assertThat(asked.ask("192.0.2.98", Transport.UDP, offered).rcode()).isEqualTo(Rcode.BADCOOKIE);
    assertThat(asked.ask("192.0.2.1", Transport.UDP, known).answers()).hasSize(3);
    assertThat(asked.ask("192.0.2.1", Transport.TCP, "").answers()).hasSize(3);
    assertThat(asked.ask("192.0.3.1", Transport.UDP, "").answers()).hasSize(3);
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(600));
    assertThat(asked.ask("192.0.2.99", Transport.UDP, "").answers()).hasSize(3);
    assertThat(asked.ask("192.0.2.99", Transport.UDP, "").has(Flags.TC)).isTrue();
    nanos.addAndGet(TimeUnit.HOURS.toNanos(2));
    for (int i = 0; i < 4; i++) asked.ask("192.0.2.1", Transport.UDP, "");
    assertThat(asked.ask("192.0.2.1", Transport.UDP, known).rcode()).isEqualTo(Rcode.BADCOOKIE);
  }

  @Test
  void secretsRotateWithOverlap() throws IOException {
    Asked asked = new Asked(1);
    String old = cookie(asked.ask("192.0.2.1", Transport.UDP, "2464c4abcf10c957"));
    secrets(OTHER, SECRET);
    asked.tick();
    for (int i = 0; i < 3; i++) asked.ask("192.0.2.1", Transport.UDP, "");
    Message reply = asked.ask("192.0.2.1", Transport.UDP, old);
    assertThat(reply.answers()).hasSize(3);
    assertThat(cookie(reply)).isNotEqualTo(old);
    Files.writeString(folder.resolve("secrets"), "secret", StandardCharsets.US_ASCII);
    asked.tick();
    asked.tick();
    assertThat(lines)
        .singleElement()
        .asString()
        .contains("stay as they were")
        .doesNotContain(OTHER);
    assertThat(asked.ask("192.0.2.1", Transport.UDP, old).answers()).hasSize(3);
    secrets(OTHER);
    asked.tick();
    assertThat(asked.ask("192.0.2.1", Transport.UDP, old).rcode()).isEqualTo(Rcode.BADCOOKIE);
  }

  @Test
  void aFileWithoutSecretsIsRefused() throws IOException {
    secrets("# none");
    assertThatThrownBy(() -> new Asked(0)).hasMessageContaining("0 secrets (expected: 1..8)");
    secrets("abc");
    assertThatThrownBy(() -> new Asked(0)).hasMessageContaining("not 32 hexadecimal digits");
  }

  private static String cookie(Message reply) {
    for (Edns.Option option : reply.edns().orElseThrow().options()) {
      if (option.code() == Edns.COOKIE) return HexFormat.of().formatHex(option.bytes());
    }
    throw new AssertionError("no cookie in " + reply);
  }

  /// A block with the directive.
  private final class Asked {
    private final Responder responder;
    private final Site site;

    Asked(int perSecond) throws IOException {
      this(perSecond, WHEN);
    }

    Asked(int perSecond, long unixSeconds) throws IOException {
      Scheduler scheduler =
          (_, task) -> {
            tasks.add(task);
            return () -> {};
          };
      long began = nanos.get();
      CookieSecrets secrets =
          new CookieSecrets(
              folder.resolve("secrets"),
              () ->
                  Instant.ofEpochSecond(
                      unixSeconds + TimeUnit.NANOSECONDS.toSeconds(nanos.get() - began)),
              nanos::get,
              scheduler,
              (_, text) -> lines.add(text));
      secrets.start();
      GuardDirective guard =
          new GuardDirective(Optional.of(secrets), perSecond, 2 * perSecond, 99, nanos::get);
      DnsMetrics metrics = new DnsMetrics();
      site = new Site("dns://:53", List.of(Blocks.cluster(true, guard)), metrics);
      responder = new Responder(1, 2, nanos::get, metrics.worker());
    }

    void tick() {
      List<Runnable> due = List.copyOf(tasks);
      tasks.clear();
      due.forEach(Runnable::run);
    }

    Message ask(String client, Transport transport, String cookie) {
      Optional<Edns> edns =
          cookie.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  new Edns(
                      1232,
                      0,
                      false,
                      List.of(new Edns.Option(Edns.COOKIE, HexFormat.of().parseHex(cookie)))));
      byte[] query =
          ReplyEncoder.bytes(
              Message.query(9, Name.of("db.default.svc.cluster.local"), RecordType.A, edns));
      responder.packet().from(transport, IpAddress.of(client).toBytes(), 5353);
      int length = responder.respond(site, catalog, query, 0, query.length);
      byte[] reply = Arrays.copyOf(responder.packet().replyBytes(), length);
      if (MessageDecoder.decode(reply, 0, length) instanceof Decoded.Whole(Message message)) {
        return message;
      }
      throw new AssertionError("not a message");
    }
  }
}
