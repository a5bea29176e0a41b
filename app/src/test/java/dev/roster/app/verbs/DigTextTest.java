package dev.roster.app.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Edns;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.core.zonetext.RecordText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DigTextTest {
  private static final Name DB = Name.of("db.default.svc.cluster.local");

  @Test
  void words_in_any_order() throws VerbException {
    check("db.local", "db.local. A");
    check("db.local SRV", "db.local. SRV");
    check("srv db.local +tcp", "db.local. SRV tcp");
    check("a", "a. A");
    check("db.local TYPE65 +short", "db.local. HTTPS short");
    check("any.local ANY", "any.local. ANY");
    assertThat(DigQuestion.of(List.of(), "10.1.2.3").name())
        .isEqualTo(Name.of("3.2.1.10.in-addr.arpa"));
    for (String bad : List.of("", "x y", "a +trace", "a @1.1.1.1", "a..b", "db TYPE99999")) {
      assertThatThrownBy(() -> DigQuestion.of(List.of(bad.split(" ", -1)), ""))
          .as(bad)
          .isInstanceOf(VerbException.class);
    }
  }

  @Test
  void a_message_is_printed_as_dig_does() throws VerbException {
    byte[] error = "\0\u000enot synced".getBytes(StandardCharsets.ISO_8859_1);
    Edns edns = new Edns(1232, 0, false, List.of(new Edns.Option(Edns.EXTENDED_ERROR, error)));
    Message message =
        new Message(
            4711,
            Flags.QR | Flags.AA | Flags.RD,
            List.of(new Message.Question(DB, RecordType.A, 1)),
            List.of(new ResourceRecord(DB, 5, new RecordData.Address(IpAddress.of("127.1.0.2")))),
            List.of(),
            List.of(),
            Rcode.NOERROR,
            Optional.of(edns));
    DigQuestion question = DigQuestion.of(List.of("db.default.svc.cluster.local"), "");
    assertThat(DigText.message(question, message))
        .isEqualTo(
            """

            ; <<>> roster dig <<>> db.default.svc.cluster.local. A
            ;; Got answer:
            ;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 4711
            ;; flags: qr aa rd; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1

            ;; OPT PSEUDOSECTION:
            ; EDNS: version: 0, flags:; udp: 1232
            ; EDE: 14: (not synced)
            ;; QUESTION SECTION:
            ;db.default.svc.cluster.local.\t\tIN\tA

            ;; ANSWER SECTION:
            db.default.svc.cluster.local.\t5\tIN\tA\t127.1.0.2

            """);
  }

  @Test
  void data_of_every_type() {
    check(new RecordData.Srv(0, 33, 5432, DB), "0 33 5432 db.default.svc.cluster.local.");
    check(new RecordData.Ptr(DB), "db.default.svc.cluster.local.");
    check(new RecordData.Cname(DB), "db.default.svc.cluster.local.");
    check(new RecordData.Ns(DB), "db.default.svc.cluster.local.");
    check(new RecordData.Mx(10, DB), "10 db.default.svc.cluster.local.");
    check(new RecordData.Txt(List.of("a\"b", "\u001b[m")), "\"a\\\"b\" \"\\027[m\"");
    check(new RecordData.Soa(DB, DB, 1, 2, 3, 4, 5), DB + " " + DB + " 1 2 3 4 5");
    check(new RecordData.Unknown(99, new byte[] {1, (byte) 0xab}), "\\# 2 01AB");
  }

  private static void check(RecordData data, String expected) {
    assertThat(RecordText.text(data)).isEqualTo(expected);
  }

  private static void check(String words, String expected) throws VerbException {
    DigQuestion question = DigQuestion.of(List.of(words.split(" ", -1)), "");
    assertThat(
            question.name()
                + " "
                + RecordType.toText(question.type())
                + (question.tcp() ? " tcp" : "")
                + (question.brief() ? " short" : ""))
        .isEqualTo(expected);
  }
}
