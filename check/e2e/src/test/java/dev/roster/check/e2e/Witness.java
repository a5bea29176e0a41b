package dev.roster.check.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A program that asks for names: how it is called, and what it must bring home.
///
/// @param command `NAME` stands for the name
/// @param all whether it shows every member of a Service of 100; those that do not ask again by TCP
///   show what fits in a datagram
record Witness(String name, List<String> command, boolean all) {
  private static final Pattern MEMBER = Pattern.compile("\\b10\\.2[0-9]\\.\\d{1,3}\\.\\d{1,3}\\b");
  private static final int SECONDS_MAX = 300;

  Witness {
    command = List.copyOf(command);
  }

  static Witness of(String name, boolean all, String... command) {
    return new Witness(name, List.of(command), all);
  }

  /// Whether its program is on this machine.
  boolean isHere() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      if (Files.isExecutable(Path.of(folder, command.getFirst()))) return true;
    }
    return Files.isExecutable(Path.of(command.getFirst()));
  }

  /// The members that it prints, in its order.
  ///
  /// @throws IOException if it can't be run or does not end
  List<String> ask(String name) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    for (String word : command) words.add(word.replace("NAME", name));
    Path output = Files.createTempFile("witness", ".txt");
    try {
      Process process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(words + " does not end");
      }
      List<String> members = new ArrayList<>();
      Matcher matcher = MEMBER.matcher(Files.readString(output, StandardCharsets.ISO_8859_1));
      while (matcher.find()) members.add(matcher.group());
      return members;
    } finally {
      Files.delete(output);
    }
  }
}
