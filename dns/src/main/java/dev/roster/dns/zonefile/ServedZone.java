package dev.roster.dns.zonefile;

import dev.roster.core.names.Name;
import dev.roster.dns.host.Lines;
import dev.roster.dns.host.Owned;
import dev.roster.dns.host.Scheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A zone and its file, read again once an interval: a new serial brings a new zone. What can't be
/// read leaves the one that is served, with a line in the log each time that the reason changes.
final class ServedZone implements Owned {
  private final Name origin;
  private final Path file;
  private final Duration reload;
  private final boolean byTime;
  private final Scheduler scheduler;
  private final Lines lines;

  private volatile @Nullable Zone zone; // null until the file was read once; written by one task
  private final AtomicLong changes = new AtomicLong(); // counted behind it
  private FileTime time = FileTime.fromMillis(0); // of the scheduler's tasks, once started
  private String told = ""; // of the scheduler's tasks, once started
  private Scheduler.Task next = () -> {}; // guarded by this
  private boolean closed; // guarded by this

  ServedZone(
      Name origin, Path file, Duration reload, boolean byTime, Scheduler scheduler, Lines lines) {
    this.origin = origin;
    this.file = file;
    this.reload = reload;
    this.byTime = byTime;
    this.scheduler = scheduler;
    this.lines = lines;
  }

  Name origin() {
    return origin;
  }

  /// The zone that is served, null where the file could not be read yet.
  @Nullable Zone zone() {
    return zone;
  }

  /// How often another zone came; it is seen before it is counted.
  long changes() {
    return changes.get();
  }

  /// Reads the file for the first time.
  ZoneFiles.Loaded load() {
    time = timeOfFile();
    ZoneFiles.Loaded loaded = ZoneFiles.load(file, origin, OptionalLong.empty());
    if (loaded instanceof ZoneFiles.Loaded.Read(Zone read)) zone = read;
    return loaded;
  }

  @Override
  public void start() {
    again();
  }

  private synchronized void again() {
    if (!closed && !reload.isZero()) next = scheduler.scheduleLong(reload, this::look);
  }

  private void look() {
    try {
      Zone known = zone;
      FileTime now = timeOfFile();
      if (byTime && known != null && now.compareTo(time) <= 0) return;
      OptionalLong serial =
          known == null || byTime ? OptionalLong.empty() : OptionalLong.of(known.serial());
      switch (ZoneFiles.load(file, origin, serial)) {
        case ZoneFiles.Loaded.Unchanged _ -> told = "";
        case ZoneFiles.Loaded.Missing(String why) -> tell(why);
        case ZoneFiles.Loaded.Broken(String why) -> tell(why);
        case ZoneFiles.Loaded.Read(Zone read) -> {
          time = now;
          told = "";
          zone = read;
          changes.incrementAndGet();
          lines.line(
              System.Logger.Level.INFO,
              "plugin/file: Successfully reloaded zone \""
                  + origin
                  + "\" in \""
                  + file
                  + "\" with "
                  + read.serial()
                  + " SOA serial");
        }
      }
    } finally {
      again();
    }
  }

  private void tell(String why) {
    if (why.equals(told)) return;
    told = why;
    lines.line(System.Logger.Level.ERROR, "plugin/file: zone \"" + origin + "\": " + why);
  }

  private FileTime timeOfFile() {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException gone) {
      // Reading it says why.
      return FileTime.fromMillis(0);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    next.cancel();
  }
}
