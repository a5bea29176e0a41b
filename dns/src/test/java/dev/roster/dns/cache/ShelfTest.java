package dev.roster.dns.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.pipeline.Reply;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is kept is bounded by number and by size.
class ShelfTest {
  private static Shelf.Key key(int number) {
    return new Shelf.Key(Name.of("n" + number + ".test"), RecordType.A, 1, false, false);
  }

  private static Item item(int records) {
    ResourceRecord record =
        new ResourceRecord(
            Name.of("big.test"), 60, new RecordData.Address(IpAddress.of("192.0.2.1")));
    List<ResourceRecord> answers = Collections.nCopies(records, record);
    return new Item(Reply.of("test", Rcode.NOERROR, answers, List.of(), List.of()), 60, 0, true);
  }

  @Test
  void smallRepliesAreBoundedByNumber() {
    Shelf shelf = new Shelf(6_400);
    int gone = 0;
    for (int i = 0; i < 20_000; i++) gone += shelf.put(key(i), item(1));
    assertThat(shelf.size()).isBetween(6_000, 6_400).isEqualTo(20_000 - gone);
    assertThat(shelf.get(key(19_999))).isPresent();
  }

  @Test
  void largeRepliesAreBoundedBySize() {
    Shelf shelf = new Shelf(10_000);
    Item large = item(4_000);
    for (int i = 0; i < 10_000; i++) shelf.put(key(i), large);
    assertThat(shelf.bytes()).isBetween(Shelf.BYTES_MAX / 2, Shelf.BYTES_MAX);
    assertThat(shelf.get(key(9_999))).isPresent();
    for (int i = 0; i < 10_000; i++) shelf.remove(key(i));
    assertThat(shelf.bytes()).isZero();
  }
}
