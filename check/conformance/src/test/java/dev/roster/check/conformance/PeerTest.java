package dev.roster.check.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.check.kit.RosterProcess;
import dev.roster.check.kit.Wire;
import dev.roster.check.kit.WireMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/// Asks Roster's `file` and another server the same over the same zone (`peer/peer.test.zone`):
/// NSD, Knot or BIND at `ROSTER_PEER=ADDRESS:PORT`. What differs must stand in
/// `peer/explained.txt`.
@Tag("slow")
@EnabledIfEnvironmentVariable(
    named = "ROSTER_PEER",
    matches = ".+:[0-9]+",
    disabledReason = "no other server is given by ROSTER_PEER=ADDRESS:PORT")
class PeerTest {
  private static final int MILLIS = 3000;
  private static final List<String> NAMES =
      List.of(
          "@",
          "ns1",
          "mail",
          "www",
          "WWW",
          "alias",
          "chain",
          "out",
          "dangling",
          "nothing",
          "wild",
          "x.wild",
          "y.x.wild",
          "known.wild",
          "x.known.wild",
          "*.wild",
          "deep",
          "c.deep",
          "b.c.deep",
          "a.b.c.deep",
          "x.a.b.c.deep",
          "_sip._tcp",
          "_tcp",
          "sub",
          "ns.sub",
          "x.sub",
          "x.y.sub",
          "naptr",
          "caa",
          "odd",
          "many",
          "upper",
          "nope.nope");
  private static final List<String> TYPES =
      List.of(
          "A", "AAAA", "NS", "SOA", "MX", "TXT", "CNAME", "SRV", "CAA", "NAPTR", "PTR", "HTTPS");

  @TempDir Path folder;

  @Test
  void bothSayTheSameOrTheDifferenceIsExplained() throws Exception {
    String given = System.getenv("ROSTER_PEER");
    int colon = given.lastIndexOf(':');
    Wire peer =
        new Wire(
            given.substring(0, colon), Integer.parseInt(given.substring(colon + 1)), "", MILLIS);
    int port = RosterProcess.freePort();
    Files.writeString(folder.resolve("peer.test.zone"), resource("peer.test.zone"));
    Files.writeString(
        folder.resolve("objects.json"), "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"items\":[]}");
    Files.writeString(
        folder.resolve("Corefile"),
        ".:%d {\n bind 127.0.0.1\n file peer.test.zone peer.test\n}\n".formatted(port));
    List<Explained> explained = explained();
    List<String> differences = new ArrayList<>();
    try (RosterProcess server =
        RosterProcess.start(
            folder, "serve", "--corefile", "Corefile", "--objects", "objects.json")) {
      assertThat(server.awaitAnswers(port)).isEmpty();
      Wire own = Wire.loopback(port, MILLIS);
      int id = 1;
      for (String name : NAMES) {
        String full = name.equals("@") ? "peer.test." : name + ".peer.test.";
        for (String type : TYPES) {
          byte[] question = WireMessage.question(id++, full, type, OptionalInt.of(1232), false);
          WireMessage ours = WireMessage.read(own.udp(question));
          WireMessage theirs = WireMessage.read(peer.udp(question));
          compare(full, type, "rcode", ours.rcode(), theirs.rcode(), explained, differences);
          compare(
              full,
              type,
              "aa",
              ours.authoritative(),
              theirs.authoritative(),
              explained,
              differences);
          compare(
              full,
              type,
              "answers",
              plain(ours.answers()),
              plain(theirs.answers()),
              explained,
              differences);
          compare(
              full,
              type,
              "authority",
              plain(ours.authorities()),
              plain(theirs.authorities()),
              explained,
              differences);
          compare(
              full,
              type,
              "additional",
              plain(ours.additionals()),
              plain(theirs.additionals()),
              explained,
              differences);
        }
      }
    }
    assertThat(differences).as("differences that peer/explained.txt does not name").isEmpty();
  }

  private static void compare(
      String name,
      String type,
      String what,
      Object ours,
      Object theirs,
      List<Explained> explained,
      List<String> differences) {
    if (ours.equals(theirs)) return;
    if (explained.stream().anyMatch(it -> it.covers(what, name, type))) return;
    differences.add("%s %s %s: ours %s, theirs %s".formatted(what, name, type, ours, theirs));
  }

  private static List<String> plain(List<String> records) {
    return records.stream().map(it -> it.toLowerCase(Locale.ROOT)).sorted().toList();
  }

  /// One line of the file.
  private record Explained(String what, String name, String type) {
    boolean covers(String difference, String of, String ofType) {
      return what.equals(difference)
          && (name.equals("*") || name.equalsIgnoreCase(of))
          && (type.equals("*") || type.equals(ofType));
    }
  }

  private static List<Explained> explained() throws IOException {
    List<Explained> all = new ArrayList<>();
    for (String line : resource("explained.txt").lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) continue;
      List<String> words = List.of(line.split("\\s+", 4));
      assertThat(words).as(line).hasSize(4);
      all.add(new Explained(words.get(0), words.get(1), words.get(2)));
    }
    return all;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = PeerTest.class.getResourceAsStream("/peer/" + name)) {
      if (in == null) throw new IOException(name + " is not on the class path");
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
