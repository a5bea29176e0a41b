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
/// @param reach what it can see of a large Service
record Witness(String name, List<String> command, Reach reach) {
  private static final Pattern MEMBER = Pattern.compile("\\b10\\.2[0-9]\\.\\d{1,3}\\.\\d{1,3}\\b");
  private static final int SECONDS_MAX = 300;

  /// What a program can see of a large Service.
  enum Reach {
    /// What fits in 64 KiB: all of some 4,000 members, a window of more.
    STREAM,
    /// As [#STREAM], but nothing where even that is too little.
    WHOLE_STREAM,
    /// What fits in a datagram of 512 bytes: it does not ask again by TCP.
    DATAGRAM;

    /// How many of so many members it sees at least.
    int least(int members) {
      return switch (this) {
        case STREAM -> Math.min(members, 4000);
        case WHOLE_STREAM -> members > 4000 ? 0 : members;
        case DATAGRAM -> Math.min(members, 20);
      };
    }
  }

  Witness {
    command = List.copyOf(command);
  }

  static Witness of(String name, Reach reach, String... command) {
    return new Witness(name, List.of(command), reach);
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
