package dev.roster.core.zonetext;

import dev.roster.core.names.Name;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads a zone file (RFC 1035 section 5), with `$ORIGIN`, `$TTL` (RFC 2308 section 4), `$INCLUDE`
/// and `$GENERATE`. A record without a TTL has that of `$TTL`, else the last one that was said;
/// where neither is, the file is broken. Records of a class other than IN break it as well.
public final class ZoneText {
  /// Bytes of one file, at most.
  public static final int FILE_BYTES_MAX = 64 << 20;

  /// Records of one zone, at most.
  public static final int RECORDS_MAX = 4_000_000;

  /// Files inside each other, at most (CoreDNS: 7).
  public static final int INCLUDE_DEPTH_MAX = 7;

  private final ZoneSource source;
  private final OptionalLong knownSerial;
  private final List<ResourceRecord> records = new ArrayList<>();
  private String file;
  private boolean unchanged;
  private boolean soaSeen;

  private ZoneText(String file, ZoneSource source, OptionalLong knownSerial) {
    this.file = file;
    this.source = source;
    this.knownSerial = knownSerial;
  }

  /// What a file is.
  public sealed interface Result {
    /// Its records in their order, those of included files in place.
    record Read(List<ResourceRecord> records) implements Result {}

    /// The first SOA record has the serial that is known.
    record Unchanged() implements Result {}

    /// What is wrong first.
    record Broken(String file, int line, String what) implements Result {
      @Override
      public String toString() {
        return file + ":" + line + ": " + what;
      }
    }
  }

  /// Reads a file.
  ///
  /// @param text its bytes as Latin-1 characters
  /// @param origin of its names until `$ORIGIN`
  /// @param knownSerial a zone with this serial need not be read on
  public static Result read(
      String file, String text, Name origin, ZoneSource source, OptionalLong knownSerial) {
    ZoneText zone = new ZoneText(file, source, knownSerial);
    try {
      zone.part(text, origin, OptionalLong.empty(), 0);
    } catch (BadText bad) {
      return new Result.Broken(zone.file, bad.line(), bad.what());
    }
    return zone.unchanged ? new Result.Unchanged() : new Result.Read(zone.records);
  }

  /// One file, or what `$GENERATE` makes.
  private void part(String text, Name start, OptionalLong inheritedTtl, int depth) throws BadText {
    ZoneLexer lexer = new ZoneLexer(text);
    Name origin = start;
    Optional<Name> owner = Optional.empty();
    OptionalLong ttl = inheritedTtl;
    boolean ttlByDirective = false;
    while (!unchanged) {
      Optional<ZoneLexer.Entry> next = lexer.next();
      if (next.isEmpty()) return;
      ZoneLexer.Entry entry = next.get();
      Fields fields = new Fields(entry, origin);
      Word first = entry.words().getFirst();
      String directive =
          entry.indented() || first.quoted() ? "" : first.text().toUpperCase(Locale.ROOT);
      switch (directive) {
        case "$ORIGIN" -> {
          fields.word("$ORIGIN");
          origin = fields.name();
          fields.end();
        }
        case "$TTL" -> {
          fields.word("$TTL");
          ttl = OptionalLong.of(fields.time());
          ttlByDirective = true;
          fields.end();
        }
        case "$INCLUDE" -> include(fields, origin, ttl, depth);
        case "$GENERATE" -> {
          if (depth < 0) throw new BadText(first.line(), "$GENERATE inside $GENERATE");
          generate(entry, origin);
        }
        default -> {
          if (!entry.indented()) owner = Optional.of(fields.name());
          Name named =
              owner.orElseThrow(() -> new BadText(first.line(), "a record without an owner"));
          RecordText.Line line = RecordText.record(named, fields, ttl);
          if (line.ownTtl().isPresent() && !ttlByDirective) ttl = line.ownTtl();
          add(line.record(), first);
        }
      }
    }
  }

  private void add(ResourceRecord record, Word first) throws BadText {
    if (records.size() == RECORDS_MAX) {
      throw new BadText(first.line(), "over " + RECORDS_MAX + " records in a zone");
    }
    if (!soaSeen && record.data() instanceof RecordData.Soa soa) {
      soaSeen = true;
      unchanged = knownSerial.isPresent() && knownSerial.getAsLong() == soa.serial();
    }
    records.add(record);
  }

  private void include(Fields fields, Name origin, OptionalLong ttl, int depth) throws BadText {
    fields.word("$INCLUDE");
    Word name = fields.word("file");
    Name start = fields.isEmpty() ? origin : fields.name();
    fields.end();
    if (depth >= INCLUDE_DEPTH_MAX || depth < 0) {
      throw new BadText(name.line(), "$INCLUDE nested over " + INCLUDE_DEPTH_MAX + " deep");
    }
    switch (source.open(file, name.text())) {
      case ZoneSource.Included.Missing(String why) -> throw new BadText(name.line(), why);
      case ZoneSource.Included.Text(String included, String text) -> {
        String outer = file;
        file = included;
        part(text, start, ttl, depth + 1);
        file = outer;
      }
    }
  }

  /// As CoreDNS reads it, what is generated has the TTL 3600 where it says none.
  private void generate(ZoneLexer.Entry entry, Name origin) throws BadText {
    try {
      String lines = Generated.lines(entry.words());
      part(lines, origin, OptionalLong.of(RecordText.TTL_DEFAULT_SECONDS), -1);
    } catch (BadText bad) {
      throw new BadText(entry.line(), "$GENERATE: " + bad.what());
    }
  }
}
