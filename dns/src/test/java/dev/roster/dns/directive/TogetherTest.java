package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.wire.Edns;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What directives of one Corefile make of each other's answers, as CoreDNS does.
class TogetherTest {
  @TempDir Path folder;

  private final List<ServedCorefile> opened = new ArrayList<>();

  private ServedCorefile serve(String corefile) {
    ServedCorefile server = new ServedCorefile(corefile);
    opened.add(server);
    return server;
  }

  @AfterEach
  void close() {
    opened.reversed().forEach(ServedCorefile::close);
  }

  private static String answers(Message reply) {
    return reply.answers().stream().map(record -> record.data().toString()).toList().toString();
  }

  /// The question that `dns64` asks for IPv4 addresses goes through `acl` too, whose reason reaches
  /// clients that sent no OPT.
  @Test
  void aclRefusesWhatDns64Asks() throws IOException {
    ServedCorefile server =
        serve(
            """
            .:0 {
              bind 127.0.0.1
              acl {
                block type A
              }
              dns64 {
                allow_ipv4
              }
              template IN AAAA . {
                rcode NOERROR
              }
              template IN A . {
                answer "{{ .Name }} 60 IN A 192.0.2.1"
              }
            }
            """);

    Message reply = server.ask("a.test", RecordType.AAAA, Optional.empty());

    assertThat(reply.rcode()).isEqualTo(Rcode.NOERROR);
    assertThat(reply.answers()).isEmpty();
    assertThat(ServedCorefile.why(reply)).startsWith("15");
  }

  /// An upstream hears of the size that `bufsize` leaves, and of the client's where that is less.
  @Test
  void bufsizeReachesTheUpstream() throws IOException {
    ServedCorefile upstream =
        serve(
            """
            .:0 {
              bind 127.0.0.1
              view small {
                expr bufsize() == 700
              }
              template IN A . {
                answer "{{ .Name }} 60 IN A 192.0.2.70"
              }
            }
            .:0 {
              bind 127.0.0.1
              template IN A . {
                answer "{{ .Name }} 60 IN A 192.0.2.1"
              }
            }
            """);
    ServedCorefile server =
        serve(
            ".:0 {\n bind 127.0.0.1\n bufsize 700\n forward . 127.0.0.1:"
                + upstream.port()
                + "\n}");

    assertThat(answers(server.ask("a.test", RecordType.A, edns(4096)))).contains("192.0.2.70");
    assertThat(answers(server.ask("b.test", RecordType.A, edns(600)))).contains("192.0.2.1]");
  }

  private static Optional<Edns> edns(int size) {
    return Optional.of(Edns.of(size));
  }

  /// What a rewrite adds to a question inside of another one is not the client's.
  @Test
  void optOfAQuestionInsideStaysThere() throws IOException {
    Path zone = folder.resolve("db.zone");
    Files.writeString(
        zone,
        """
        $ORIGIN a.test.
        @ 60 IN SOA ns admin 1 60 60 60 60
        alias 60 IN CNAME x.b.test.
        """);
    ServedCorefile server =
        serve(
            """
            a.test:0 {
              bind 127.0.0.1
              file %s
            }
            b.test:0 {
              bind 127.0.0.1
              rewrite edns0 local set 0xffee abc
              template IN A . {
                answer "{{ .Name }} 60 IN A 192.0.2.1"
              }
            }
            """
                .formatted(zone));

    Message alias = server.ask("alias.a.test", RecordType.A, Optional.empty());
    Message direct = server.ask("x.b.test", RecordType.A, Optional.empty());

    assertThat(answers(alias)).contains("192.0.2.1");
    assertThat(alias.edns()).isEmpty();
    assertThat(direct.edns()).isPresent();
  }

  /// Names below that of the zone's own servers do not fall through.
  @Test
  void externalKeepsItsServersNames() throws IOException {
    ServedCorefile server =
        serve(
            """
            .:0 {
              bind 127.0.0.1
              kubernetes cluster.local
              k8s_external ext.test {
                fallthrough
              }
              forward . 127.0.0.1:1
            }
            """);

    assertThat(server.ask("other.dns.ext.test", RecordType.A).rcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(server.ask("no.such.ext.test", RecordType.A).rcode()).isEqualTo(Rcode.SERVFAIL);
  }

  /// `cancel` alone makes a chain, at whose end nobody has answered; without any directive that
  /// takes questions a block refuses them.
  @Test
  void aBlockWithCancelAloneFails() throws IOException {
    for (String line : List.of("", "cancel")) {
      Message reply = serve(".:0 {\n bind 127.0.0.1\n " + line + "\n}").ask("a.test", RecordType.A);

      assertThat(reply.rcode()).isEqualTo(line.isEmpty() ? Rcode.REFUSED : Rcode.SERVFAIL);
      assertThat(reply.has(Flags.AA)).isFalse();
    }
  }
}
