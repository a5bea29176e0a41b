package dev.roster.dns.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.ZoneDifference;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a journal keeps, and when it forgets.
class ZoneJournalTest {
  private static final Name ZONE = Name.of("example.org");

  private final ZoneJournal journal = new ZoneJournal();

  /// A zone of these hosts.
  private record Copy(long serial, List<Integer> hosts, boolean tells) implements ZoneCopy {
    @Override
    public ResourceRecord soa() {
      return new ResourceRecord(ZONE, 5, new RecordData.Soa(ZONE, ZONE, serial, 1, 1, 1, 1));
    }

    @Override
    public Iterable<ResourceRecord> records() {
      List<ResourceRecord> records = new ArrayList<>(List.of(soa()));
      records.addAll(addresses());
      records.add(soa());
      return records;
    }

    private List<ResourceRecord> addresses() {
      RecordData data = new RecordData.Address(IpAddress.of("192.0.2.1"));
      return hosts.stream().map(it -> new ResourceRecord(ZONE.child("h" + it), 5, data)).toList();
    }

    @Override
    public Optional<ZoneDifference> since(ZoneCopy earlier, long bytesMax) {
      if (!tells) return Optional.empty();
      ZoneDifference difference = ZoneDifference.between(((Copy) earlier).addresses(), addresses());
      return Optional.of(difference).filter(it -> it.bytes() <= bytesMax);
    }
  }

  private static Copy copy(long serial, int from, int to) {
    return new Copy(serial, IntStream.range(from, to).boxed().toList(), true);
  }

  private int size(long serial) {
    return journal.since(serial).map(List::size).orElse(0);
  }

  private void begin(ZoneCopy copy) {
    journal.see(copy(1, 0, 0), false);
    journal.see(copy, true);
  }

  @Test
  void holdsNothingUntilSomebodyTakesTheZone() {
    for (int serial = 1; serial < 5; serial++) journal.see(copy(serial, 0, 100 + serial), false);
    journal.see(copy(5, 0, 105), true);
    journal.see(copy(6, 0, 106), false);
    assertThat(size(4)).isZero();
    assertThat(size(5)).isEqualTo(5);
  }

  @Test
  void isOneDifferenceAndNeverLongerThanTheZone() {
    begin(copy(2, 0, 30));
    journal.see(copy(3, 1, 31), false);
    journal.see(copy(4, 0, 31), false);
    assertThat(journal.since(2).orElseThrow())
        .containsExactly(
            copy(4, 0, 0).soa(),
            copy(2, 0, 0).soa(),
            copy(4, 0, 0).soa(),
            copy(4, 30, 31).addresses().getFirst(),
            copy(4, 0, 0).soa());
    journal.see(copy(5, 30, 33), false);
    // 30 records less, 2 more: the 3 that are there now are told faster.
    assertThat(size(4)).isZero();
    assertThat(size(2)).isZero();
  }

  @Test
  void stepsAreBounded() {
    begin(copy(2, 0, 200));
    for (int i = 1; i <= ZoneJournal.STEPS_MAX + 3; i++) {
      journal.see(copy(2 + i, i % 2, 200), false);
    }
    assertThat(size(4)).isZero();
    assertThat(journal.since(5)).isPresent();
  }

  @Test
  void bytesAreBounded() {
    int half = ZoneJournal.BYTES_MAX / 2 / 30;
    begin(copy(2, 0, 3 * half));
    journal.see(copy(3, half, 3 * half), false);
    journal.see(copy(4, half, 3 * half + 100), false);
    assertThat(journal.since(2)).isPresent();
    journal.see(copy(5, half, 4 * half), false);
    assertThat(size(2)).isZero();
    assertThat(journal.since(3)).isPresent();
    // A single step beyond the bound leaves nothing before it.
    journal.see(copy(6, 0, 20 * half), false);
    assertThat(size(5)).isZero();
  }

  @Test
  void whatCannotBeSaidStartsOver() {
    begin(copy(2, 0, 50));
    journal.see(copy(3, 0, 51), false);
    assertThat(size(2)).isEqualTo(5);
    // Another server, say: the serial is a start again, what was before it no longer.
    journal.see(new Copy(4, List.of(1, 2, 3, 4, 5, 6, 7, 8), false), false);
    assertThat(size(2)).isZero();
    assertThat(size(3)).isZero();
    journal.see(copy(5, 1, 10), false);
    assertThat(size(4)).isEqualTo(5);
    // The same serial for another content: it is nobody's start any more.
    journal.see(copy(5, 1, 11), false);
    assertThat(size(4)).isZero();
    journal.see(copy(6, 1, 12), false);
    assertThat(size(5)).isZero();
    journal.see(copy(7, 1, 13), false);
    assertThat(size(6)).isEqualTo(5);
    // A serial that falls.
    journal.see(copy(3, 1, 13), false);
    assertThat(size(6)).isZero();
  }

  @Test
  void serialsComeRoundAgain() {
    begin(copy(0xffff_ffffL, 0, 50));
    journal.see(copy(1, 0, 51), false);
    assertThat(size(0xffff_ffffL)).isEqualTo(5);
    assertThat(ZoneJournal.isNewer(0, 0xffff_ffffL)).isTrue();
    assertThat(ZoneJournal.isNewer(5, 6)).isFalse();
  }
}
