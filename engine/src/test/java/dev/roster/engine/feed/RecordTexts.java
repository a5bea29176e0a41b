package dev.roster.engine.feed;

import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import java.util.stream.Collectors;

/// Records as a person writes them.
final class RecordTexts {
  private RecordTexts() {}

  static String of(ResourceRecord record) {
    String data =
        switch (record.data()) {
          case RecordData.Address(var address) -> address.toString();
          case RecordData.Cname(var target) -> target.toString();
          case RecordData.Ns(var host) -> host.toString();
          case RecordData.Ptr(var target) -> target.toString();
          case RecordData.Srv(int priority, int weight, int port, var target) ->
              priority + " " + weight + " " + port + " " + target;
          case RecordData.Mx(int preference, var exchange) -> preference + " " + exchange;
          case RecordData.Txt(var strings) ->
              strings.stream().map(it -> "\"" + it + "\"").collect(Collectors.joining(" "));
          case RecordData.Soa(
                  var mname,
                  var rname,
                  long serial,
                  long refresh,
                  long retry,
                  long expire,
                  long minimum) ->
              mname + " " + rname + " " + serial + " " + refresh + " " + retry + " " + expire + " "
                  + minimum;
          case RecordData.Unknown unknown -> "\\# " + unknown.bytes().length;
        };
    return record.owner()
        + " "
        + record.ttlSeconds()
        + " "
        + RecordType.toText(record.type())
        + " "
        + data;
  }
}
