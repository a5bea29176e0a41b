package dev.roster.core.zonetext;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.RandomMessages;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.core.wire.ResourceRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What is printed is read as what it was: records of every type, in our own words and in
/// dnsjava's, one by one and as zone files.
class TextPropertiesTest {
  private static final int SEEDS = 8_000;
  private static final int ZONES = 200;
  private static final Pattern OTHER_NAMES =
      Pattern.compile(
          IntStream.range(1, 300)
              .mapToObj(Type::string)
              .filter(name -> RecordType.parse(name).isEmpty())
              .collect(Collectors.joining("|", "(?<= )(", ")(?= |$)")));

  @Test
  void whatIsPrintedIsReadAgain() {
    for (long seed = 0; seed < SEEDS; seed++) {
      ResourceRecord record = new RandomMessages(seed).record();
      check(seed, record, RecordText.text(record));
    }
  }

  /// In the words of each type, where it has some.
  @Test
  void whatDnsjavaPrintsIsRead() throws IOException {
    for (long seed = 0; seed < SEEDS; seed++) {
      ResourceRecord record = new RandomMessages(seed).record();
      Message message = message(record);
      org.xbill.DNS.Message theirs = new org.xbill.DNS.Message(ReplyEncoder.bytes(message));
      String text = theirs.getSection(Section.ANSWER).getFirst().toString();
      check(seed, record, OTHER_NAMES.matcher(text).replaceAll(TextPropertiesTest::number));
    }
  }

  /// Types that dnsjava has a name for and CoreDNS none.
  private static String number(MatchResult name) {
    return "TYPE" + Type.value(name.group());
  }

  /// Owners left out, comments, parentheses, blanks and line ends where the format has them.
  @Test
  void zoneFilesAreRead() {
    for (long seed = 0; seed < ZONES; seed++) {
      Random random = new Random(seed);
      RandomMessages messages = new RandomMessages(seed);
      List<ResourceRecord> records = new ArrayList<>();
      StringBuilder zone = new StringBuilder("$TTL 77 ; of none\n\n");
      for (int i = 0; i < 20; i++) {
        ResourceRecord record = messages.record();
        boolean again = i > 0 && random.nextInt(3) == 0;
        Name owner = again ? records.getLast().owner() : record.owner();
        boolean standard = random.nextInt(4) == 0;
        record = new ResourceRecord(owner, standard ? 77 : record.ttlSeconds(), record.data());
        records.add(record);
        append(zone, record, again, standard, random);
      }
      ZoneSource none = (_, _) -> new ZoneSource.Included.Missing("nothing is included");
      ZoneText.Result read =
          ZoneText.read("db", zone.toString(), Name.of("x.test"), none, OptionalLong.empty());
      assertThat(read).as("seed %s:\n%s", seed, zone).isEqualTo(new ZoneText.Result.Read(records));
    }
  }

  private static void append(
      StringBuilder zone, ResourceRecord record, boolean again, boolean standard, Random random) {
    List<String> columns = List.of(RecordText.text(record).split("\t", 5));
    zone.append(again ? "" : columns.get(0)).append(random.nextBoolean() ? " " : "\t");
    if (!standard && random.nextBoolean()) zone.append("IN ").append(columns.get(1));
    else if (!standard) zone.append(columns.get(1)).append(random.nextBoolean() ? " IN" : "");
    zone.append(' ').append(columns.get(3)).append(' ');
    boolean wrapped = random.nextBoolean();
    if (wrapped) zone.append(random.nextBoolean() ? "( ; over lines )\n\t" : "(");
    zone.append(columns.get(4));
    if (wrapped) zone.append(random.nextBoolean() ? "\r\n)" : " )");
    zone.append(random.nextBoolean() ? " ; \"comment\n" : "\n");
    if (random.nextInt(5) == 0) zone.append(" \t\n; more\n");
  }

  private static void check(long seed, ResourceRecord record, String text) {
    String what =
        "seed "
            + seed
            + ": "
            + text
            + "\n"
            + HexFormat.of().formatHex(ReplyEncoder.bytes(message(record)));
    RecordText.Result read = RecordText.parse(text);
    assertThat(read).as(what).isEqualTo(new RecordText.Result.Read(record));
    if (!(read instanceof RecordText.Result.Read(ResourceRecord again))) return;
    if (record.data() instanceof RecordData.Unknown) return;
    assertThat(again.toString()).as("letter case, " + what).isEqualTo(record.toString());
  }

  private static Message message(ResourceRecord record) {
    List<ResourceRecord> none = List.of();
    return new Message(1, 0x8000, List.of(), List.of(record), none, none, 0, Optional.empty());
  }
}
