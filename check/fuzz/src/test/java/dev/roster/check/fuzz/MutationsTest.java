package dev.roster.check.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Some thousand mutations of each parser's corpus. The seed is printed; `-Dfuzz.seed=N` chooses
/// another, `-Dfuzz.rounds=N` how many.
class MutationsTest {
  private static final String INPUTS =
      "check/fuzz/src/test/resources/dev/roster/check/fuzz/ParsersFuzzTestInputs";

  @ParameterizedTest
  @EnumSource
  @Timeout(300)
  void nothingIsThrown(Target target) throws IOException {
    long seed = Long.getLong("fuzz.seed", 1);
    System.out.println("MutationsTest " + target + " seed " + seed);
    Mutator mutator = new Mutator(seed, corpus(target));
    for (int i = Integer.getInteger("fuzz.rounds", 3_000); i > 0; i--) {
      byte[] input = mutator.next();
      try {
        target.run(input);
      } catch (RuntimeException | Error finding) {
        throw new AssertionError("input " + HexFormat.of().formatHex(input), finding);
      }
    }
  }

  private static List<byte[]> corpus(Target target) throws IOException {
    Path folder = Path.of(System.getProperty("roster.root"), INPUTS, target.folder());
    List<byte[]> corpus = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) corpus.add(Files.readAllBytes(file));
    }
    assertThat(corpus).as("inputs of " + target).hasSizeGreaterThan(3);
    return corpus;
  }
}
