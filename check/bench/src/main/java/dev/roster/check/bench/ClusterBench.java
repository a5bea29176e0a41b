package dev.roster.check.bench;

import dev.roster.check.cluster.ApiServer;
import dev.roster.check.cluster.ClusterObjects;
import dev.roster.check.cluster.Identity;
import dev.roster.check.kit.RosterProcess;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.MalformedTextException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// The command `check/bench/cluster`: name servers that follow the same API server, with what it
/// takes until they answer, what a list of everything costs them when the server lost its history,
/// and how soon they answer a change.
public final class ClusterBench {
  private static final int SETTLE_SECONDS = 10;
  private static final int ROUNDS = 2;
  private static final int NAMESPACES = 100;
  private static final int CHANGES = 400;
  private static final int CHANGE_PAUSE_MILLIS = 5;

  private final Path root;
  private final Path folder;
  private final int services;
  private final int members;
  private final ClusterObjects objects = new ClusterObjects();
  private int marks;

  private ClusterBench(Path root, Path folder, int services, int members) {
    this.root = root;
    this.folder = folder;
    this.services = services;
    this.members = members;
  }

  /// Measures and prints.
  ///
  /// @param arguments how many Services, and how many endpoints each has
  public static void main(String[] arguments) throws Exception {
    int services = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    int members = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
    Path root = Path.of(System.getProperty("bench.root", ""));
    Path folder = Files.createTempDirectory("roster-cluster");
    try {
      new ClusterBench(root, folder, services, members).run();
    } finally {
      Leftovers.delete(folder);
    }
  }

  private void run() throws Exception {
    Identity identity = Identity.make(folder, "server");
    Files.writeString(folder.resolve("cert.pem"), identity.certificatePem());
    Files.writeString(folder.resolve("key.pem"), identity.keyPem());
    fill();
    System.out.printf(
        "%,d Services, %,d endpoints; load average %s%n",
        services, (long) services * members, ProcStat.load());
    try (ApiServer server = new ApiServer(objects, ApiServer.Options.USUAL, identity, identity)) {
      for (int round = 1; round <= ROUNDS; round++) {
        System.out.println(round == 1 ? "round 1 (the API server is cold)" : "round " + round);
        round(server);
      }
    }
  }

  private void round(ApiServer server) throws Exception {
    measure(server, "roster", List.of(root.resolve("roster").toString(), "serve", "--corefile"));
    String coredns = System.getenv().getOrDefault("ROSTER_BENCH_COREDNS", "");
    if (coredns.isEmpty()) {
      System.out.println("coredns: skipped, ROSTER_BENCH_COREDNS names no binary");
    } else {
      measure(server, "coredns", List.of(coredns, "-conf"));
    }
  }

  private void fill() throws MalformedTextException {
    put("{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'kube-system'}}");
    for (int i = 0; i < NAMESPACES; i++) {
      put("{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'ns-%d'}}".formatted(i));
    }
    for (int i = 0; i < services; i++) {
      put(
          """
          {'apiVersion':'v1','kind':'Service',
           'metadata':{'name':'svc-%d','namespace':'ns-%d','labels':{'app':'svc-%d'}},
           'spec':{'type':'ClusterIP','clusterIP':'None','clusterIPs':['None'],
                   'ports':[{'name':'pg','protocol':'TCP','port':5432}]}}
          """
              .formatted(i, i % NAMESPACES, i));
      objects.put(slice(i, members, 0));
    }
  }

  /// The slice of a Service; `mark` is a part of its first address.
  private static Tree.Obj slice(int service, int members, int mark) throws MalformedTextException {
    StringBuilder endpoints = new StringBuilder();
    for (int j = 0; j < members; j++) {
      int id = service * members + j;
      int high = j == 0 && mark > 0 ? 200 + (mark >> 16) : id >> 16 & 127;
      int low = j == 0 && mark > 0 ? mark & 0xffff : id & 0xffff;
      endpoints
          .append(j == 0 ? "" : ",")
          .append(
              """
              {'addresses':['10.%d.%d.%d'],'hostname':'svc-%d-%d','nodeName':'node-%d','zone':'z%d',
               'conditions':{'ready':true,'serving':true,'terminating':false},
               'targetRef':{'kind':'Pod','namespace':'ns-%d','name':'svc-%d-%d',
                            'uid':'6a2f5c9e-0000-4000-8000-%012d'}}
              """
                  .formatted(
                      high,
                      low >> 8,
                      low & 255,
                      service,
                      j,
                      id % 500,
                      id % 3,
                      service % NAMESPACES,
                      service,
                      j,
                      id));
    }
    return tree(
        """
        {'apiVersion':'discovery.k8s.io/v1','kind':'EndpointSlice','addressType':'IPv4',
         'metadata':{'name':'svc-%d-abcde','namespace':'ns-%d',
                     'labels':{'kubernetes.io/service-name':'svc-%d'}},
         'ports':[{'name':'pg','port':5432,'protocol':'TCP'}],'endpoints':[%s]}
        """
            .formatted(service, service % NAMESPACES, service, endpoints));
  }

  private void put(String text) throws MalformedTextException {
    objects.put(tree(text));
  }

  private static Tree.Obj tree(String text) throws MalformedTextException {
    return (Tree.Obj) JsonReader.read(text.replace('\'', '"'), "bench");
  }

  private void measure(ApiServer server, String name, List<String> command) throws Exception {
    int port = RosterProcess.freePort();
    Path corefile = folder.resolve(name + ".Corefile");
    Files.writeString(
        corefile,
        """
        .:%d {
            bind 127.0.0.1
            errors
            kubernetes cluster.local in-addr.arpa ip6.arpa {
                endpoint %s
                tls %s %s %s
                pods insecure
                fallthrough in-addr.arpa ip6.arpa
            }
        }
        """
            .formatted(
                port,
                server.uri(),
                folder.resolve("cert.pem"),
                folder.resolve("key.pem"),
                folder.resolve("cert.pem")));
    long began = System.nanoTime();
    Path log = folder.resolve(name + ".log");
    try (MeasuredProcess process = MeasuredProcess.start(command(command, corefile), log, port)) {
      await(process, services - 1, 0, began);
      process.say(name + " answers", began);
      process.leave(SETTLE_SECONDS);
      process.say(name + " later", began);
      objects.compact();
      server.endWatches();
      long listed = System.nanoTime();
      process.leave(SETTLE_SECONDS);
      process.say(name + " all listed again", listed);
      changes(process, name);
    }
  }

  private static List<String> command(List<String> words, Path corefile) {
    List<String> all = new ArrayList<>(words);
    all.add(corefile.toString());
    return all;
  }

  /// From the change at the API server until it is answered.
  private void changes(MeasuredProcess process, String name) throws Exception {
    long[] nanos = new long[CHANGES];
    for (int i = 0; i < CHANGES; i++) {
      int mark = ++marks;
      Tree.Obj slice = slice(0, members, mark);
      long began = System.nanoTime();
      objects.put(slice);
      await(process, 0, mark, began);
      nanos[i] = System.nanoTime() - began;

      TimeUnit.MILLISECONDS.sleep(CHANGE_PAUSE_MILLIS);
    }
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "%-8s change to answer  p50 %.2f ms  p90 %.2f ms  p99 %.2f ms%n",
        name,
        nanos[CHANGES / 2] / 1e6,
        nanos[CHANGES * 9 / 10] / 1e6,
        nanos[CHANGES * 99 / 100] / 1e6);
  }

  /// Waits until a Service is answered with all its members, or with the mark's.
  private void await(MeasuredProcess process, int service, int mark, long began)
      throws IOException {
    String name = "svc-" + service + ".ns-" + service % NAMESPACES + ".svc.cluster.local.";
    byte[] address = {10, (byte) (200 + (mark >> 16)), (byte) (mark >> 8), (byte) mark};
    process.await(
        Question.found(name, Question.A),
        (reply, length) -> {
          // An address that went may be held for a moment: it could be about to move.
          if (mark > 0) return contains(reply, length, address);
          return (reply[6] & 0xff) == 0 && (reply[7] & 0xff) == members;
        },
        began);
  }

  private static boolean contains(byte[] reply, int length, byte[] address) {
    for (int at = 12; at + 4 <= length; at++) {
      if (Arrays.equals(reply, at, at + 4, address, 0, 4)) return true;
    }
    return false;
  }
}
