package dev.roster.check.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.check.cluster.ApiServer.Options;
import dev.roster.check.cluster.SteadyAsker.Asked;
import dev.roster.check.kit.Ask;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/// Two replicas are ended and started again, one behind the other, while both are asked all the
/// time: no question stays without an answer, over UDP with one retry at the other, and over TCP on
/// connections that were there at the signal.
@Tag("slow")
class RollingReplicasTest {
  private static final int SERVICES = 100;
  private static final int RATE = 20_000;
  private static final int PIPELINED = 200;
  private static final int TIMEOUT_MILLIS = 5_000;
  private static final Duration GRACE = Replica.LAMEDUCK.plusSeconds(5);

  @TempDir Path folder;

  @Test
  void noAnswerIsLost() throws Exception {
    ClusterObjects objects = new ClusterObjects();
    objects.put(World.namespace("kube-system", 0));
    objects.put(World.namespace("n0", 0));
    List<Asked> questions = new ArrayList<>();
    for (int i = 0; i < SERVICES; i++) {
      String address = "10.2.0." + (1 + i);
      objects.put(World.headless("n0", "s" + i));
      objects.put(World.slice("n0", "s" + i, "s" + i + "-a", List.of(address)));
      questions.add(new Asked(name(i), InetAddress.ofLiteral(address)));
    }
    Identity identity = Identity.make(folder, "server");
    try (ApiServer server = new ApiServer(objects, Options.USUAL, identity, identity);
        Replica one = replica("one", server, identity);
        Replica two = replica("two", server, identity)) {
      one.awaitReady();
      two.awaitReady();
      List<InetSocketAddress> servers = List.of(dns(one), dns(two));
      try (SteadyAsker asker = new SteadyAsker(questions, RATE, servers)) {
        pause();
        roll(one);
        roll(two);
        pause();
        SteadyAsker.Result result = asker.end();
        System.out.printf(
            "two replicas rolled: %d questions, %.0f/s, %d asked again, %d times SERVFAIL,"
                + " %d failures, slowest %.0f ms%n",
            result.asked(),
            result.rate(),
            result.retries(),
            result.refusals(),
            result.failures().size(),
            result.longestNanos() / 1e6);
        assertThat(result.failures()).isEmpty();
        assertThat(result.asked()).isPositive();
      }
    }
  }

  private static String name(int service) {
    return "s" + service + ".n0.svc.cluster.local.";
  }

  private Replica replica(String name, ApiServer server, Identity identity) throws IOException {
    return new Replica(folder.resolve(name), List.of(), "127.0.0.1", server, identity);
  }

  private static InetSocketAddress dns(Replica replica) {
    return new InetSocketAddress(InetAddress.ofLiteral(replica.address()), replica.dns());
  }

  private static void pause() {
    await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
  }

  /// Ends one, with TCP connections in the middle of a question, and starts it again.
  private static void roll(Replica replica) throws Exception {
    byte[] many = pipelined();
    try (Socket half = connect(replica);
        Socket full = connect(replica);
        Socket slow = connect(replica)) {
      byte[] question = framed(0);
      half.getOutputStream().write(question, 0, question.length / 2);
      full.getOutputStream().write(many, 0, many.length / 2);
      slow.getOutputStream().write(many);
      long told = System.nanoTime();
      replica.process().destroy();
      await()
          .atMost(Replica.LAMEDUCK)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> replica.ready() == 503);
      assertThat(answers(Ask.udp(replica.dns(), name(1), "A"))).isEqualTo(1);
      assertThat(answers(Ask.tcp(replica.dns(), name(1), "A"))).isEqualTo(1);
      half.getOutputStream()
          .write(question, question.length / 2, question.length - question.length / 2);
      full.getOutputStream().write(many, many.length / 2, many.length - many.length / 2);
      assertThat(ids(half, 1)).hasSize(1);
      assertThat(ids(full, PIPELINED)).hasSize(PIPELINED);
      assertThat(replica.process().isAlive()).as("it serves on").isTrue();
      assertThat(replica.process().waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS))
          .as("it ends within " + GRACE)
          .isTrue();
      double seconds = (System.nanoTime() - told) / 1e9;
      assertThat(replica.process().exitValue()).as(replica.output()).isZero();
      // Answered before the end, though nobody listened until now.
      assertThat(ids(slow, PIPELINED)).hasSize(PIPELINED);
      long begun = System.nanoTime();
      replica.again();
      replica.awaitReady();
      System.out.printf(
          "ended %.2f s behind SIGTERM, ready %.2f s behind the start%n",
          seconds, (System.nanoTime() - begun) / 1e9);
    }
  }

  private static int answers(Message message) {
    return message.getSection(Section.ANSWER).size();
  }

  private static Socket connect(Replica replica) throws IOException {
    Socket socket = new Socket();
    socket.connect(dns(replica), TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  private static byte[] framed(int id) throws IOException {
    Message message = Ask.question(name(id % SERVICES), "A");
    message.getHeader().setID(id);
    byte[] wire = message.toWire();
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(framed);
    out.writeShort(wire.length);
    out.write(wire);
    return framed.toByteArray();
  }

  private static byte[] pipelined() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < PIPELINED; i++) all.write(framed(i));
    return all.toByteArray();
  }

  /// The ids of so many answers, each with a record.
  private static Set<Integer> ids(Socket socket, int count) throws IOException {
    Set<Integer> ids = new TreeSet<>();
    DataInputStream in = new DataInputStream(socket.getInputStream());
    for (int i = 0; i < count; i++) {
      byte[] wire = new byte[in.readUnsignedShort()];
      in.readFully(wire);
      Message answer = new Message(wire);
      assertThat(answers(answer)).isEqualTo(1);
      ids.add(answer.getHeader().getID());
    }
    return ids;
  }
}
