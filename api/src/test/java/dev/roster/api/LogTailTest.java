package dev.roster.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void the_last_lines_of_a_file() throws Exception {
    String long1 = "x".repeat(LogTail.CHUNK_BYTES_MAX + 10);
    tail("a\nb\nc\n", 2, "b\nc\n");
    tail("a\nb\nc", 2, "b\nc");
    tail("a\nb\nc", 0, "");
    tail("a\nb\nc\n", 9, "a\nb\nc\n");
    tail("a\nb\nc\n", -1, "a\nb\nc\n");
    tail("", 3, "");
    tail("\n\n\n", 2, "\n\n");
    tail("a\n" + long1 + "\nb\n", 2, long1 + "\nb\n");
  }

  @Test
  void following_goes_on_until_the_container_has_ended() throws Exception {
    Path file = write("one\n");
    AtomicBoolean ended = new AtomicBoolean();
    try (LogTail tail = LogTail.open(file, -1, true, ended::get)) {
      assertThat(text(tail.next())).isEqualTo("one\n");
      Files.writeString(file, "two\n", StandardOpenOption.APPEND);
      assertThat(text(tail.next())).isEqualTo("two\n");
      Files.writeString(file, "three\n", StandardOpenOption.APPEND);
      ended.set(true);
      assertThat(text(tail.next())).isEqualTo("three\n");
      assertThat(tail.next()).isEmpty();
    }
  }

  @Test
  void following_ends_when_a_restart_moves_the_file_away() throws Exception {
    Path file = write("one\n");
    try (LogTail tail = LogTail.open(file, -1, true, () -> false)) {
      Files.move(file, folder.resolve("previous"));
      Files.writeString(file, "new\n");
      assertThat(text(tail.next())).isEqualTo("one\n");
      assertThat(tail.next()).isEmpty();
    }
  }

  private void tail(String content, long lines, String expected) throws Exception {
    StringBuilder read = new StringBuilder();
    try (LogTail tail = LogTail.open(write(content), lines, false, () -> false)) {
      Optional<byte[]> bytes = tail.next();
      while (bytes.isPresent()) {
        read.append(text(bytes));
        bytes = tail.next();
      }
    }
    assertThat(read.toString()).isEqualTo(expected);
  }

  private Path write(String content) throws IOException {
    return Files.writeString(folder.resolve("log"), content);
  }

  private static String text(Optional<byte[]> bytes) {
    return new String(bytes.orElseThrow(), StandardCharsets.UTF_8);
  }
}
