package dev.roster.dns.guard;

import dev.roster.dns.host.Lines;
import dev.roster.dns.host.Owned;
import dev.roster.dns.host.Reasons;
import dev.roster.dns.host.Scheduler;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The secrets of server cookies, from a file that replicas share: a line each of 32 hexadecimal
/// digits. The first makes cookies, all are taken: to rotate, add the new one as the second line
/// everywhere, then make it the first, then remove the old one. The file is looked at every few
/// seconds; while it is broken the last good secrets stay.
public final class CookieSecrets implements Owned {
  /// Secrets at one time.
  static final int SECRETS_MAX = 8;

  /// Bytes of the file.
  static final int FILE_BYTES_MAX = 4096;

  /// How often the file is looked at.
  static final Duration PERIOD = Duration.ofSeconds(5);

  /// What cookies are made and judged by.
  ///
  /// @param halves of each secret, two little-endian numbers one behind the other
  /// @param seconds of the unix clock at `nanos` of the monotonic one
  @SuppressWarnings("ArrayRecordComponent")
  record Current(long[] halves, long seconds, long nanos) {}

  private final Path file;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Scheduler scheduler;
  private final Lines lines;
  private volatile Current current; // written by the scheduler's thread
  private String told = ""; // of the scheduler's thread
  private Optional<Scheduler.Task> task = Optional.empty(); // guarded by this
  private boolean closed; // guarded by this

  /// Reads the file.
  ///
  /// @throws IOException if it holds no secrets; the message says why and shows none
  public CookieSecrets(
      Path file, InstantSource clock, LongSupplier nanoTime, Scheduler scheduler, Lines lines)
      throws IOException {
    this.file = file;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.scheduler = scheduler;
    this.lines = lines;
    this.current = now(read());
  }

  Current current() {
    return current;
  }

  /// The unix time now, in seconds; no allocation.
  long seconds(Current of) {
    return of.seconds + (nanoTime.getAsLong() - of.nanos) / 1_000_000_000L;
  }

  private Current now(long[] halves) {
    return new Current(halves, clock.instant().getEpochSecond(), nanoTime.getAsLong());
  }

  private long[] read() throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(FILE_BYTES_MAX + 1);
    } catch (FileSystemException unreadable) {
      throw new IOException(file + " cannot be read", unreadable);
    }
    if (bytes.length > FILE_BYTES_MAX) {
      throw new IOException(file + " is larger than " + FILE_BYTES_MAX + " bytes");
    }
    List<String> secrets = new ArrayList<>();
    for (String line : new String(bytes, StandardCharsets.US_ASCII).lines().toList()) {
      if (!line.isBlank() && !line.startsWith("#")) secrets.add(line.strip());
    }
    if (secrets.isEmpty() || secrets.size() > SECRETS_MAX) {
      throw new IOException(
          file + " has " + secrets.size() + " secrets (expected: 1.." + SECRETS_MAX + ")");
    }
    long[] halves = new long[2 * secrets.size()];
    for (int i = 0; i < secrets.size(); i++) {
      String secret = secrets.get(i);
      if (!secret.matches("[0-9a-fA-F]{32}")) {
        throw new IOException(file + ": secret " + (i + 1) + " is not 32 hexadecimal digits");
      }
      halves[2 * i] = half(secret.substring(0, 16));
      halves[2 * i + 1] = half(secret.substring(16));
    }
    return halves;
  }

  private static long half(String digits) {
    return Long.reverseBytes(HexFormat.fromHexDigitsToLong(digits));
  }

  @Override
  public void start() {
    schedule();
  }

  private synchronized void schedule() {
    if (!closed) task = Optional.of(scheduler.schedule(PERIOD, this::follow));
  }

  private void follow() {
    try {
      current = now(read());
      told = "";
    } catch (IOException broken) {
      current = now(current.halves);
      String why = Reasons.of(broken);
      if (!why.equals(told)) {
        lines.line(System.Logger.Level.WARNING, "cookies: the secrets stay as they were: " + why);
      }
      told = why;
    } finally {
      schedule();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    task.ifPresent(Scheduler.Task::cancel);
  }
}
