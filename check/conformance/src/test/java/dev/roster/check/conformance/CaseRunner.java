package dev.roster.check.conformance;

import dev.roster.check.kit.Ask;
import dev.roster.check.kit.RosterProcess;
import dev.roster.check.kit.ScriptedUpstream;
import dev.roster.check.kit.TestCertificate;
import dev.roster.check.kit.Wire;
import dev.roster.engine.objects.JsonWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/// Starts a server for the cases that one server can serve and asks them, over every transport that
/// a case allows.
final class CaseRunner {
  private static final int START_TRIES_MAX = 400;
  private static final int TRY_MILLIS = 100;
  private static final int PAUSE_MILLIS = 20;

  /// An upstream that says nothing is given up after 5 s and more.
  private static final int ANSWER_MILLIS_MAX = 12_000;

  private static final int UDP_BYTES = 4096;

  private final Path folder;
  private final Optional<TestCertificate> certificate;
  private final Optional<HttpClient> client;

  /// A runner.
  ///
  /// @param certificate for TLS and HTTPS; empty: cases are asked by UDP and TCP alone
  CaseRunner(Path folder, Optional<TestCertificate> certificate) {
    this.folder = folder;
    this.certificate = certificate;
    this.client = certificate.map(EncryptedAsk::client);
  }

  /// Runs cases that share objects, configuration and setup; failures go to the map by case.
  void run(List<DnsCase> group, Map<String, String> failures) throws Exception {
    DnsCase first = group.getFirst();
    CaseSetup setup = CaseSetup.of(first);
    Path home = Files.createTempDirectory(folder, "world");
    Files.writeString(home.resolve("objects.json"), JsonWriter.write(World.of(first.objects())));
    for (Map.Entry<String, String> zone : setup.zones().entrySet()) {
      Files.writeString(home.resolve("db." + zone.getKey()), zone.getValue());
    }
    try (Upstream upstream = Upstream.of(setup)) {
      CorefileText.Ports ports = ports(setup, upstream, home);
      String corefile = CorefileText.of(first, setup, ports);
      Files.writeString(home.resolve("Corefile"), corefile);
      try (Server server = setup.unsynced() ? unsynced(home) : process(home)) {
        String start = server.waitUntilItAnswers(setup.address(), ports.dns());
        // HTTPS is bound last.
        if (start.isEmpty()) start = waitUntilItListens(ports.https());
        for (DnsCase each : group) {
          String difference = start.isEmpty() ? ask(each, setup, ports) : start;
          if (!difference.isEmpty()) failures.put(each.id(), difference);
        }
      }
    }
  }

  private CorefileText.Ports ports(CaseSetup setup, Upstream upstream, Path home)
      throws IOException {
    boolean encrypted = certificate.isPresent() && !setup.isForeign();
    if (encrypted) {
      Files.copy(certificate.get().certificate(), home.resolve("server.crt"));
      Files.copy(certificate.get().key(), home.resolve("server.key"));
    }
    OptionalInt tls = encrypted ? OptionalInt.of(RosterProcess.freePort()) : OptionalInt.empty();
    OptionalInt https = encrypted ? OptionalInt.of(RosterProcess.freePort()) : OptionalInt.empty();
    return new CorefileText.Ports(RosterProcess.freePort(), tls, https, upstream.port(), home);
  }

  /// Returns why not, if it doesn't.
  private static String waitUntilItListens(OptionalInt port) throws InterruptedException {
    if (port.isEmpty()) return "";
    for (int i = 0; i < START_TRIES_MAX; i++) {
      try (Socket _ = new Socket(InetAddress.ofLiteral("127.0.0.1"), port.getAsInt())) {
        return "";
      } catch (IOException notYet) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    }
    return "nobody listens on port " + port.getAsInt();
  }

  /// A server under test.
  private interface Server extends AutoCloseable {
    String waitUntilItAnswers(String address, int port) throws IOException, InterruptedException;

    @Override
    void close();
  }

  private static Server process(Path home) throws IOException {
    RosterProcess process =
        RosterProcess.start(home, "serve", "--corefile", "Corefile", "--objects", "objects.json");
    return new Server() {
      @Override
      public String waitUntilItAnswers(String address, int port)
          throws IOException, InterruptedException {
        for (int i = 0; i < START_TRIES_MAX; i++) {
          if (process.endsWithin(PAUSE_MILLIS)) return "ended: " + process.output().strip();
          if (answers(address, port)) return "";
        }
        return "no answer: " + process.output().strip();
      }

      @Override
      public void close() {
        process.close();
      }
    };
  }

  /// Files are always known as a whole, so the server whose objects are not all told yet runs here.
  private static Server unsynced(Path home) throws Exception {
    UnsyncedServer server = UnsyncedServer.start(home);
    return new Server() {
      @Override
      public String waitUntilItAnswers(String address, int port) {
        return "";
      }

      @Override
      public void close() {
        server.close();
      }
    };
  }

  private static boolean answers(String address, int port) throws IOException {
    try {
      Message question = Ask.question("dns-version.cluster.local.", "TXT");
      byte[] _ = new Wire(address, port, "", TRY_MILLIS).udp(question.toWire());
      return true;
    } catch (java.net.SocketTimeoutException | java.net.PortUnreachableException notYet) {
      return false;
    }
  }

  private String ask(DnsCase each, CaseSetup setup, CorefileText.Ports ports) throws Exception {
    List<String> differences = new ArrayList<>();
    for (String transport : transports(each, ports)) {
      try {
        List<Message> answers = exchange(each, setup, transport, ports);
        String difference = Judge.difference(each, answers.getLast());
        if (!difference.isEmpty()) differences.add(transport + ": " + difference);
      } catch (IOException none) {
        differences.add(transport + ": " + none);
      }
    }
    return String.join(" | ", differences);
  }

  /// Transfers go by TCP and TLS alone; an answer that must be truncated only where UDP or the
  /// upstream truncates it.
  private static List<String> transports(DnsCase each, CorefileText.Ports ports) {
    if (each.queryType().equals("AXFR")) return List.of("tcp");
    List<String> transports = new ArrayList<>(each.transports());
    if (!transports.equals(List.of("udp"))) return transports;
    boolean truncatedByUpstream = each.body().get("upstream").isPresent();
    if (each.body().flag("tc") && !truncatedByUpstream) return transports;
    transports.add("tcp");
    if (ports.tls().isPresent()) transports.add("tls");
    if (ports.https().isPresent()) transports.add("https");
    return transports;
  }

  /// The answers to a case's names, one after the other until one exists.
  private List<Message> exchange(
      DnsCase each, CaseSetup setup, String transport, CorefileText.Ports ports) throws Exception {
    List<Message> answers = new ArrayList<>();
    for (String name : each.names()) {
      Message question =
          each.body().get("edns").isPresent()
              ? Ask.question(
                  name, each.queryType(), 1232, (int) each.body().number(0, "edns", "version"))
              : Ask.question(name, each.queryType());
      Wire wire = new Wire(setup.address(), ports.dns(), setup.client(), ANSWER_MILLIS_MAX);
      byte[] bytes = question.toWire();
      Message answer =
          switch (transport) {
            case "udp" -> udp(each, name, wire, bytes);
            case "tcp" ->
                each.queryType().equals("AXFR")
                    ? Transfers.whole(wire.transferMessages(bytes))
                    : new Message(wire.tcp(bytes));
            case "tls" -> {
              int port = ports.tls().orElseThrow();
              yield new Message(EncryptedAsk.tls(port, certificate.orElseThrow(), bytes));
            }
            case "https" -> {
              int port = ports.https().orElseThrow();
              yield new Message(EncryptedAsk.https(port, client.orElseThrow(), bytes));
            }
            default -> throw new IllegalArgumentException("transport \"" + transport + "\"");
          };
      if (!answer.getHeader().getFlag(Flags.QR)) throw new IOException("the answer is a question");
      answers.add(answer);
      if (answer.getRcode() != Rcode.NXDOMAIN) break;
    }
    return answers;
  }

  /// Asked again with room where only the old limit of 512 bytes cuts the answer.
  private static Message udp(DnsCase each, String name, Wire wire, byte[] question)
      throws IOException {
    Message answer = new Message(wire.udp(question));
    if (!answer.getHeader().getFlag(Flags.TC) || each.body().flag("tc")) return answer;
    return new Message(wire.udp(Ask.question(name, each.queryType(), UDP_BYTES, 0).toWire()));
  }

  /// A scripted upstream, or none.
  private record Upstream(Optional<ScriptedUpstream> server) implements AutoCloseable {
    static Upstream of(CaseSetup setup) throws IOException {
      if (setup.upstream().isEmpty()) return new Upstream(Optional.empty());
      return new Upstream(Optional.of(ScriptedUpstream.start(setup.upstream().get())));
    }

    OptionalInt port() {
      return server.map(it -> OptionalInt.of(it.port())).orElse(OptionalInt.empty());
    }

    @Override
    public void close() throws IOException {
      if (server.isPresent()) server.get().close();
    }
  }
}
