package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.names.Name;
import dev.roster.core.objects.Position;
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.corefile.FileConfig;
import dev.roster.dns.corefile.FileConfig.ZoneFile;
import dev.roster.dns.pipeline.Transport;
import dev.roster.dns.zonefile.FileDirective;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// `file` against what CoreDNS answered from the same zone, and over changes of the file.
class FileAnswersTest {
  @TempDir Path folder;

  private final ManualScheduler scheduler = new ManualScheduler();
  private final CollectedLines lines = new CollectedLines();
  private final List<CorefileProblem> problems = new ArrayList<>();

  @Test
  void answersAreThoseOfCoreDns() throws IOException {
    Path file = folder.resolve("db.zone");
    Files.write(file, resource("/dev/roster/dns/zonefile/db.zone"));
    FileDirective directive = directive(file, "example.org", Duration.ZERO);
    assertThat(problems).isEmpty();
    Asking asking = new Asking(List.of(directive));
    SoftAssertions soft = new SoftAssertions();
    String recorded =
        new String(resource("/dev/roster/dns/zonefile/answers.txt"), StandardCharsets.US_ASCII);
    for (String line : recorded.lines().filter(it -> !it.startsWith("#")).toList()) {
      List<String> words = List.of(line.split(" ", -1));
      byte[] question = HexFormat.of().parseHex(words.get(3));
      Message wanted = new Message(HexFormat.of().parseHex(words.get(4)));
      // The second time it may be remembered.
      for (int i = 0; i < 2; i++) {
        Message got = new Message(asking.bytes(Transport.UDP, "127.0.0.1", 9999, question));
        soft.assertThat(shown(got)).as(words.subList(0, 3).toString()).isEqualTo(shown(wanted));
      }
    }
    soft.assertAll();
  }

  /// CoreDNS's zones of files have no primary to hear of.
  @Test
  void noticesAreDropped() throws IOException {
    Path file = folder.resolve("db.zone");
    Files.write(file, resource("/dev/roster/dns/zonefile/db.zone"));
    Asking asking = new Asking(List.of(directive(file, "example.org", Duration.ZERO)));
    org.xbill.DNS.Name zone = org.xbill.DNS.Name.fromConstantString("example.org.");
    Message notice =
        Message.newQuery(Record.newRecord(zone, org.xbill.DNS.Type.SOA, org.xbill.DNS.DClass.IN));
    notice.getHeader().setOpcode(org.xbill.DNS.Opcode.NOTIFY);

    assertThat(asking.bytes(Transport.UDP, "127.0.0.1", 9999, notice.toWire())).isEmpty();
    notice.getHeader().setOpcode(org.xbill.DNS.Opcode.QUERY);
    assertThat(asking.bytes(Transport.UDP, "127.0.0.1", 9999, notice.toWire())).isNotEmpty();
  }

  private static List<String> shown(Message message) {
    List<String> all = new ArrayList<>();
    all.add("flags " + message.getHeader().printFlags() + "rcode " + message.getRcode());
    // Which records are left out of a truncated answer depends on compression.
    if (message.getHeader().getFlag(org.xbill.DNS.Flags.TC)) return all;
    for (int section = Section.ANSWER; section <= Section.ADDITIONAL; section++) {
      for (Record record : message.getSection(section)) {
        if (record.getType() != org.xbill.DNS.Type.OPT) all.add(section + " " + record);
      }
    }
    return all;
  }

  private FileDirective directive(Path file, String zone, Duration reload) {
    ZoneFile each =
        new ZoneFile(file.toString(), List.of(Name.of(zone)), reload, false, Position.NONE);
    FileConfig config = new FileConfig(List.of(each), List.of(), !reload.isZero());
    return FileDirective.of(config, Path::of, scheduler, lines, problems);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = FileAnswersTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }
}
