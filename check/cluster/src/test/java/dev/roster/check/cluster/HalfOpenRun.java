package dev.roster.check.cluster;

import static org.awaitility.Awaitility.await;

import dev.roster.check.cluster.ApiServer.Options;
import dev.roster.check.cluster.ApiServer.Streaming;
import dev.roster.check.kit.Ask;
import dev.roster.check.kit.Wire;
import dev.roster.check.kit.WireMessage;
import dev.roster.core.objects.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs inside a network namespace: `HalfOpenRun FOLDER`. An API server here, the process that
/// follows it in a namespace within this one, and two wires between them: one to the API server,
/// which is cut so that packets vanish in both directions and nobody is told, and one for questions
/// and metrics. Prints a line for each check: `ok ...` or `FAIL ...`.
public final class HalfOpenRun {
  private static final String OUTSIDE = "198.18.1.1";
  private static final String INSIDE = "198.18.1.2";
  private static final String ASKED = "198.18.2.2";
  private static final String NOBODY = "02:00:00:00:00:99";
  private static final String OUTSIDE_MAC = "02:00:00:00:01:01";
  private static final String INSIDE_MAC = "02:00:00:00:01:02";

  private static final List<String> KINDS = List.of("EndpointSlice", "Namespace", "Service");
  private static final int SERVICES = 500;
  private static final int ASK_MILLIS = 1_000;
  private static final Duration LONG = Duration.ofSeconds(40);

  // Bounds of the checks: what is promised, and as much again for a busy machine.
  private static final double NOTICED_SECONDS_MAX = 12;
  private static final double CURRENT_SECONDS_MAX = 4;

  // Runs the rest of its arguments in a namespace, when its devices are there.
  private static final String WITHIN =
      """
      read there
      ip link set lo up
      ip link set b0 up
      ip link set b1 up
      ip addr add 198.18.1.2/30 dev b0
      ip addr add 198.18.2.2/30 dev b1
      exec "$@"
      """;

  private final Path folder;
  private final ClusterObjects objects = new ClusterObjects();
  private final Map<String, String> expected =
      new ConcurrentSkipListMap<>(); // a name's address; "": NXDOMAIN
  private final AtomicInteger wrong = new AtomicInteger();
  private volatile boolean over;

  private HalfOpenRun(Path folder) {
    this.folder = folder;
  }

  /// See the type.
  public static void main(String[] arguments) throws Exception {
    try {
      new HalfOpenRun(Path.of(arguments[0])).run();
      System.out.println("done");
    } finally {
      System.out.flush();
    }
  }

  private void run() throws Exception {
    objects.put(World.namespace("kube-system", 0));
    objects.put(World.namespace("n0", 0));
    add("stays", "10.3.255.1");
    for (int i = 0; i < SERVICES; i++) add("s" + i, "10.3.0." + (1 + i % 250));
    call(
        "ip",
        "link",
        "add",
        "a0",
        "address",
        OUTSIDE_MAC,
        "type",
        "veth",
        "peer",
        "name",
        "b0",
        "address",
        INSIDE_MAC);
    call("ip", "link", "add", "a1", "type", "veth", "peer", "name", "b1");
    call("ip", "addr", "add", OUTSIDE + "/30", "dev", "a0");
    call("ip", "addr", "add", "198.18.2.1/30", "dev", "a1");
    call("ip", "link", "set", "a0", "up");
    call("ip", "link", "set", "a1", "up");
    Identity identity = Identity.make(folder, "server");
    // As a real one: bookmarks are a minute apart, so that a watch may be silent.
    Options options = new Options(Streaming.KNOWN, true, ApiServer.KINDS, Duration.ofMinutes(1));
    List<String> within = List.of("unshare", "--net", "sh", "-c", WITHIN, "sh");
    try (ApiServer server =
            new ApiServer(objects, options, identity, identity, InetAddress.ofLiteral(OUTSIDE));
        Replica replica = new Replica(folder.resolve("it"), within, ASKED, server, identity)) {
      connect(replica.process());
      replica.awaitReady();
      awaitAllRight(replica);
      Thread asking = Thread.ofPlatform().start(() -> askOne(replica));
      cutAndHeal(replica, "first", Duration.ZERO);
      cutAndHeal(replica, "second", Duration.ofSeconds(9));
      over = true;
      asking.join();
      check(wrong.get() == 0, wrong.get() + " wrong answers to what did not change");
    }
  }

  private void add(String name, String address) {
    objects.put(World.headless("n0", name));
    change(name, address);
  }

  private void change(String name, String address) {
    objects.put(World.slice("n0", name, name + "-a", List.of(address)));
    expected.put(name, address);
  }

  private void remove(String name) {
    objects.delete(World.key(Kind.SERVICE, "n0", name));
    objects.delete(World.key(Kind.ENDPOINT_SLICE, "n0", name + "-a"));
    expected.put(name, "");
  }

  /// Moves its devices into the process's namespace and lets it begin.
  private static void connect(Process process) throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    Path ours = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !Files.readSymbolicLink(Path.of("/proc", pid, "ns", "net")).equals(ours));
    call("ip", "link", "set", "b0", "netns", pid);
    call("ip", "link", "set", "b1", "netns", pid);
    process.outputWriter(StandardCharsets.US_ASCII).append("go\n").flush();
  }

  /// @param longer how long it stays so when it was noticed
  private void cutAndHeal(Replica replica, String which, Duration longer) throws Exception {
    double faults = replica.metric("roster_feed_faults_total");
    wire(replica, NOBODY, NOBODY);
    long cut = System.nanoTime();
    for (String kind : KINDS) {
      await()
          .atMost(LONG)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> replica.metric("roster_feed_age_seconds{kind=\"" + kind + "\"}") > 0);
    }
    double noticed = since(cut);
    double more = replica.metric("roster_feed_faults_total");
    check(more > (Double.isNaN(faults) ? 0 : faults), which + " cut: faults counted: " + more);
    check(noticed < NOTICED_SECONDS_MAX, "%s cut: noticed within %.2f s".formatted(which, noticed));
    int changes = changeMuch(which);
    await().pollDelay(longer).atMost(LONG).until(() -> true);
    wire(replica, INSIDE_MAC, OUTSIDE_MAC);
    long healed = System.nanoTime();
    awaitAllRight(replica);
    double current = since(healed);
    check(
        current < CURRENT_SECONDS_MAX,
        "%s cut: %.2f s long, %d changes answered %.2f s behind its end"
            .formatted(which, (healed - cut) / 1e9, changes, current));
    for (String kind : KINDS) {
      await()
          .atMost(LONG)
          .until(() -> replica.metric("roster_feed_age_seconds{kind=\"" + kind + "\"}") == 0);
    }
  }

  /// A thousand things.
  private int changeMuch(String which) {
    int changes = 0;
    for (int i = 0; i < SERVICES; i++) {
      String name = "s" + i;
      switch (i % 4) {
        case 0 -> {
          if (expected.getOrDefault(name, "").isEmpty()) add(name, "10.4.0." + (1 + i % 250));
          else remove(name);
          changes += 2;
        }
        case 1 -> {
          add(which + i, "10.5.0." + (1 + i % 250));
          changes += 2;
        }
        default -> {
          change(name, (which.equals("first") ? "10.6." : "10.7.") + "0." + (1 + i % 250));
          changes += 2;
          objects.put(World.headless("n0", name));
        }
      }
    }
    return changes;
  }

  /// Both ends of the wire send to these.
  private static void wire(Replica replica, String inside, String outside)
      throws IOException, InterruptedException {
    call("ip", "neigh", "replace", INSIDE, "lladdr", inside, "dev", "a0", "nud", "permanent");
    String pid = Long.toString(replica.process().pid());
    call(
        "nsenter",
        "--net",
        "--target",
        pid,
        "ip",
        "neigh",
        "replace",
        OUTSIDE,
        "lladdr",
        outside,
        "dev",
        "b0",
        "nud",
        "permanent");
  }

  private void awaitAllRight(Replica replica) throws IOException {
    long until = System.nanoTime() + LONG.toNanos();
    List<String> left = new ArrayList<>(expected.keySet());
    while (!left.isEmpty()) {
      left.removeIf(name -> isRight(replica, name));
      if (System.nanoTime() < until) continue;
      check(false, "never answered: " + left);
      return;
    }
  }

  private boolean isRight(Replica replica, String name) {
    String address = expected.getOrDefault(name, "");
    try {
      Wire wire = new Wire(ASKED, replica.dns(), "", ASK_MILLIS);
      byte[] question = Ask.question(name + ".n0.svc.cluster.local.", "A").toWire();
      WireMessage answer = WireMessage.read(wire.udp(question));
      int code = answer.flags() & 15;
      if (address.isEmpty()) return code == 3;
      return code == 0
          && answer.answers().size() == 1
          && answer.answers().getFirst().endsWith(" A " + address);
    } catch (SocketTimeoutException lost) {
      return false;
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  /// Asks for what never changes.
  private void askOne(Replica replica) {
    while (!over) {
      if (!isRight(replica, "stays")) wrong.incrementAndGet();
    }
  }

  private static double since(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private static void check(boolean ok, String what) {
    System.out.println((ok ? "ok " : "FAIL ") + what);
  }

  private static void call(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (process.waitFor() != 0) throw new IOException(String.join(" ", command));
  }
}
