package dev.roster.check.bench;

import dev.roster.check.cluster.ApiServer;
import dev.roster.check.cluster.ClusterObjects;
import dev.roster.check.cluster.Identity;
import dev.roster.check.kit.RosterProcess;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.MalformedTextException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The command `check/bench/cluster`: name servers that follow the same API server, with what it
/// takes until they answer, what a list of everything costs them when the server lost its history,
/// and how soon they answer a change.
public final class ClusterBench {
  private static final int ANSWER_MILLIS = 5;
  private static final long PAUSE_NANOS = 1_000_000;
  private static final long WAIT_SECONDS_MAX = 120;
  private static final int SETTLE_SECONDS = 10;
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
      measure(server, "roster", List.of(root.resolve("roster").toString(), "serve", "--corefile"));
      String coredns = System.getenv().getOrDefault("ROSTER_BENCH_COREDNS", "");
      if (coredns.isEmpty()) {
        System.out.println("coredns: skipped, ROSTER_BENCH_COREDNS names no binary");
      } else {
        measure(server, "coredns", List.of(coredns, "-conf"));
      }
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
      slice(i, members, 0);
    }
  }

  /// The slice of a Service; `mark` is a part of its first address.
  private void slice(int service, int size, int mark) throws MalformedTextException {
    StringBuilder endpoints = new StringBuilder();
    for (int j = 0; j < size; j++) {
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
    put(
        """
        {'apiVersion':'discovery.k8s.io/v1','kind':'EndpointSlice','addressType':'IPv4',
         'metadata':{'name':'svc-%d-abcde','namespace':'ns-%d',
                     'labels':{'kubernetes.io/service-name':'svc-%d'}},
         'ports':[{'name':'pg','port':5432,'protocol':'TCP'}],'endpoints':[%s]}
        """
            .formatted(service, service % NAMESPACES, service, endpoints));
  }

  private void put(String text) throws MalformedTextException {
    objects.put((Tree.Obj) JsonReader.read(text.replace('\'', '"'), "bench"));
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
    Process process =
        new ProcessBuilder(command(command, corefile))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start();
    try {
      awaitAnswer(port, services - 1, members, 0, began);
      say(name, "answers", began, process);
      process.waitFor(SETTLE_SECONDS, TimeUnit.SECONDS);
      say(name, "later", began, process);
      objects.compact();
      server.endWatches();
      long listed = System.nanoTime();
      process.waitFor(SETTLE_SECONDS, TimeUnit.SECONDS);
      say(name, "all listed again", listed, process);
      changes(port, name);
    } finally {
      process.destroy();
      if (!process.waitFor(SETTLE_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
    }
  }

  private static List<String> command(List<String> words, Path corefile) {
    List<String> all = new ArrayList<>(words);
    all.add(corefile.toString());
    return all;
  }

  /// From the change at the API server until it is answered.
  private void changes(int port, String name) throws Exception {
    long[] nanos = new long[CHANGES];
    for (int i = 0; i < CHANGES; i++) {
      int mark = ++marks;
      long began = System.nanoTime();
      slice(0, members, mark);
      awaitAnswer(port, 0, members, mark, began);
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

  private static void say(String name, String what, long since, Process process)
      throws IOException {
    ProcStat.Memory memory = ProcStat.memory(process.toHandle());
    ProcStat.Cpu cpu = ProcStat.cpu(process.toHandle());
    System.out.printf(
        Locale.ROOT,
        "%-8s %-17s %6.2f s  CPU %5.1f s  RSS %4d MB  peak %4d MB%n",
        name,
        what,
        (System.nanoTime() - since) / 1e9,
        cpu.user() + cpu.system(),
        memory.now() / 1024,
        memory.peak() / 1024);
  }

  /// Waits until a Service is answered with so many members, and among them the mark's.
  private void awaitAnswer(int port, int service, int size, int mark, long began)
      throws IOException {
    String name = "svc-" + service + ".ns-" + service % NAMESPACES + ".svc.cluster.local";
    Question question = Question.found(name, Question.A);
    byte[] reply = new byte[4096];
    byte[] address = {10, (byte) (200 + (mark >> 16)), (byte) (mark >> 8), (byte) mark};
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout(ANSWER_MILLIS);
      for (int id = 0; ; id = (id + 1) & 0x7fff) {
        byte[] packet = question.packet(id);
        try {
          socket.send(new DatagramPacket(packet, packet.length));
          DatagramPacket received = new DatagramPacket(reply, reply.length);
          socket.receive(received);
          boolean whole = (reply[6] & 0xff) == 0 && (reply[7] & 0xff) == size;
          if (whole && (mark == 0 || contains(reply, received.getLength(), address))) return;
        } catch (SocketTimeoutException late) {
          // It is asked again.
        } catch (PortUnreachableException notYet) {
          LockSupport.parkNanos(PAUSE_NANOS); // it does not listen yet
        }
        if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(WAIT_SECONDS_MAX)) {
          throw new IOException("no answer for " + name);
        }
      }
    }
  }

  private static boolean contains(byte[] reply, int length, byte[] address) {
    for (int at = 12; at + 4 <= length; at++) {
      if (Arrays.equals(reply, at, at + 4, address, 0, 4)) return true;
    }
    return false;
  }
}
