package dev.roster.dns.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.wire.Edns;
import dev.roster.core.wire.RecordType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// Answers as another implementation reads them: `name type | records`, in dig's words.
class OracleTest {
  private final Asker asker = new Asker(Worlds.small(), true, List.of(Blocks.cluster(false)));

  @Test
  void dnsjavaReadsWhatWeMean() throws IOException {
    check(
        """
        db.default.svc.cluster.local          A    | 10.1.0.1 10.1.0.2 10.1.0.3
        db-1.db.default.svc.cluster.local     A    | 10.1.0.2
        db-1.db.default.svc.cluster.local     AAAA | 2001:db8:0:0:0:0:0:2
        web.default.svc.cluster.local         A    | 10.96.0.10
        web.default.svc.cluster.local         AAAA | NOERROR
        none.default.svc.cluster.local        A    | NXDOMAIN
        nope.default.svc.cluster.local        A    | NXDOMAIN
        default.svc.cluster.local             A    | NOERROR
        one.default.svc.cluster.local         HTTPS | NOERROR
        _pg._tcp.one.default.svc.cluster.local SRV | 0 50 5432 one-0.one.default.svc.cluster.local.
        2.0.1.10.in-addr.arpa                 PTR  | db-1.db.default.svc.cluster.local. db-1.db.prod.svc.cluster.local.
        dns-version.cluster.local             TXT  | 1.1.0
        cluster.local                         NS   | ns.dns.cluster.local.
        ns.dns.cluster.local                  A    | 10.9.9.9
        out.default.svc.cluster.local         A    | www.example.com.
        in.default.svc.cluster.local          A    | db.default.svc.cluster.local. 10.1.0.1 10.1.0.2 10.1.0.3
        cluster.local                         SOA  | ns.dns.cluster.local. hostmaster.cluster.local. 1700000000 7200 1800 86400 5
        www.example.com                       A    | NXDOMAIN
        """);
  }

  /// Twice: first from the pipeline, then from memory.
  private void check(String table) throws IOException {
    for (int round = 0; round < 2; round++) {
      for (String line : table.lines().toList()) {
        String[] halves = line.split("\\|", 2);
        String[] question = halves[0].trim().split(" +", 2);
        assertThat(answer(question[0], question[1])).as(line).isEqualTo(halves[1].trim());
      }
    }
  }

  private String answer(String name, String type) throws IOException {
    int number = org.xbill.DNS.Type.value(type);
    assertThat(RecordType.toText(number)).isEqualTo(type);
    byte[] query = Asker.query(name, number, Optional.of(Edns.of(4096)));
    Message reply = new Message(asker.ask(query));
    assertThat(reply.getOPT().getPayloadSize()).isEqualTo(4096);
    List<Record> answers = reply.getSection(Section.ANSWER);
    if (answers.isEmpty()) {
      boolean ours = name.endsWith("cluster.local");
      assertThat(reply.getSection(Section.AUTHORITY)).hasSize(ours ? 1 : 0);
      return Rcode.string(reply.getRcode());
    }
    return String.join(" ", answers.stream().map(Record::rdataToString).toList());
  }
}
