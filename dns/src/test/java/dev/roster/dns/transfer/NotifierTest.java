package dev.roster.dns.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.corefile.TransferConfig.Secondary;
import dev.roster.dns.host.Host;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Notices as a secondary on the loopback sees them.
class NotifierTest {
  private static final Name ZONE = Name.of("cluster.local");
  private static final Name OTHER = Name.of("example.org");
  private static final int MILLIS_MAX = 30_000;

  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private DatagramSocket secondary;
  private Notifier notifier;

  @BeforeEach
  void start() throws IOException {
    secondary = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    secondary.setSoTimeout(MILLIS_MAX);
    Host host =
        new Host(
            (_, _) -> {
              throw new AssertionError("no timer is needed");
            },
            () -> Catalog.EMPTY,
            System::nanoTime,
            new SplittableRandom(1),
            (_, text) -> lines.add(text),
            _ -> {});
    Secondary to = new Secondary(IpAddress.of("127.0.0.1"), secondary.getLocalPort());
    notifier = new Notifier(to, Optional.of(IpAddress.of("127.0.0.2")), host);
  }

  @AfterEach
  void stop() {
    notifier.close();
    secondary.close();
  }

  @Test
  void saysWhichZoneAndWhichVersionFromTheSourceAddress() throws IOException {
    notifier.changed(ZONE, soa(ZONE, 42));
    DatagramPacket packet = receive();
    Message notice = message(packet);
    assertThat(packet.getAddress().getHostAddress()).isEqualTo("127.0.0.2");
    assertThat(notice.getHeader().getOpcode()).isEqualTo(Opcode.NOTIFY);
    assertThat(notice.getHeader().getFlag(Flags.AA)).isTrue();
    assertThat(notice.getHeader().getFlag(Flags.QR)).isFalse();
    assertThat(notice.getQuestion().getName()).hasToString("cluster.local.");
    assertThat(notice.getQuestion().getType()).isEqualTo(Type.SOA);
    assertThat(serial(notice)).isEqualTo(42);
  }

  @Test
  void comesAgainUntilAnswered() throws IOException {
    notifier.changed(ZONE, soa(ZONE, 1));
    assertThat(serial(message(receive()))).isEqualTo(1);
    DatagramPacket again = receive();
    assertThat(serial(message(again))).isEqualTo(1);
    answer(again, Rcode.NOERROR);
    // The next one is of the next change: the newest of those that came meanwhile.
    notifier.changed(ZONE, soa(ZONE, 2));
    DatagramPacket next = receive();
    assertThat(serial(message(next))).isEqualTo(2);
    for (int serial = 3; serial < 9; serial++) notifier.changed(ZONE, soa(ZONE, serial));
    answer(next, Rcode.NOERROR);
    DatagramPacket last = receive();
    assertThat(serial(message(last))).isEqualTo(8);
    answer(last, Rcode.NOERROR);
    assertThat(lines).isEmpty();
  }

  @Test
  void aRefusalIsNotAskedAgainAndZonesTakeTurns() throws IOException {
    notifier.changed(ZONE, soa(ZONE, 1));
    notifier.changed(OTHER, soa(OTHER, 5));
    DatagramPacket first = receive();
    notifier.changed(ZONE, soa(ZONE, 2));
    answer(first, Rcode.REFUSED);
    DatagramPacket second = receive();
    assertThat(message(second).getQuestion().getName()).hasToString("example.org.");
    answer(second, Rcode.NOERROR);
    assertThat(serial(message(receive()))).isEqualTo(2);
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst())
        .startsWith("plugin/transfer: notify for zone \"cluster.local.\" was not accepted by ")
        .endsWith("rcode was REFUSED");
  }

  /// A burst of changes is one notice a second: the second comes no sooner after the first.
  @Test
  void atMostOneASecond() throws IOException {
    long[] times = new long[3];
    for (int i = 0; i < times.length; i++) {
      for (int serial = 1; serial < 100; serial++) notifier.changed(ZONE, soa(ZONE, serial));
      DatagramPacket packet = receive();
      times[i] = System.nanoTime();
      answer(packet, Rcode.NOERROR);
    }
    // What was received early was sent before: the receiver may only have been late.
    assertThat(times[2] - times[0]).isGreaterThan(1_000_000_000L);
  }

  /// Neither the thread that waits for an answer nor the one that waits for its second stays.
  @Test
  void nothingIsLeftAfterClose() throws Exception {
    notifier.changed(ZONE, soa(ZONE, 1));
    DatagramPacket unanswered = receive();
    assertThat(notifier.isRunning()).isTrue();
    notifier.close();
    awaitEnd();
    notifier.changed(ZONE, soa(ZONE, 2));
    assertThat(notifier.isRunning()).isFalse();
    secondary.setSoTimeout(1);
    assertThatThrownBy(this::receive).isInstanceOf(SocketTimeoutException.class);
    assertThat(lines).isEmpty();
    assertThat(unanswered.getLength()).isPositive();
  }

  @Test
  void closeEndsTheWaitForTheNextSecond() throws Exception {
    notifier.changed(ZONE, soa(ZONE, 1));
    DatagramPacket first = receive();
    notifier.changed(ZONE, soa(ZONE, 2));
    answer(first, Rcode.NOERROR);
    notifier.close();
    awaitEnd();
  }

  private void awaitEnd() {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !notifier.isRunning());
  }

  private static ResourceRecord soa(Name zone, long serial) {
    return new ResourceRecord(
        zone, 5, new RecordData.Soa(zone.child("ns"), zone.child("host"), serial, 1, 1, 1, 1));
  }

  private DatagramPacket receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[512], 512);
    secondary.receive(packet);
    return packet;
  }

  private static Message message(DatagramPacket packet) throws IOException {
    return new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
  }

  private static long serial(Message notice) {
    return ((SOARecord) notice.getSection(Section.ANSWER).getFirst()).getSerial();
  }

  private void answer(DatagramPacket packet, int rcode) throws IOException {
    Message reply = message(packet);
    reply.getHeader().setFlag(Flags.QR);
    reply.getHeader().setRcode(rcode);
    byte[] wire = reply.toWire();
    secondary.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
  }
}
