package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.IpAddress;
import dev.roster.dns.corefile.CorefileConfig;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.host.Host;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Housing;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Site;
import dev.roster.dns.pipeline.Taking;
import dev.roster.dns.pipeline.Transport;
import dev.roster.dns.server.DnsConfig;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// Which packets a block with a view answers.
class ViewDirectiveTest {
  private static Assembly.Result assemble(String text) {
    CorefileConfig config =
        switch (CorefileReader.read(text, "Corefile", Map.of())) {
          case CorefileResult.Read(var read) -> read;
          case CorefileResult.Refused(var problems) -> throw new AssertionError(problems);
        };
    return Assembler.assemble(
        config,
        Map.of(),
        (_, _) -> {
          throw new AssertionError();
        },
        new Host(
            new ManualScheduler(),
            () -> Catalog.EMPTY,
            () -> 0,
            new SplittableRandom(1),
            new CollectedLines(),
            _ -> {}));
  }

  private static Site site(String text) {
    return switch (assemble(text)) {
      case Assembly.Result.Assembled(var assembly) -> {
        DnsConfig.Listener listener = assembly.dns().listeners().getFirst();
        yield new Site(listener.listen().toString(), listener.blocks(), new DnsMetrics());
      }
      case Assembly.Result.Refused(var problems) -> throw new AssertionError(problems);
    };
  }

  private static byte[] question(String name, int type) {
    Message message =
        Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, DClass.IN));
    message.getHeader().setID(300);
    return message.toWire();
  }

  /// What `dns64` asks of the server itself goes by the views too.
  @Test
  void questionsInsideAreTakenByTheirView() {
    Site site =
        site(
            """
            .:53 {
             bind 127.0.0.1
             view v {
              expr type() == 'TXT'
             }
             template ANY ANY . {
              rcode REFUSED
             }
            }
            .:53 {
             bind 127.0.0.1
             dns64 {
              allow_ipv4
             }
             template IN A . {
              answer "{{ .Name }} 9 A 192.0.2.1"
             }
             template IN AAAA . {
              rcode NOERROR
             }
            }
            """);
    Responder responder = new Responder(1, 2, () -> 0, new DnsMetrics().worker());
    byte[] wire = question("www.example.org.", Type.AAAA);
    responder.packet().from(Transport.UDP, new byte[] {127, 0, 0, 1}, 4242);
    responder.respond(site, Catalog.EMPTY, wire, 0, wire.length);
    assertThat(responder.packet().replyBytes()[7]).isEqualTo((byte) 1);
  }

  /// Whether a packet (UDP, 10.1.2.3:4242, `www.example.org. AAAA`, id 300) is taken.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      textBlock =
          """
          type() == 'AAAA' ; true
          type() == 'A' ; false
          'AAAA' == type() ; true
          type() != 'A' ; true
          type() in ['A', 'AAAA'] ; true
          type() not in ['A', 'AAAA'] ; false
          type() == 'NOSUCH' ; false
          name() == 'www.example.org.' ; true
          name() endsWith '.example.org.' and name() startsWith 'www' ; true
          name() contains 'exam' ; true
          name() matches '^w+[.]' ; true
          name() not matches '^w+[.]' ; false
          'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' matches '^(a+)+$' ; false
          'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' + name() matches '^(a+)+' + (do() ? '' : '$') ; false
          incidr(client_ip(), '10.0.0.0/8') ; true
          incidr(client_ip(), '10.1.2.0/25') ; true
          incidr(client_ip(), '10.1.2.128/25') ; false
          incidr(client_ip(), '::/0') ; false
          incidr(client_ip(), 'nonsense') ; false
          not incidr(client_ip(), 'nonsense') ; false
          incidr(name(), '::/0') or true ; false
          incidr('10.1.2.3', '10.1.2.3/32') ; true
          client_ip() == '10.1.2.3' ; true
          port() == '4242' ; true
          int(port()) > 1024 ; true
          server_port() == '53' and server_ip() == '127.0.0.1' ; true
          proto() == 'udp' && class() == 'IN' ; true
          id() == 300 ; true
          id() in 1..300 ; true
          id() in 301..400 ; false
          id() % 2 == 0 ; true
          id() / 200 == 1.5 ; true
          id() == 300.0 ; true
          -id() < 0 ; true
          2 + 3 * 4 == 14 ; true
          (2 + 3) * 4 == 20 ; true
          2 ** 3 ** 2 == 512 ; true
          1 < 2 < 3 ; true
          3 < 2 < 1 ; false
          1 % 0 == 0 ; false
          bufsize() == 512 ; true
          opcode() == 0 ; true
          size() == 33 ; true
          do() ; false
          !do() ; true
          not do() == true ; true
          do() ? false : true ; true
          metadata('kubernetes/namespace') == '' ; true
          name() == nil ; false
          len(name()) == 16 ; true
          split(name(), '.')[0] == 'www' ; true
          split(name(), '.')[9] == '' ; false
          name()[0:1] == 'w' ; true
          name()[:3] + name()[-1:] == 'www.' ; true
          name()[2:1] == '' && name()[3:99] startsWith '.' ; true
          split(name(), '.')[:1] == ['www'] ; true
          name() | upper() == 'WWW.EXAMPLE.ORG.' ; true
          'a' + 'b' == 'ab' ; true
          ['a', 1] == ['a', 1] ; true
          'a' < 'b' ; true
          1 ; false
          type ; false
          """)
  void takesWhatHolds(String expression, boolean taken) {
    Site site = site(".:53 {\n bind 127.0.0.1\n view v {\n expr " + expression + "\n}\n whoami\n}");
    Responder responder = new Responder(1, 2, () -> 0, new DnsMetrics().worker());
    byte[] wire = question("www.example.org.", Type.AAAA);
    responder.packet().from(Transport.UDP, IpAddress.of("10.1.2.3").toBytes(), 4242);
    responder.respond(site, Catalog.EMPTY, wire, 0, wire.length);
    assertThat(responder.packet().rcode()).isEqualTo(taken ? 0 : 5);
  }

  @Test
  void aViewStandsInFrontOfTheBlockForTheRest() {
    String view = "a:53 {\n view v {\n expr true\n }\n}\n";
    assertThat(site(view + view + "a:53 {\n}\n")).isNotNull();
    Assembly.Result refused = assemble("a:53 {\n}\n" + view);
    assertThat(refused).isInstanceOf(Assembly.Result.Refused.class);
    Assembly assembly =
        switch (assemble(view + "a:53 {\n}\n")) {
          case Assembly.Result.Assembled(var assembled) -> assembled;
          case Assembly.Result.Refused(var problems) -> throw new AssertionError(problems);
        };
    assertThat(
            assembly.dns().listeners().getFirst().blocks().stream()
                .map(Object::toString)
                .collect(Collectors.joining(" ")))
        .isEqualTo("a. (v) a.");
  }

  @Test
  void whatMostViewsAskAllocatesNothing() {
    Site site =
        site(
            """
            .:53 {
              bind 127.0.0.1
              view v {
                expr incidr(client_ip(), '10.0.0.0/8') || incidr(client_ip(), 'fd00::/8')
                expr type() in ['A', 'AAAA'] && type() != 'TXT'
                expr id() > 1000 || size() < 100 and !do() and bufsize() == 512
              }
              acl {
                allow net 10.0.0.0/8 fd00::/8
                block
              }
              bufsize 512
              whoami
            }
            """);
    Responder responder = new Responder(1, 2, () -> 0, new DnsMetrics().worker());
    Packet packet = responder.packet();
    byte[] wire = question("www.example.org.", Type.AAAA);
    packet.from(Transport.UDP, IpAddress.of("10.1.2.3").toBytes(), 4242);
    responder.respond(site, Catalog.EMPTY, wire, 0, wire.length);
    assertThat(packet.rcode()).isZero();
    List<Directive> directives = packet.block().directives();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().threadId();
    for (int i = 0; i < 30_000; i++) hooks(directives, packet);
    long before = threads.getThreadAllocatedBytes(thread);
    for (int i = 0; i < 10_000; i++) hooks(directives, packet);
    assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(10_000);
  }

  private static void hooks(List<Directive> directives, Packet packet) {
    for (int i = 0; i < directives.size(); i++) {
      Directive each = directives.get(i);
      each.gate(packet);
      if (each instanceof Taking taking) taking.takes(packet);
      if (each instanceof Housing housing) housing.home(packet);
    }
  }
}
