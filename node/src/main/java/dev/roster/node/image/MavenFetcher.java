package dev.roster.node.image;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Fetches with the user's own `mvn`, so that their settings, mirrors and credentials hold and no
/// address of a repository stands here.
public final class MavenFetcher implements ArtifactFetcher {
  /// Longest time one fetch may take.
  static final int FETCH_MINUTES_MAX = 30;

  /// Longest line of Maven's that is looked at; the rest of it is skipped.
  static final int LINE_CHARS_MAX = 2000;

  private static final Pattern SIZE =
      Pattern.compile("(?<=^Progress \\(1\\): )([\\d.]+)/([\\d.]+) MB");
  private static final String GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy";

  private final String program;

  /// Fetches with a program found on PATH, `mvn` for all but tests.
  public MavenFetcher(String program) {
    this.program = program;
  }

  @Override
  public Path fetch(String coordinates, Path folder, Consumer<String> progress)
      throws IOException, InterruptedException {
    Process process = start(coordinates, folder);
    Output output = new Output(progress);
    Thread reader = Thread.ofVirtual().name("mvn output").start(() -> output.readAll(process));
    try {
      if (!process.waitFor(FETCH_MINUTES_MAX, TimeUnit.MINUTES)) {
        throw new IOException("mvn did not end within " + FETCH_MINUTES_MAX + " minutes");
      }
      reader.join();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new IOException("mvn could not fetch %s: %s".formatted(coordinates, output.failure()));
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> copies = files.toList();
      if (copies.size() == 1) return copies.getFirst();
      throw new IOException(
          "mvn fetched %d files for %s (expected: 1)".formatted(copies.size(), coordinates));
    }
  }

  private Process start(String coordinates, Path folder) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            program,
            "-Dstyle.color=never",
            GOAL,
            "-Dartifact=" + coordinates,
            "-DoutputDirectory=" + folder);
    builder.directory(folder.toFile()); // not in the user's project, whose pom would count
    builder.redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new IOException(
          "%s is needed to fetch %s and is not on PATH".formatted(program, coordinates), e);
    }
  }

  /// What Maven says: sizes go to the person, the first error is kept. One thread reads, and the
  /// failure is asked for after it has ended.
  private static final class Output {
    private final Consumer<String> progress;
    private Optional<String> error = Optional.empty();
    private int said; // fifths of the file that is fetched now

    Output(Consumer<String> progress) {
      this.progress = progress;
    }

    void readAll(Process process) {
      StringBuilder line = new StringBuilder();
      try (Reader in =
          new BufferedReader(process.inputReader(StandardCharsets.UTF_8))) { // ends when mvn does
        for (int c = in.read(); c >= 0; c = in.read()) {
          if (c == '\n' || c == '\r') {
            take(line.toString().strip());
            line.setLength(0);
          } else if (line.length() < LINE_CHARS_MAX) {
            line.append((char) c);
          }
        }
      } catch (IOException e) {
        error = error.or(() -> Optional.of(Failures.line(e)));
      }
    }

    private void take(String line) {
      Matcher size = SIZE.matcher(line);
      if (size.find()) {
        // Only what counts megabytes: the small files of the way there would be noise.
        double all = Double.parseDouble(size.group(2));
        int fifth = (int) (5 * Double.parseDouble(size.group(1)) / Math.max(all, 0.1));
        if (fifth > said) progress.accept("fetched " + size.group());
        said = fifth;
      } else if (line.startsWith("[ERROR] ")) {
        String text = line.substring("[ERROR] ".length()).replace(" -> [Help 1]", "");
        error = error.or(() -> Optional.of(text));
      }
    }

    String failure() {
      return error.orElse("no reason given");
    }
  }
}
