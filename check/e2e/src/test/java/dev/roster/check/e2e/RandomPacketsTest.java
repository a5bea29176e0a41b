package dev.roster.check.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.check.kit.Ask;
import dev.roster.check.kit.RosterProcess;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Rcode;

/// Random and mutated packets at a real server: it answers on, leaks nothing, logs no stack trace.
class RandomPacketsTest {
  private static final int PACKETS_A_SECOND = 1_000;
  private static final String NAME = "db.default.svc.cluster.local.";

  @TempDir Path folder;

  @Test
  void answersOnAfterThousandsOfPackets() throws Exception {
    attack(5);
  }

  @Test
  @Tag("slow")
  void answersOnAfterAMinuteOfPackets() throws Exception {
    attack(60);
  }

  private void attack(int seconds) throws Exception {
    Files.writeString(
        folder.resolve("objects.yaml"),
        """
        {apiVersion: v1, kind: Namespace, metadata: {name: default}}
        ---
        {apiVersion: v1, kind: Service, metadata: {name: db, namespace: default}, spec: {clusterIP: None}}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: db-1, namespace: default, labels: {kubernetes.io/service-name: db}}
        addressType: IPv4
        ports: [{name: sql, port: 5432}]
        endpoints: [{addresses: [10.1.0.1], hostname: db-0}, {addresses: [10.1.0.2], hostname: db-1}]
        """);
    int port = RosterProcess.freePort();
    try (RosterProcess server =
        RosterProcess.start(
            folder, "serve", "--objects", "objects.yaml", "--dns", "127.0.0.1:" + port)) {
      await().atMost(Duration.ofSeconds(30)).until(() -> answers(port));
      flood(port, 2, 1); // what the first packets make the JVM load counts as no leak
      await().atMost(Duration.ofSeconds(30)).until(() -> answers(port));
      long descriptors = descriptors(server);
      long threads = threads(server);

      long seed = System.nanoTime();
      System.out.println("RandomPacketsTest seed " + seed);
      flood(port, seconds, seed);

      await().atMost(Duration.ofSeconds(30)).until(() -> answers(port));
      assertThat(server.isAlive()).isTrue();
      assertThat(server.output()).doesNotContain("\tat ").doesNotContain("Exception");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> descriptors(server) <= descriptors + 2 && threads(server) <= threads + 8);
    }
  }

  private static void flood(int port, int seconds, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    List<byte[]> valid =
        List.of(
            Ask.question(NAME, "A").toWire(),
            Ask.question("_sql._tcp." + NAME, "SRV").toWire(),
            Ask.question("1.0.1.10.in-addr.arpa.", "PTR").toWire(),
            Ask.question(NAME, "AAAA", 1232, 0).toWire(),
            Ask.question("cluster.local.", "AXFR").toWire());
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(loopback, port);
      long begin = System.nanoTime();
      for (int i = 0; i < seconds * PACKETS_A_SECOND; i++) {
        byte[] packet = mutated(valid, random);
        try {
          socket.send(new DatagramPacket(packet, packet.length));
        } catch (PortUnreachableException e) {
          throw new IOException("the server closed its port", e);
        }
        if (i % 100 == 0) tcp(loopback, port, packet);
        long due = begin + i * (1_000_000_000L / PACKETS_A_SECOND);
        LockSupport.parkNanos(due - System.nanoTime());
      }
    }
  }

  /// The same bytes by TCP, with a right or a wrong length, then the connection is cut.
  private static void tcp(InetAddress address, int port, byte[] packet) throws IOException {
    try (Socket socket = new Socket(address, port)) {
      byte[] framed = new byte[packet.length + 2];
      framed[0] = (byte) (packet.length >> 8);
      framed[1] = (byte) packet.length;
      System.arraycopy(packet, 0, framed, 2, packet.length);
      socket.getOutputStream().write(framed);
    } catch (java.net.SocketException closed) {
      // The server may close what it can't read.
    }
  }

  private static byte[] mutated(List<byte[]> valid, SplittableRandom random) {
    if (random.nextInt(4) == 0) {
      byte[] noise = new byte[random.nextInt(600)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] packet = valid.get(random.nextInt(valid.size())).clone();
    for (int n = random.nextInt(6); n > 0; n--) {
      packet[random.nextInt(packet.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(3) == 0
        ? java.util.Arrays.copyOf(packet, random.nextInt(packet.length + 40))
        : packet;
  }

  private static boolean answers(int port) {
    try {
      return Ask.udp(port, NAME, "A").getRcode() == Rcode.NOERROR;
    } catch (IOException e) {
      return false;
    }
  }

  private static long descriptors(RosterProcess server) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + server.pid() + "/fd"))) {
      return files.count();
    }
  }

  private static long threads(RosterProcess server) throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + server.pid() + "/task"))) {
      return tasks.count();
    }
  }
}
