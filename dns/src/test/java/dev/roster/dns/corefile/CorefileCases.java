package dev.roster.dns.corefile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Helpers of Corefile tests: reading texts, and the cases that are kept as data.
final class CorefileCases {
  static final String PORT = "1053";

  private CorefileCases() {}

  /// The cases of a file in `src/test/resources/corefile`.
  static List<Tree.Obj> load(String name) {
    try (InputStream in =
        Objects.requireNonNull(CorefileCases.class.getResourceAsStream("/corefile/" + name))) {
      Tree tree = JsonReader.read(new InputStreamReader(in, StandardCharsets.UTF_8), name);
      return ((Tree.Obj) tree).list("cases").stream().map(Tree.Obj.class::cast).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static CorefileResult read(String text) {
    return CorefileReader.read(text, "Corefile", Map.of("PORTVAR", PORT));
  }

  /// The configuration of a text that must be accepted.
  static CorefileConfig accepted(String text) {
    return switch (read(text)) {
      case CorefileResult.Read(var config) -> config;
      case CorefileResult.Refused(var problems) -> throw new AssertionError(problems + "\n" + text);
    };
  }

  /// The problems of a text that must be refused, a line each.
  static String refused(String text) {
    return switch (read(text)) {
      case CorefileResult.Read(var config) -> throw new AssertionError(config + "\n" + text);
      case CorefileResult.Refused(var problems) ->
          String.join("\n", problems.stream().map(CorefileProblem::toString).toList());
    };
  }

  /// The only directive of a block with these lines.
  static <C extends DirectiveConfig> C only(Class<C> type, String directive) {
    ServerBlockConfig block =
        accepted("example.org:1053 {\n" + directive + "\n}\n").blocks().getFirst();
    assertThat(block.directives()).hasSize(1);
    return block.find(type).orElseThrow();
  }
}
