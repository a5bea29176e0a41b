package dev.roster.check.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.check.kit.Ask;
import dev.roster.check.kit.RosterProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// A Service of 10,000 ready members: answers fit the client, say when something is left out, and
/// show everyone in the end.
class SizeTest {
  private static final int MEMBERS = 10_000;
  private static final int NETWORK = 20;
  private static final String NAME = "big.default.svc.cluster.local.";

  /// A TCP answer holds two fifths of the members: that one of them is never among so many has a
  /// probability below 1e-9.
  private static final int TCP_QUESTIONS = 60;

  private static final int REWRITES = 4;

  /// Questions until a rewrite is served, at most: minutes of them.
  private static final int ASKED_MAX = 200_000;

  @TempDir Path folder;

  @Test
  void everyMemberIsFoundAndNoneIsLostWhileSlicesAreRewritten() throws Exception {
    write(0);
    int port = RosterProcess.freePort();
    try (RosterProcess server =
        RosterProcess.start(
            folder, "serve", "--dns", "127.0.0.1:" + port, "--objects", "objects.json")) {
      assertThat(server.awaitAnswers(port)).isEmpty();
      udpFitsTheClient(port);
      repeatedTcpShowsAll(port);
      everyMemberHasItsName(port);
      noneIsLostWhileSlicesAreRewritten(port);
    }
  }

  private void write(int rewrite) throws IOException {
    Path next = folder.resolve("objects.json.next");
    List<String> objects = Members.service("big", NETWORK, MEMBERS, rewrite * 1234);
    objects.addAll(Members.service("mark-" + rewrite, NETWORK + 1, 1, 0));
    Files.writeString(next, Members.list(objects));
    Files.move(next, folder.resolve("objects.json"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void udpFitsTheClient(int port) throws IOException {
    for (int size : List.of(512, 1232, 4096)) {
      Message question = size == 512 ? Ask.question(NAME, "A") : Ask.question(NAME, "A", size, 0);
      Message answer = Ask.udp(port, question, 3000);
      assertThat(answer.getHeader().getFlag(Flags.TC)).as("TC at %s bytes", size).isTrue();
      assertThat(answer.numBytes()).isLessThanOrEqualTo(size).isGreaterThan(size - 16 - 11);
    }
  }

  private static void repeatedTcpShowsAll(int port) throws IOException {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < TCP_QUESTIONS; i++) {
      Message answer = Ask.tcp(port, NAME, "A");
      assertThat(answer.getHeader().getFlag(Flags.TC)).as("TC over TCP").isTrue();
      List<Record> records = answer.getSection(Section.ANSWER);
      assertThat(records).hasSizeGreaterThan(4000);
      for (Record record : records) seen.add(((ARecord) record).getAddress().getHostAddress());
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(Members.addresses(NETWORK, MEMBERS));
  }

  private static void everyMemberHasItsName(int port) throws IOException {
    for (int member = 0; member < MEMBERS; member += 97) {
      Message answer = Ask.udp(port, "m-" + member + "." + NAME, "A");
      List<Record> records = answer.getSection(Section.ANSWER);
      assertThat(records).hasSize(1);
      assertThat(((ARecord) records.getFirst()).getAddress().getHostAddress())
          .isEqualTo(Members.address(NETWORK, member));
    }
  }

  /// The members move through all slices while each is asked for; a Service of its own says when
  /// the new slices are served.
  private void noneIsLostWhileSlicesAreRewritten(int port) throws IOException {
    for (int rewrite = 1; rewrite <= REWRITES; rewrite++) {
      write(rewrite);
      String mark = "m-0.mark-" + rewrite + ".default.svc.cluster.local.";
      boolean served = false;
      for (int i = 0; i < ASKED_MAX && !served; i++) {
        int member = (rewrite * 7919 + i * 31) % MEMBERS;
        Message answer = Ask.udp(port, "m-" + member + "." + NAME, "A");
        assertThat(answer.getRcode()).as("rcode of m-%s", member).isEqualTo(Rcode.NOERROR);
        assertThat(answer.getSection(Section.ANSWER)).as("answer of m-%s", member).hasSize(1);
        served = Ask.udp(port, mark, "A").getRcode() == Rcode.NOERROR;
      }
      assertThat(served).as("rewrite %s is served", rewrite).isTrue();
    }
  }
}
