package dev.roster.dns.corefile;

import dev.roster.core.names.Name;
import dev.roster.core.objects.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One reading of a Corefile: its server blocks, and all that is wrong with it as far as one thing
/// can be told from another. What can't be split into words and blocks ends it; a directive or a
/// property that is refused is left out and the rest is read.
final class Reading {
  /// Problems that one reading tells, at most.
  static final int PROBLEMS_MAX = 100;

  private final List<WrittenBlock> written = new ArrayList<>();
  private final List<ServerBlockConfig> blocks = new ArrayList<>();
  private final List<CorefileProblem> notes = new ArrayList<>();
  private final Set<CorefileProblem> problems = new LinkedHashSet<>();
  private final List<Position> unread = new ArrayList<>();

  /// Reads a text.
  ///
  /// @param source what positions name; imports are relative to its folder
  Reading(String text, String source, Map<String, String> environment) {
    try {
      parse(text, source, environment);
      if (written.isEmpty() && problems.isEmpty()) {
        notes.add(
            new CorefileProblem(
                new Position(source, 1, 0),
                "no server block: whoami is served on port 53, as CoreDNS does",
                "expected: ZONE[:PORT] { ... }"));
        parse(CorefileConfig.DEFAULT, CorefileConfig.DEFAULT_SOURCE, Map.of());
      }
    } catch (Refusal refusal) {
      problems.add(refusal.problem());
    }
    try {
      for (WrittenBlock block : written) understand(block);
    } catch (Refusal tooMany) {
      problems.add(tooMany.problem());
    }
  }

  /// A reading that came to nothing.
  Reading(CorefileProblem problem) {
    problems.add(problem);
  }

  private void parse(String text, String source, Map<String, String> environment) throws Refusal {
    new CorefileParser(
            Lexer.tokens(text, source),
            new EnvReferences(environment),
            Directives::isKnown,
            new Imports(notes),
            this::refused)
        .blocks(written);
  }

  private void refused(CorefileProblem problem) throws Refusal {
    problems.add(problem);
    if (problems.size() >= PROBLEMS_MAX) {
      throw new Refusal(problem.position(), "more than " + PROBLEMS_MAX + " problems");
    }
  }

  private void understand(WrittenBlock block) throws Refusal {
    List<ZoneKey> keys = new ArrayList<>();
    List<DirectiveConfig> directives = new ArrayList<>();
    int before = problems.size();
    for (Token key : block.keys()) {
      try {
        keys.addAll(ZoneKeys.ofKey(key, notes));
      } catch (Refusal refusal) {
        refused(refusal.problem());
      }
    }
    // What a directive says may depend on the zones: without any, those of a wrong head stand in.
    List<Name> zones =
        keys.isEmpty() ? List.of(Name.ROOT) : keys.stream().map(ZoneKey::zone).toList();
    for (Directives.Row row : Directives.TABLE) {
      List<Token> words = block.directives().get(row.name());
      if (words != null) understand(row, words, zones, directives);
    }
    if (problems.size() == before) blocks.add(new ServerBlockConfig(keys, directives));
  }

  private void understand(
      Directives.Row row, List<Token> words, List<Name> zones, List<DirectiveConfig> directives)
      throws Refusal {
    Mending mending = new Mending(words);
    List<Token> left = words;
    while (!left.isEmpty()) {
      List<CorefileProblem> noted = new ArrayList<>();
      try {
        directives.add(row.parser().parse(new TokenCursor(left), new BlockContext(zones, noted)));
        notes.addAll(noted);
        return;
      } catch (Refusal refusal) {
        if (mending.without(refusal.problem().position(), unread)) refused(refusal.problem());
        left = mending.words();
      }
    }
  }

  /// What it came to.
  CorefileResult result() {
    if (problems.isEmpty()) {
      return new CorefileResult.Read(new CorefileConfig(blocks, notes, Fingerprint.of(written)));
    }
    return new CorefileResult.Refused(inOrder(problems));
  }

  /// Each line and what becomes of it, as far as the text was read.
  List<CorefileLine> lines() {
    return CorefileLine.of(written, notes, problems, new HashSet<>(unread));
  }

  /// Problems in the order of the files and of their lines.
  private List<CorefileProblem> inOrder(Set<CorefileProblem> problems) {
    List<String> sources = CorefileLine.sources(written);
    List<CorefileProblem> sorted = new ArrayList<>(problems);
    sorted.sort(
        Comparator.comparingInt(
                (CorefileProblem problem) -> sources.indexOf(problem.position().source()))
            .thenComparingInt(problem -> problem.position().line())
            .thenComparingInt(problem -> problem.position().column()));
    return sorted;
  }
}
