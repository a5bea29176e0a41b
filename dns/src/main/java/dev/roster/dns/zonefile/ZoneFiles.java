package dev.roster.dns.zonefile;

import dev.roster.core.names.Name;
import dev.roster.core.zonetext.ZoneSource;
import dev.roster.core.zonetext.ZoneText;
import dev.roster.dns.host.Reasons;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;

/// Reads zone files from disk, at most [ZoneText#FILE_BYTES_MAX] bytes each; what they include is
/// looked for beside them.
final class ZoneFiles {
  private ZoneFiles() {}

  /// What a file led to.
  sealed interface Loaded {
    /// A zone.
    record Read(Zone zone) implements Loaded {}

    /// The zone that is known.
    record Unchanged() implements Loaded {}

    /// The file can't be opened.
    record Missing(String why) implements Loaded {}

    /// The file is no zone file.
    record Broken(String why) implements Loaded {}
  }

  /// Reads a file as a zone.
  static Loaded load(Path file, Name origin, OptionalLong knownSerial) {
    String text;
    try {
      text = text(file);
    } catch (IOException failed) {
      return new Loaded.Missing(why(file, failed));
    }
    return switch (ZoneText.read(file.toString(), text, origin, ZoneFiles::open, knownSerial)) {
      case ZoneText.Result.Unchanged _ -> new Loaded.Unchanged();
      case ZoneText.Result.Broken broken -> new Loaded.Broken(broken.toString());
      case ZoneText.Result.Read(var records) ->
          switch (Zone.of(origin, records)) {
            case Zone.Made.Whole(Zone zone) -> new Loaded.Read(zone);
            case Zone.Made.Refused(String why) -> new Loaded.Broken(file + ": " + why);
          };
    };
  }

  private static ZoneSource.Included open(String from, String name) {
    try {
      Path path = Path.of(from).resolveSibling(name);
      return new ZoneSource.Included.Text(path.toString(), text(path));
    } catch (IOException failed) {
      return new ZoneSource.Included.Missing(why(Path.of(name), failed));
    } catch (InvalidPathException bad) {
      return new ZoneSource.Included.Missing("\"" + name + "\" is no path: " + bad.getReason());
    }
  }

  private static String text(Path file) throws IOException {
    if (Files.isDirectory(file)) throw new IOException("it is a directory");
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(ZoneText.FILE_BYTES_MAX + 1);
      if (bytes.length > ZoneText.FILE_BYTES_MAX) {
        throw new IOException("over " + ZoneText.FILE_BYTES_MAX + " bytes");
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  private static String why(Path file, IOException failed) {
    String what = failed instanceof NoSuchFileException ? "no such file" : Reasons.of(failed);
    return "cannot read " + file + ": " + what;
  }
}
