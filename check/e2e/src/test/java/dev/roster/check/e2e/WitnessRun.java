package dev.roster.check.e2e;

import dev.roster.check.e2e.Witness.Reach;
import dev.roster.check.kit.Netns;
import dev.roster.check.kit.RosterProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs inside a network namespace where the server has port 53 and `/etc/resolv.conf` names it:
/// `WitnessRun FOLDER`. Prints a line for each check: `ok ...`, `skip ...` or `FAIL ...`.
public final class WitnessRun {
  /// Members of the Services `s1`, `s30`...
  static final List<Integer> SIZES = List.of(1, 30, 100, 10_000);

  private static final int NETWORK = 20;
  private static final int LOOKUPS = 10_000;
  private static final int FAIR_MEMBERS = 8;
  private static final int PORT = 53;

  private final Path folder;

  private WitnessRun(Path folder) {
    this.folder = folder;
  }

  /// See the type.
  public static void main(String[] arguments) throws Exception {
    new WitnessRun(Path.of(arguments[0])).run();
  }

  private void run() throws Exception {
    List<String> objects = new ArrayList<>();
    for (int size : SIZES) objects.addAll(Members.service("s" + size, NETWORK, size, 0));
    objects.addAll(Members.service("fair", NETWORK + 1, FAIR_MEMBERS, 0));
    Files.writeString(folder.resolve("objects.json"), Members.list(objects));
    try (RosterProcess server =
        RosterProcess.start(
            folder, "serve", "--dns", "127.0.0.1:" + PORT, "--objects", "objects.json")) {
      String start = server.awaitAnswers(PORT);
      if (!start.isEmpty()) {
        System.out.println("FAIL start " + start);
        return;
      }
      for (Witness witness : witnesses()) sizes(witness);
      for (Witness witness : fairWitnesses()) fair(witness);
    }
    System.out.println("done");
  }

  private List<Witness> witnesses() {
    String bin = folder.toString();
    List<String> jdk = Netns.java(JdkLookup.class.getName(), "NAME");
    return List.of(
        Witness.of("glibc", Reach.STREAM, "getent", "ahostsv4", "NAME"),
        Witness.of(
            "glibc single-request",
            Reach.STREAM,
            "env",
            "RES_OPTIONS=single-request",
            "getent",
            "ahostsv4",
            "NAME"),
        Witness.of("musl", Reach.DATAGRAM, bin + "/resolve-musl", "NAME"),
        new Witness("JDK", jdk, Reach.STREAM),
        Witness.of("Go", Reach.STREAM, bin + "/resolve-go", "NAME"),
        Witness.of("c-ares", Reach.STREAM, "node", bin + "/resolve.js", "NAME"),
        Witness.of("busybox", Reach.DATAGRAM, "busybox", "nslookup", "-type=a", "NAME"),
        Witness.of("dig", Reach.STREAM, "dig", "+short", "NAME", "A"),
        Witness.of("kdig", Reach.STREAM, "kdig", "@127.0.0.1", "+short", "NAME", "A"),
        Witness.of("drill", Reach.DATAGRAM, "drill", "@127.0.0.1", "NAME", "A"),
        Witness.of("host", Reach.STREAM, "host", "-t", "A", "NAME", "127.0.0.1"),
        Witness.of("delv", Reach.WHOLE_STREAM, "delv", "@127.0.0.1", "-i", "+short", "NAME", "A"));
  }

  /// Those that are asked for the first member only; they print one a lookup.
  private List<Witness> fairWitnesses() {
    String bin = folder.toString();
    String many = Integer.toString(LOOKUPS);
    List<String> jdk = Netns.java(JdkLookup.class.getName(), "NAME", many);
    String loop =
        "i=0; while [ $i -lt "
            + many
            + " ]; do busybox nslookup -type=a NAME"
            + " | grep -o '10[.]2[0-9][.][0-9.]*' | head -n 1; i=$((i+1)); done";
    return List.of(
        Witness.of("glibc", Reach.STREAM, bin + "/resolve-glibc", "NAME", many),
        Witness.of("musl", Reach.STREAM, bin + "/resolve-musl", "NAME", many),
        new Witness("JDK", jdk, Reach.STREAM),
        Witness.of("busybox", Reach.STREAM, "busybox", "sh", "-c", loop));
  }

  private static void sizes(Witness witness) throws IOException, InterruptedException {
    if (!witness.isHere()) {
      System.out.println("skip " + witness.name() + ": not on this machine");
      return;
    }
    for (int size : SIZES) {
      List<String> found = witness.ask("s" + size + ".default.svc.cluster.local.");
      List<String> distinct = found.stream().distinct().toList();
      boolean known = Members.addresses(NETWORK, size).containsAll(distinct);
      boolean ok = known && distinct.size() >= witness.reach().least(size);
      System.out.println(
          (ok ? "ok " : "FAIL ") + witness.name() + ": " + distinct.size() + " of " + size);
    }
  }

  private static void fair(Witness witness) throws IOException, InterruptedException {
    if (!witness.isHere()) {
      System.out.println("skip fair " + witness.name() + ": not on this machine");
      return;
    }
    List<String> first = witness.ask("fair.default.svc.cluster.local.");
    Map<String, Integer> counts = new HashMap<>();
    for (String each : first) counts.merge(each, 1, Integer::sum);
    double expected = (double) LOOKUPS / FAIR_MEMBERS;
    double chiSquare = 0;
    for (String member : Members.addresses(NETWORK + 1, FAIR_MEMBERS)) {
      double off = counts.getOrDefault(member, 0) - expected;
      chiSquare += off * off / expected;
    }
    // p > 0.001 with 7 degrees of freedom.
    boolean ok = first.size() == LOOKUPS && chiSquare < 24.32;
    System.out.printf(
        "%s fair %s: chi-square %.1f of %d lookups %s%n",
        ok ? "ok" : "FAIL", witness.name(), chiSquare, first.size(), counts);
  }
}
