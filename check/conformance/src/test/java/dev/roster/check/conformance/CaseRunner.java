package dev.roster.check.conformance;

import dev.roster.check.kit.Ask;
import dev.roster.check.kit.Listening;
import dev.roster.check.kit.RosterInside;
import dev.roster.check.kit.RosterProcess;
import dev.roster.check.kit.RosterServer;
import dev.roster.check.kit.ScriptedUpstream;
import dev.roster.check.kit.TestCertificate;
import dev.roster.check.kit.Wire;
import dev.roster.engine.objects.JsonWriter;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/// Starts a server for the cases that one server can serve and asks them, over every transport that
/// a case allows.
final class CaseRunner {
  /// An upstream that says nothing is given up after 5 s and more.
  private static final int ANSWER_MILLIS_MAX = 12_000;

  private static final int UDP_BYTES = 4096;

  /// How a server is started: as a process of its own, or the same command in this one.
  @FunctionalInterface
  interface Start {
    RosterServer in(Path home) throws Exception;
  }

  static final Start PROCESS =
      home ->
          RosterProcess.start(home, "serve", "--corefile", "Corefile", "--objects", "objects.json");
  static final Start INSIDE = RosterInside::serve;

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
  void run(List<DnsCase> group, Start start, Map<String, String> failures) throws Exception {
    DnsCase first = group.getFirst();
    CaseSetup setup = CaseSetup.of(first);
    Path home = Files.createTempDirectory(folder, "world");
    Files.writeString(home.resolve("objects.json"), JsonWriter.write(World.of(first.objects())));
    for (Map.Entry<String, String> zone : setup.zones().entrySet()) {
      Files.writeString(home.resolve("db." + zone.getKey()), zone.getValue());
    }
    boolean encrypted = certificate.isPresent() && !setup.isForeign();
    if (encrypted) {
      Files.copy(certificate.get().certificate(), home.resolve("server.crt"));
      Files.copy(certificate.get().key(), home.resolve("server.key"));
    }
    try (Upstream upstream = Upstream.of(setup)) {
      var around = new CorefileText.Around(encrypted, upstream.port(), home);
      Files.writeString(home.resolve("Corefile"), CorefileText.of(first, setup, around));
      // Files are always known as a whole: the server whose objects are not all told runs here.
      Start how = setup.unsynced() ? UnsyncedServer::start : start;
      try (RosterServer server = how.in(home)) {
        int lines = setup.addresses().size() * (encrypted ? 3 : 1);
        Listening listening = server.awaitListening(lines);
        boolean started = listening.lines().size() == lines;
        for (DnsCase each : group) {
          String difference =
              started
                  ? ask(each, setup, Ports.of(setup, encrypted, listening))
                  : "no start: " + server.output().strip();
          if (!difference.isEmpty()) failures.put(each.id(), difference);
        }
      }
    }
  }

  /// Where a case is asked.
  private record Ports(int dns, OptionalInt tls, OptionalInt https) {
    static Ports of(CaseSetup setup, boolean encrypted, Listening listening) {
      String address = setup.address();
      int dns = listening.dns(address).orElseThrow();
      if (!encrypted) return new Ports(dns, OptionalInt.empty(), OptionalInt.empty());
      return new Ports(dns, listening.port(address, "tls"), listening.port(address, "https"));
    }
  }

  private String ask(DnsCase each, CaseSetup setup, Ports ports) throws Exception {
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
  private static List<String> transports(DnsCase each, Ports ports) {
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
  private List<Message> exchange(DnsCase each, CaseSetup setup, String transport, Ports ports)
      throws Exception {
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
