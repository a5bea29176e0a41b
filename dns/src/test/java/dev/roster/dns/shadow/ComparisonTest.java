package dev.roster.dns.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What counts as a difference of two answers.
class ComparisonTest {
  private static final int AUTHORITATIVE = Flags.QR | Flags.AA;

  @Test
  void orderAndCaseDoNotCount() {
    assertThat(
            Comparison.of(
                answer(
                    AUTHORITATIVE,
                    a("db.example.", 5, "10.0.0.1"),
                    a("db.example.", 5, "10.0.0.2")),
                answer(
                    AUTHORITATIVE,
                    a("DB.example.", 5, "10.0.0.2"),
                    a("db.example.", 5, "10.0.0.1"))))
        .isEmpty();
  }

  @Test
  void oneMissingCounts() {
    assertThat(
            Comparison.of(
                answer(AUTHORITATIVE, a("db.example.", 5, "10.0.0.1")),
                answer(
                    AUTHORITATIVE,
                    a("db.example.", 5, "10.0.0.1"),
                    a("db.example.", 5, "10.0.0.2"))))
        .containsExactly(Difference.ANSWERS);
  }

  @Test
  void ttlsCountWhereBothHaveAuthority() {
    ResourceRecord five = a("db.example.", 5, "10.0.0.1");
    ResourceRecord thirty = a("db.example.", 30, "10.0.0.1");
    assertThat(Comparison.of(answer(AUTHORITATIVE, five), answer(AUTHORITATIVE, thirty)))
        .containsExactly(Difference.TTL);
    assertThat(Comparison.of(answer(Flags.QR, five), answer(Flags.QR, thirty))).isEmpty();
  }

  @Test
  void rcodeAndFlagsCount() {
    Message nothing =
        new Message(
            1,
            Flags.QR,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Rcode.NXDOMAIN,
            Optional.empty());
    assertThat(Comparison.of(answer(AUTHORITATIVE), nothing))
        .containsExactly(Difference.RCODE, Difference.FLAGS);
  }

  @Test
  void serialsDoNotCountAndTheOtherFieldsOfASoaDo() {
    assertThat(Comparison.of(denial(1, 5), denial(2, 5))).isEmpty();
    assertThat(Comparison.of(denial(1, 5), denial(1, 30))).containsExactly(Difference.AUTHORITY);
  }

  @Test
  void whatWasCutOnBothSidesIsNotCompared() {
    int cut = AUTHORITATIVE | Flags.TC;
    assertThat(Comparison.of(answer(cut, a("db.example.", 5, "10.0.0.1")), answer(cut))).isEmpty();
  }

  @Test
  void aLineShowsSomeRecords() {
    ResourceRecord[] many = new ResourceRecord[8];
    for (int i = 0; i < many.length; i++) many[i] = a("db.example.", 5, "10.0.0." + i);
    assertThat(Comparison.text(answer(AUTHORITATIVE, many), Difference.ANSWERS))
        .startsWith("NOERROR aa: 10.0.0.0 ttl 5, 10.0.0.1 ttl 5")
        .endsWith("10.0.0.5 ttl 5 and 2 more");
  }

  @Test
  void aLineShowsTheSectionThatDiffers() {
    assertThat(Comparison.text(denial(7, 30), Difference.AUTHORITY))
        .isEqualTo("NXDOMAIN aa, authority: example. SOA ns.example. h.example. 7 1 2 3 30 ttl 5");
    assertThat(Comparison.text(answer(AUTHORITATIVE), Difference.AUTHORITY))
        .isEqualTo("NOERROR aa, authority");
    Message glue =
        new Message(
            1,
            AUTHORITATIVE,
            List.of(),
            List.of(),
            List.of(),
            List.of(a("db-0.example.", 5, "10.0.0.1")),
            Rcode.NOERROR,
            Optional.empty());
    assertThat(Comparison.text(glue, Difference.ADDITIONAL))
        .isEqualTo("NOERROR aa, additional: db-0.example. 10.0.0.1 ttl 5");
  }

  static ResourceRecord a(String owner, long ttl, String address) {
    return new ResourceRecord(
        Name.of(owner), ttl, new RecordData.Address(IpAddress.parse(address).orElseThrow()));
  }

  static Message answer(int flags, ResourceRecord... records) {
    return new Message(
        1,
        flags,
        List.of(new Message.Question(Name.of("db.example."), RecordType.A, 1)),
        List.of(records),
        List.of(),
        List.of(),
        Rcode.NOERROR,
        Optional.empty());
  }

  private static Message denial(long serial, long minimum) {
    ResourceRecord soa =
        new ResourceRecord(
            Name.of("example."),
            5,
            new RecordData.Soa(
                Name.of("ns.example."), Name.of("h.example."), serial, 1, 2, 3, minimum));
    return new Message(
        1,
        AUTHORITATIVE,
        List.of(),
        List.of(),
        List.of(soa),
        List.of(),
        Rcode.NXDOMAIN,
        Optional.empty());
  }
}
