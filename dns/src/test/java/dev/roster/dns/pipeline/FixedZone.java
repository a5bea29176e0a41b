package dev.roster.dns.pipeline;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.List;

/// Answers from a few records, as an upstream would; remembers the last question it was asked.
public final class FixedZone implements Passing {
  private final List<ResourceRecord> records;
  private Question last = new Question(Name.ROOT, 0);

  /// Records, one a line: `NAME TTL A|AAAA|CNAME|MX|SRV|TXT DATA`; MX and SRV with zeros for
  /// numbers.
  public FixedZone(String lines) {
    this.records = lines.lines().filter(line -> !line.isBlank()).map(FixedZone::record).toList();
  }

  /// One record, of a line.
  public static ResourceRecord record(String line) {
    String[] words = line.strip().split(" +", -1);
    RecordData data =
        switch (words[2]) {
          case "A", "AAAA" -> new RecordData.Address(IpAddress.of(words[3]));
          case "CNAME" -> new RecordData.Cname(Name.of(words[3]));
          case "MX" -> new RecordData.Mx(0, Name.of(words[3]));
          case "SRV" -> new RecordData.Srv(0, 0, 0, Name.of(words[3]));
          case "TXT" -> new RecordData.Txt(List.of(words[3]));
          default -> throw new IllegalArgumentException(line);
        };
    return new ResourceRecord(Name.of(words[0]), Long.parseLong(words[1]), data);
  }

  /// A record as a line.
  public static String line(ResourceRecord record) {
    String data =
        switch (record.data()) {
          case RecordData.Address address -> address.address().toString();
          case RecordData.Cname cname -> cname.target().toString();
          case RecordData.Mx mx -> mx.exchange().toString();
          case RecordData.Srv srv -> srv.target().toString();
          case RecordData.Txt txt -> String.join(" ", txt.strings());
          default -> record.data().toString();
        };
    return record.owner()
        + " "
        + record.ttlSeconds()
        + " "
        + RecordType.toText(record.type())
        + " "
        + data;
  }

  /// The last question that came here.
  public Question last() {
    return last;
  }

  @Override
  public String name() {
    return "forward";
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    last = exchange.question();
    List<ResourceRecord> answers = new ArrayList<>();
    boolean known = follow(exchange.name(), exchange.type(), answers);
    int rcode = known ? Rcode.NOERROR : Rcode.NXDOMAIN;
    return Reply.of(name(), rcode, answers, List.of(), List.of());
  }

  private boolean follow(Name name, int type, List<ResourceRecord> answers) {
    boolean known = false;
    for (ResourceRecord record : records) {
      if (!record.owner().equals(name)) continue;
      known = true;
      if (record.type() == type) answers.add(record);
      else if (record.data() instanceof RecordData.Cname(Name target)) {
        answers.add(record);
        follow(target, type, answers);
      }
    }
    return known;
  }
}
