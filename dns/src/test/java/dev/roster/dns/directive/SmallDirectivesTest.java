package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.IpAddress;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.corefile.CorefileConfig;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.corefile.ErraticConfig;
import dev.roster.dns.host.Host;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Reply;
import dev.roster.dns.pipeline.ServerBlock;
import dev.roster.dns.pipeline.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// The directives of one class each, as a block with them answers.
class SmallDirectivesTest {
  /// A block with these lines, in front of one that has an answer for every name.
  private static Asking block(String lines) {
    CorefileConfig config =
        switch (CorefileReader.read(".:53 {\n" + lines + "\n}\n", "Corefile", Map.of())) {
          case CorefileResult.Read(var read) -> read;
          case CorefileResult.Refused(var problems) -> throw new AssertionError(problems);
        };
    Assembly assembly =
        switch (Assembler.assemble(
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
                _ -> {}))) {
          case Assembly.Result.Assembled(var assembled) -> assembled;
          case Assembly.Result.Refused(var problems) -> throw new AssertionError(problems);
        };
    ServerBlock block = assembly.dns().listeners().getFirst().blocks().getFirst();
    List<Directive> directives = new ArrayList<>(block.directives());
    directives.add(
        Asking.answering(exchange ->
            Reply.of(
                "kubernetes",
                0,
                List.of(address(exchange.name())),
                List.of(),
                List.of(address(exchange.name())))));
    return new Asking(directives);
  }

  private static ResourceRecord address(dev.roster.core.names.Name owner) {
    return new ResourceRecord(owner, 5, new RecordData.Address(IpAddress.of("10.0.0.1")));
  }

  private static Message question(String name, int type, int dclass) {
    return Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, dclass));
  }

  private static Message ask(Asking block, String source, String name, int type) {
    return block.ask(Transport.UDP, source, 5300, question(name, type, DClass.IN));
  }

  /// Rcode, flags and records: `NOERROR aa; a. 5 A 10.0.0.1 | | a. 5 A 10.0.0.1`.
  private static String shown(Message reply) {
    String flags =
        (reply.getHeader().getFlag(Flags.AA) ? " aa" : "")
            + (reply.getHeader().getFlag(Flags.RA) ? " ra" : "")
            + (reply.getHeader().getFlag(Flags.RD) ? " rd" : "");
    return Rcode.string(reply.getRcode())
        + flags
        + "; "
        + List.of(Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL).stream()
            .map(section ->
                reply.getSection(section).stream()
                    .filter(record -> record.getType() != Type.OPT)
                    .map(record ->
                        record.getName()
                            + " "
                            + record.getTTL()
                            + " "
                            + Type.string(record.getType())
                            + " "
                            + record.rdataToString())
                    .collect(Collectors.joining(", ")))
            .collect(Collectors.joining(" | "));
  }

  private static String asked(String lines, String name, int type) {
    return shown(ask(block(lines), "127.0.0.1", name, type));
  }

  @Test
  void anyGetsOneRecord() {
    assertThat(asked("any", "a.test.", Type.ANY))
        .isEqualTo("NOERROR rd; a.test. 8482 HINFO \"ANY obsoleted\" \"See RFC 8482\" |  | ");
    assertThat(asked("any", "a.test.", Type.A)).startsWith("NOERROR aa rd; a.test. 5 A 10.0.0.1 |");
  }

  @Test
  void minimalLeavesAnswersAlone() {
    assertThat(asked("", "a.", Type.A))
        .isEqualTo("NOERROR aa rd; a. 5 A 10.0.0.1 |  | a. 5 A 10.0.0.1");
    assertThat(asked("minimal", "a.", Type.A)).isEqualTo("NOERROR aa rd; a. 5 A 10.0.0.1 |  | ");
  }

  /// CoreDNS's `minimal` panics at a REFUSED that nobody wrote.
  @Test
  void minimalMakesWhatNobodyWroteAFailure() {
    MinimalDirective minimal = new MinimalDirective();
    List<Directive> refusing = List.of(minimal, Asking.answering(_ -> Reply.rcode(5)));
    assertThat(ask(new Asking(refusing), "127.0.0.1", "a.", Type.A).getRcode())
        .isEqualTo(Rcode.SERVFAIL);
  }

  /// The OPT record of a reply that names the server is made anew: with DO, and without the
  /// client's own options.
  @Test
  void nsidMakesAnOptOfItsOwn() {
    Message question = question("a.", Type.A, DClass.IN);
    question.addRecord(
        new OPTRecord(
            1232,
            0,
            0,
            0,
            List.of(new GenericEDNSOption(10, new byte[8]), new GenericEDNSOption(3, new byte[0]))),
        Section.ADDITIONAL);
    Message reply = block("nsid abc").ask(Transport.UDP, "127.0.0.1", 5300, question);
    assertThat(reply.getOPT().getFlags()).isEqualTo(0x8000);
    assertThat(reply.getOPT().getOptions()).extracting(EDNSOption::getCode).containsExactly(3);
    Message unnamed = block("").ask(Transport.UDP, "127.0.0.1", 5300, question);
    assertThat(unnamed.getOPT().getFlags()).isZero();
    assertThat(unnamed.getOPT().getOptions()).extracting(EDNSOption::getCode).contains(10, 3);
  }

  @Test
  void headerChangesFlagsOfTheAnswersBehindIt() {
    assertThat(asked("header {\n response clear aa rd\n response set ra\n}", "a.", Type.A))
        .startsWith("NOERROR ra; ");
    assertThat(asked("header {\n query clear rd\n}", "a.", Type.A)).startsWith("NOERROR aa; ");
    assertThat(asked("header {\n response clear aa\n response set aa\n}", "a.", Type.A))
        .startsWith("NOERROR aa rd; ");
    assertThat(asked("local\nheader {\n response set aa ra\n}", "localhost.", Type.A))
        .startsWith("NOERROR rd; ");
  }

  @Test
  void localAnswersForThisMachine() {
    String soa = " 604800 SOA localhost. root.localhost. 1 0 0 0 604800";
    assertThat(asked("local", "LocalHost.", Type.A))
        .isEqualTo("NOERROR rd; LocalHost. 604800 A 127.0.0.1 |  | ");
    assertThat(asked("local", "x.localhost.", Type.AAAA))
        .isEqualTo("NOERROR rd; x.localhost. 604800 AAAA 0:0:0:0:0:0:0:1 |  | ");
    assertThat(asked("local", "localhost.example.org.", Type.A)).contains("127.0.0.1");
    assertThat(asked("local {\n localhost_prefix off\n}", "localhost.example.org.", Type.A))
        .contains("10.0.0.1");
    assertThat(asked("local", "localhost.example.org.", Type.TXT))
        .isEqualTo("NOERROR rd;  | localhost.example.org." + soa + " | ");
    assertThat(asked("local", "1.0.0.127.In-Addr.arpa.", Type.PTR))
        .isEqualTo("NOERROR rd; 1.0.0.127.In-Addr.arpa. 604800 PTR localhost. |  | ");
    assertThat(asked("local", "1.0.0.127.In-addr.arpa.", Type.A))
        .isEqualTo("NOERROR rd;  | 127.In-addr.arpa." + soa + " | ");
    assertThat(asked("local", "2.0.0.127.in-addr.arpa.", Type.PTR))
        .isEqualTo("NXDOMAIN rd;  | 127.in-addr.arpa." + soa + " | ");
    assertThat(asked("local", "255.in-addr.arpa.", Type.A))
        .isEqualTo("NOERROR rd;  | 255.in-addr.arpa." + soa + " | ");
    assertThat(asked("local", "0.in-addr.arpa.", Type.NS)).contains("604800 NS localhost.");
    assertThat(asked("local", "localhost.", Type.SOA)).contains("localhost." + soa);
  }

  @Test
  void aclDecidesByTypeSourceAndZone() {
    String all = "acl {\n allow net 10.0.0.0/9 2001:db8::/32 192.0.2.7\n block\n}";
    String[][] sources = {
      {"10.1.2.3", "NOERROR"},
      {"10.128.0.1", "REFUSED"},
      {"192.0.2.7", "NOERROR"},
      {"192.0.2.6", "REFUSED"},
      {"2001:db8:1::1", "NOERROR"},
      {"2001:db9::1", "REFUSED"},
    };
    Asking block = block(all);
    // Twice: the second time from memory, which must not be what an earlier source was told.
    for (int i = 0; i < 2; i++) {
      for (String[] source : sources) {
        assertThat(shown(ask(block, source[0], "a.test.", Type.A)))
            .as(source[0])
            .startsWith(source[1]);
      }
    }
    String types = "acl b.test {\n filter type TXT AAAA\n}\nacl {\n drop type MX\n}";
    assertThat(asked(types, "x.b.test.", Type.TXT)).isEqualTo("NOERROR rd;  |  | ");
    assertThat(asked(types, "x.b.test.", Type.A)).contains("10.0.0.1");
    assertThat(asked(types, "x.test.", Type.TXT)).contains("10.0.0.1");
    byte[] dropped = question("x.test.", Type.MX, DClass.IN).toWire();
    assertThat(block(types).bytes(Transport.UDP, "127.0.0.1", 1, dropped)).isEmpty();
    assertThat(asked("acl {\n block\n}\nlocal", "localhost.", Type.A)).contains("127.0.0.1");
  }

  @Test
  void aclSaysWhyEvenUnasked() {
    Message reply = ask(block("acl {\n block\n}"), "127.0.0.1", "a.", Type.A);
    OPTRecord opt = reply.getOPT();
    assertThat(opt.getOptions().getFirst().getCode()).isEqualTo(15);
    assertThat(opt.getPayloadSize()).isEqualTo(4096);
  }

  @Test
  void chaosSaysWhatTheServerIs() {
    Asking block = block("chaos v1 two one two");
    assertThat(shown(chaos(block, "VERSION.bind."))).contains("VERSION.bind. 0 TXT v1");
    assertThat(shown(chaos(block, "authors.bind."))).contains("TXT one, ").contains("TXT two");
    assertThat(chaos(block, "version.server.").getSection(Section.ANSWER).getFirst().getDClass())
        .isEqualTo(DClass.CH);
    assertThat(shown(chaos(block("chaos"), "version.bind."))).contains("TXT Roster");
    assertThat(shown(chaos(block(""), "version.bind."))).startsWith("REFUSED");
  }

  private static Message chaos(Asking block, String name) {
    return block.ask(Transport.UDP, "127.0.0.1", 1, question(name, Type.TXT, DClass.CH));
  }

  /// What ten questions for an address get: an answer, one with TC, none.
  private static String erratic(String lines, int type) throws IOException {
    CorefileConfig config =
        switch (CorefileReader.read(".:53 {\n erratic " + lines + "\n}\n", "C", Map.of())) {
          case CorefileResult.Read(var read) -> read;
          case CorefileResult.Refused(var problems) -> throw new AssertionError(problems);
        };
    Asking block =
        new Asking(
            List.of(
                new ErraticDirective(
                    config.blocks().getFirst().find(ErraticConfig.class).orElseThrow(),
                    System::nanoTime)));
    StringBuilder found = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      byte[] wire = question("x.test.", type, DClass.IN).toWire();
      byte[] bytes = block.bytes(Transport.TCP, "127.0.0.1", 5300, wire);
      if (bytes.length == 0) {
        found.append('-');
        continue;
      }
      Message reply = new Message(bytes);
      int answers = reply.getSection(Section.ANSWER).size();
      boolean cut = reply.getHeader().getFlag(Flags.TC);
      found.append(reply.getRcode() == Rcode.SERVFAIL ? "F" : cut ? "T" : answers > 9 ? "L" : "a");
    }
    return found.toString();
  }

  @Test
  void erraticFailsNowAndThen() throws IOException {
    assertThat(erratic("", Type.A)).isEqualTo("-a-a-a-a-a");
    assertThat(erratic("", Type.MX)).isEqualTo("-F-F-F-F-F");
    assertThat(erratic("{\n drop 3\n large\n}", Type.A)).isEqualTo("-LL-LL-LL-");
    assertThat(erratic("{\n drop 0\n}", Type.AAAA)).isEqualTo("aaaaaaaaaa");
    assertThat(erratic("{\n delay 2 1ms\n}", Type.AAAA)).isEqualTo("aaaaaaaaaa");
    assertThat(erratic("{\n truncate\n}", Type.A)).isEqualTo("TTaaTTaaTT");
  }

  @Test
  void whoamiTellsTheSender() {
    Asking block = block("whoami");
    Message reply =
        block.ask(Transport.TCP, "10.2.3.4", 4242, question("me.test.", Type.A, DClass.IN));
    // The block's own last directive stands before it.
    assertThat(shown(reply)).contains("10.0.0.1");
    Asking alone = new Asking(List.of(new WhoamiDirective()));
    reply = alone.ask(Transport.TCP, "10.2.3.4", 4242, question("me.test.", Type.A, DClass.IN));
    assertThat(shown(reply))
        .isEqualTo("NOERROR aa rd;  |  | me.test. 0 A 10.2.3.4, _tcp.me.test. 0 SRV 0 0 4242 .");
  }
}
