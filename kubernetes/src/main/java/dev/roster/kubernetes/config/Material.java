package dev.roster.kubernetes.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/// A certificate, a key or a token: as text, or as a file that may rotate. Never printed.
sealed interface Material {
  /// What it says now; "" for none.
  ///
  /// @throws IOException if it is a file that can't be read
  String text() throws IOException;

  /// Lets a file be read at the next question.
  void forget();

  /// A text that never changes.
  static Material text(String text) {
    return new Text(text);
  }

  /// A file.
  ///
  /// @param part what it is, for messages
  static Material file(Path file, String part, LongSupplier nanoTime) {
    return new Reread(new RereadFile(file, part, nanoTime));
  }

  /// A file, and what counts while it can't be read.
  static Material file(Path file, String otherwise, String part, LongSupplier nanoTime) {
    return new Preferred(file(file, part, nanoTime), otherwise);
  }

  /// See [#text(String)].
  record Text(String text) implements Material {
    @Override
    public void forget() {
      // It is what it is.
    }

    @Override
    public String toString() {
      return "Text[...]";
    }
  }

  /// See [#file].
  record Reread(RereadFile file) implements Material {
    @Override
    public String text() throws IOException {
      return file.text();
    }

    @Override
    public void forget() {
      file.forget();
    }
  }

  /// See [#file(Path, String, String, LongSupplier)].
  record Preferred(Material file, String otherwise) implements Material {
    @Override
    public String text() throws IOException {
      try {
        return file.text();
      } catch (IOException unreadable) {
        if (otherwise.isEmpty()) throw unreadable;
        return otherwise;
      }
    }

    @Override
    public void forget() {
      file.forget();
    }

    @Override
    public String toString() {
      return "Preferred[...]";
    }
  }
}
