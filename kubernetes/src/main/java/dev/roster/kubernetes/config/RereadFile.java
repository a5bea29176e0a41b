package dev.roster.kubernetes.config;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// A small file that rotates, as tokens and certificates in pods do: read again when what is known
/// of it is old. What was read last stays for as long as the file can't be read.
final class RereadFile {
  /// How old what is known may be: as client-go, which reads tokens again ten seconds before a
  /// minute is over (`transport/token_source.go`).
  static final Duration AGE_MAX = Duration.ofSeconds(50);

  /// Bytes of a file, at most.
  static final int BYTES_MAX = 1 << 20;

  private static final System.Logger LOG = System.getLogger(RereadFile.class.getName());

  private final Path file;
  private final String part;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private Optional<String> text = Optional.empty(); // guarded by lock
  private long readNanos; // guarded by lock
  private boolean stale = true; // guarded by lock
  private boolean failing; // whether that was logged; guarded by lock

  /// @param part what it is, for messages: "token"
  RereadFile(Path file, String part, LongSupplier nanoTime) {
    this.file = file;
    this.part = part;
    this.nanoTime = nanoTime;
  }

  /// What it says.
  ///
  /// @throws IOException if it can't be read, or is empty, and could not be read before either
  String text() throws IOException {
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      if (text.isPresent() && !stale && now - readNanos < AGE_MAX.toNanos()) return text.get();
      String read;
      try {
        read = read(file, part);
      } catch (IOException failed) {
        if (text.isEmpty()) throw failed;
        if (!failing)
          LOG.log(System.Logger.Level.WARNING, "{0}; the old one stays", failed.getMessage());
        failing = true;
        return text.get(); // asked again with the next request
      }
      failing = false;
      stale = false;
      readNanos = now;
      text = Optional.of(read);
      return read;
    } finally {
      lock.unlock();
    }
  }

  /// Lets it be read at the next question, however young what is known is.
  void forget() {
    lock.lock();
    try {
      stale = true;
    } finally {
      lock.unlock();
    }
  }

  /// Reads a file once.
  ///
  /// @param part what it is, for messages
  /// @throws IOException with a message that names the file
  static String read(Path file, String part) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(BYTES_MAX + 1);
    } catch (NoSuchFileException | FileNotFoundException missing) {
      throw new IOException(part + " " + file + ": there is no such file", missing);
    } catch (AccessDeniedException denied) {
      throw new IOException(part + " " + file + ": it may not be read", denied);
    } catch (IOException failed) {
      throw new IOException(part + " " + file + ": " + failed.getMessage(), failed);
    }
    if (bytes.length > BYTES_MAX) {
      throw new IOException(part + " " + file + ": it has over " + BYTES_MAX + " bytes");
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.isBlank()) throw new IOException(part + " " + file + ": it is empty");
    return text;
  }
}
