package dev.roster.core.zonetext;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Mnemonics;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// One record in presentation form (RFC 1035 section 5.1, RFC 3597, RFC 9460), as directives of a
/// Corefile write it: `OWNER [TTL] [CLASS] TYPE DATA`, TTL and class in either order. Types without
/// a form of their own are `\# LENGTH HEX`.
public final class RecordText {
  /// Where no TTL is said, as CoreDNS has it.
  public static final long TTL_DEFAULT_SECONDS = 3600;

  private RecordText() {}

  /// What a text is.
  public sealed interface Result {
    /// A record.
    record Read(ResourceRecord record) implements Result {}

    /// Nothing but blanks and comments.
    record Nothing() implements Result {}

    /// No record; what was expected.
    record Refused(String why) implements Result {}
  }

  /// The first record of a text; names without a final dot are absolute all the same.
  public static Result parse(String text) {
    return parse(text, Name.ROOT, TTL_DEFAULT_SECONDS);
  }

  /// As above.
  ///
  /// @param origin what names without a final dot are under
  /// @param ttlSeconds where none is said
  public static Result parse(String text, Name origin, long ttlSeconds) {
    try {
      Optional<ZoneLexer.Entry> entry = new ZoneLexer(bytes(text)).next();
      if (entry.isEmpty()) return new Result.Nothing();
      if (entry.get().indented()) return new Result.Refused("a record without an owner");
      Fields fields = new Fields(entry.get(), origin);
      Name owner = fields.name();
      return new Result.Read(record(owner, fields, OptionalLong.of(ttlSeconds)).record());
    } catch (BadText bad) {
      return new Result.Refused(bad.what());
    }
  }

  /// The data of a record of this type; empty where the text is none.
  public static Optional<RecordData> data(int type, String text, Name origin) {
    try {
      Optional<ZoneLexer.Entry> entry = new ZoneLexer(bytes(text)).next();
      if (entry.isEmpty()) return Optional.empty();
      return Optional.of(DataText.parse(type, new Fields(entry.get(), origin)));
    } catch (BadText bad) {
      return Optional.empty();
    }
  }

  /// A record as [#parse] reads it: `OWNER TTL CLASS TYPE DATA`, separated by tabs.
  public static String text(ResourceRecord record) {
    return record.owner()
        + "\t"
        + record.ttlSeconds()
        + "\t"
        + Mnemonics.classText(record.recordClass())
        + "\t"
        + RecordType.toText(record.type())
        + "\t"
        + text(record.data());
  }

  /// Data alone; of types without a case in [RecordData] as RFC 3597 section 5 has it.
  public static String text(RecordData data) {
    return switch (data) {
      case RecordData.Address(var address) -> address.toString();
      case RecordData.Cname(var target) -> target.toString();
      case RecordData.Ns(var host) -> host.toString();
      case RecordData.Ptr(var target) -> target.toString();
      case RecordData.Srv(var priority, var weight, var port, var target) ->
          priority + " " + weight + " " + port + " " + target;
      case RecordData.Mx(var preference, var exchange) -> preference + " " + exchange;
      case RecordData.Txt(var strings) ->
          strings.stream().map(RecordText::quoted).collect(Collectors.joining(" "));
      case RecordData.Soa soa ->
          soa.mname()
              + " "
              + soa.rname()
              + " "
              + soa.serial()
              + " "
              + soa.refresh()
              + " "
              + soa.retry()
              + " "
              + soa.expire()
              + " "
              + soa.minimum();
      case RecordData.Unknown(var _, var bytes) -> {
        String hex = HexFormat.of().withUpperCase().formatHex(bytes);
        yield "\\# " + bytes.length + (bytes.length == 0 ? "" : " " + hex);
      }
    };
  }

  /// A string in quotes; what a terminal may take for a command is written as a decimal escape.
  private static String quoted(String latin) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < latin.length(); i++) {
      char c = latin.charAt(i);
      if (c == '"' || c == '\\') text.append('\\').append(c);
      else if (c >= ' ' && c < 0x7f) text.append(c);
      else text.append('\\').append("%03d".formatted((int) c));
    }
    return text.append('"').toString();
  }

  /// Characters as the bytes of UTF-8, since a zone file is bytes.
  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /// A record, and the TTL that it says itself.
  record Line(ResourceRecord record, OptionalLong ownTtl) {}

  /// The record behind its owner.
  ///
  /// @param inherited the TTL where none is said; empty: one must be said
  static Line record(Name owner, Fields fields, OptionalLong inherited) throws BadText {
    OptionalLong ttl = OptionalLong.empty();
    OptionalInt recordClass = OptionalInt.empty();
    while (true) {
      Word word = fields.word("record type");
      OptionalInt type = word.quoted() ? OptionalInt.empty() : RecordType.parse(word.text());
      boolean any = type.isPresent() && type.getAsInt() == RecordType.ANY;
      if (type.isPresent() && !any) {
        long seconds = ttl.orElse(inherited.orElse(-1));
        if (seconds < 0) throw new BadText(word.line(), "no TTL is said, and none before it");
        RecordData data = DataText.parse(type.getAsInt(), fields);
        // RFC 2181 section 8: a TTL with the top bit set counts as 0.
        long counted = seconds > Integer.MAX_VALUE ? 0 : seconds;
        int of = recordClass.orElse(Mnemonics.CLASS_IN);
        return new Line(new ResourceRecord(owner, counted, data, of), ttl);
      }
      if (recordClass.isEmpty()) {
        recordClass = classOf(word.text());
        if (recordClass.isPresent()) continue;
      }
      Optional<Long> seconds = ttl.isPresent() ? Optional.empty() : Fields.seconds(word.text());
      if (seconds.isEmpty()) throw fields.bad(word, "record type");
      ttl = OptionalLong.of(seconds.get());
    }
  }

  /// The class that a word is, by name or as `CLASS3` (RFC 3597 section 5).
  private static OptionalInt classOf(String text) {
    if (!text.regionMatches(true, 0, "CLASS", 0, 5)) return Mnemonics.qclass(text);
    try {
      int number = Integer.parseInt(text.substring(5));
      return number < 0 || number > 0xffff ? OptionalInt.empty() : OptionalInt.of(number);
    } catch (NumberFormatException no) {
      return OptionalInt.empty();
    }
  }
}
