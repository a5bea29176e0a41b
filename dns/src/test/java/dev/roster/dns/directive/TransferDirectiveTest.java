package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.objects.Position;
import dev.roster.dns.corefile.FileConfig;
import dev.roster.dns.corefile.FileConfig.ZoneFile;
import dev.roster.dns.corefile.TransferConfig;
import dev.roster.dns.corefile.TransferConfig.Rule;
import dev.roster.dns.corefile.TransferConfig.Secondary;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.ServerBlock;
import dev.roster.dns.pipeline.Site;
import dev.roster.dns.pipeline.Transport;
import dev.roster.dns.transfer.TransferDirective;
import dev.roster.dns.zonefile.FileDirective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Who gets a zone, over what, and in how many messages.
class TransferDirectiveTest {
  private static final int MEMBERS = 10_000;
  private static final org.xbill.DNS.Name ZONE = org.xbill.DNS.Name.fromConstantString("big.test.");

  @TempDir Path folder;
  private FileDirective file =
      FileDirective.of(
          new FileConfig(List.of(), List.of(), true),
          Path::of,
          new ManualScheduler(),
          new CollectedLines(),
          new ArrayList<>());

  @BeforeEach
  void load() throws IOException {
    Path db = folder.resolve("db");
    StringBuilder text = new StringBuilder("$TTL 5\n@ SOA ns host 42 1 1 1 1\n NS ns\n");
    for (int i = 0; i < MEMBERS; i++) {
      text.append("a-member-with-a-name-").append(i).append(" A 10.0.0.1\n");
    }
    Files.writeString(db, text);
    ZoneFile each =
        new ZoneFile(
            db.toString(), List.of(Name.of("big.test")), Duration.ZERO, false, Position.NONE);
    file =
        FileDirective.of(
            new FileConfig(List.of(each), List.of(), false),
            Path::of,
            new ManualScheduler(),
            new CollectedLines(),
            new ArrayList<>());
  }

  @Test
  void aZoneComesInAsManyMessagesAsItNeeds() throws IOException {
    List<Message> messages = ask(rule(true, List.of()), Transport.TCP, axfr());
    List<Record> records = new ArrayList<>();
    for (Message message : messages) {
      assertThat(message.getHeader().printFlags()).isEqualTo("qr aa ");
      assertThat(message.getQuestion().getType()).isEqualTo(Type.AXFR);
      records.addAll(message.getSection(Section.ANSWER));
    }
    assertThat(messages).hasSizeGreaterThan(3);
    assertThat(records).hasSize(MEMBERS + 3);
    assertThat(records.getFirst()).isEqualTo(records.getLast()).isInstanceOf(SOARecord.class);
  }

  @Test
  void nobodyElseGetsIt() throws IOException {
    List<Secondary> other = List.of(new Secondary(IpAddress.of("192.0.2.1"), 53));
    assertThat(rcodes(rule(false, other), Transport.TCP)).containsExactly(Rcode.REFUSED);
    List<Secondary> own = List.of(new Secondary(IpAddress.of("127.0.0.1"), 53));
    assertThat(rcodes(rule(false, own), Transport.TLS)).hasSizeGreaterThan(3);
    assertThat(rcodes(rule(true, own), Transport.UDP)).containsExactly(Rcode.REFUSED);
    assertThat(rcodes(rule(true, own), Transport.HTTPS)).containsExactly(Rcode.REFUSED);
  }

  @Test
  void aSecondaryThatIsCurrentGetsTheSoaAlone() throws IOException {
    TransferDirective all = rule(true, List.of());
    List<Message> same = ask(all, Transport.TCP, ixfr(42));
    assertThat(same).hasSize(1);
    assertThat(same.getFirst().getSection(Section.ANSWER)).hasSize(1);
    assertThat(ask(all, Transport.TCP, ixfr(41))).hasSizeGreaterThan(3);
    Message bare = Message.newQuery(Record.newRecord(ZONE, Type.IXFR, 1));
    assertThat(ask(all, Transport.TCP, bare).getFirst().getRcode()).isEqualTo(Rcode.SERVFAIL);
  }

  private List<Integer> rcodes(TransferDirective rule, Transport how) throws IOException {
    return ask(rule, how, axfr()).stream().map(Message::getRcode).toList();
  }

  private static TransferDirective rule(boolean anyone, List<Secondary> to) {
    Rule rule = new Rule(List.of(Name.ROOT), anyone, to, Optional.empty());
    return new TransferDirective(new TransferConfig(List.of(rule)), false);
  }

  private static Message axfr() {
    Message query = Message.newQuery(Record.newRecord(ZONE, Type.AXFR, 1));
    query.getHeader().unsetFlag(org.xbill.DNS.Flags.RD);
    return query;
  }

  private static Message ixfr(long serial) {
    Message query = Message.newQuery(Record.newRecord(ZONE, Type.IXFR, 1));
    query.addRecord(new SOARecord(ZONE, 1, 0, ZONE, ZONE, serial, 0, 0, 0, 0), Section.AUTHORITY);
    return query;
  }

  private List<Message> ask(TransferDirective transfer, Transport how, Message query)
      throws IOException {
    DnsMetrics metrics = new DnsMetrics();
    ServerBlock block = new ServerBlock(Name.ROOT, "", List.of(), List.of(transfer, file));
    Site site = new Site("dns://:53", List.of(block), metrics);
    Responder responder = new Responder(1, 2, () -> 0, metrics.worker());
    Packet packet = responder.packet();
    packet.from(how, IpAddress.of("127.0.0.1").toBytes(), 5353);
    byte[] wire = query.toWire();
    int length = responder.respond(site, Catalog.EMPTY, wire, 0, wire.length);
    List<Message> messages = new ArrayList<>();
    messages.add(new Message(Arrays.copyOf(packet.replyBytes(), length)));
    Iterator<byte[]> more = packet.takeStream();
    while (more != null && more.hasNext()) messages.add(new Message(more.next()));
    return messages;
  }
}
