package dev.roster.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.JsonWriter;
import dev.roster.engine.objects.MalformedTextException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever a file holds: objects, or problems with places; never anything else.
class YamlFuzzTest {
  private static final String TOKENS = "\n \t:-?[]{},#&*!|>'\"%@`~<=0x1eyn.\u0000\u0085\ufeff😀";
  private static final int ROUNDS = 4000;

  @Test
  void mutatedManifestsAreReadOrRefused() throws IOException {
    List<String> manifests = manifests();
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      String text = mutated(manifests.get(random.nextInt(manifests.size())), random);
      try {
        read(text);
      } catch (RuntimeException | StackOverflowError escaped) {
        throw new AssertionError("seed " + seed + ":\n" + text, escaped);
      }
    }
  }

  @Test
  void yamlThatIsReadHasAJsonForm() throws IOException {
    List<String> manifests = manifests();
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      String text = mutated(manifests.get(random.nextInt(manifests.size())), random);
      try {
        for (Tree tree : YamlReader.read(text, "t")) {
          assertThat(JsonReader.read(JsonWriter.write(tree), "t"))
              .as("seed %d", seed)
              .isEqualTo(tree);
        }
      } catch (MalformedTextException refused) {
        assertThat(refused.problem().position().source()).as("seed %d", seed).isEqualTo("t");
      }
    }
  }

  private static void read(String text) {
    for (Strictness strictness : Strictness.values()) {
      InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
      switch (ManifestReader.read(List.of(Path.of("-")), strictness, List.of(), in)) {
        case ReadResult.Broken broken -> assertThat(broken.problems()).isNotEmpty();
        case ReadResult.Objects objects -> {
          if (strictness == Strictness.LENIENT) FileFacts.of(objects.objects());
        }
      }
    }
  }

  private static String mutated(String text, Random random) {
    StringBuilder mutant = new StringBuilder(text);
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(mutant.length());
      int length = Math.min(mutant.length() - at, random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> mutant.delete(at, at + length);
        case 1 -> mutant.insert(at, mutant.substring(at, at + length));
        case 2 -> mutant.setCharAt(at, token(random));
        default -> mutant.insert(at, token(random));
      }
      if (mutant.isEmpty()) mutant.append('x');
    }
    return mutant.toString();
  }

  private static char token(Random random) {
    return TOKENS.charAt(random.nextInt(TOKENS.length()));
  }

  private static List<String> manifests() throws IOException {
    try (InputStream in = YamlFuzzTest.class.getResourceAsStream("warnings.golden")) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return List.of(all.replaceAll("(?m)^#### ", "\u0001# ").split("\u0001", -1)).stream()
          .filter(each -> each.contains("\n>>>>"))
          .map(each -> each.substring(0, each.indexOf("\n>>>>") + 1))
          .toList();
    }
  }
}
