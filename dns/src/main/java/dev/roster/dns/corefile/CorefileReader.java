package dev.roster.dns.corefile;

import dev.roster.core.names.Name;
import dev.roster.core.objects.Position;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Reads a Corefile: the text with its imports, then each directive of each server block. What it
/// accepts is what CoreDNS 1.14.7 accepts of the directives that Roster has; nothing is bound, and
/// no file but imports is read.
///
/// Bounds: [Imports#FILE_BYTES_MAX] a file, [Lexer#TOKENS_MAX] words in all.
public final class CorefileReader {
  private CorefileReader() {}

  /// Reads a file.
  ///
  /// @param environment what `{$NAME}` stands for
  public static CorefileResult read(Path file, Map<String, String> environment) {
    Token wanted = new Token(file.toString(), new Position(file.toString(), 0, 0));
    try {
      return read(Imports.text(file, wanted), file.toString(), environment);
    } catch (Refusal refusal) {
      return new CorefileResult.Refused(List.of(refusal.problem()));
    }
  }

  /// Reads a text.
  ///
  /// @param source what positions name; imports are relative to its folder
  public static CorefileResult read(String text, String source, Map<String, String> environment) {
    List<CorefileProblem> notes = new ArrayList<>();
    List<WrittenBlock> written;
    try {
      written = written(text, source, environment, notes);
    } catch (Refusal refusal) {
      return new CorefileResult.Refused(List.of(refusal.problem()));
    }
    List<CorefileProblem> problems = new ArrayList<>();
    List<ServerBlockConfig> blocks = new ArrayList<>();
    for (WrittenBlock block : written) understand(block, notes, problems, blocks);
    if (written.isEmpty()) {
      problems.add(
          new CorefileProblem(
              new Position(source, 1, 0), "no server block", "expected: ZONE[:PORT] { ... }"));
    }
    if (problems.isEmpty())
      return new CorefileResult.Read(new CorefileConfig(blocks, notes, Fingerprint.of(written)));
    problems.sort(Comparator.comparingInt(problem -> problem.position().line()));
    return new CorefileResult.Refused(problems);
  }

  /// What becomes of each line of a file that [#read] accepts, head by head; empty for one that it
  /// refuses. Files that a line names for the cluster's sake are not looked at, see [ClusterFiles].
  ///
  /// @param notes what reading it noted
  public static List<CorefileLine> lines(
      Path file, Map<String, String> environment, List<CorefileProblem> notes) {
    Token wanted = new Token(file.toString(), new Position(file.toString(), 0, 0));
    try {
      String text = Imports.text(file, wanted);
      return CorefileLine.of(written(text, file.toString(), environment, new ArrayList<>()), notes);
    } catch (Refusal _) {
      // It changed since it was read.
      return List.of();
    }
  }

  private static List<WrittenBlock> written(
      String text, String source, Map<String, String> environment, List<CorefileProblem> notes)
      throws Refusal {
    return new CorefileParser(
            Lexer.tokens(text, source),
            new EnvReferences(environment),
            Directives::isKnown,
            new Imports(notes))
        .blocks();
  }

  private static void understand(
      WrittenBlock block,
      List<CorefileProblem> notes,
      List<CorefileProblem> problems,
      List<ServerBlockConfig> blocks) {
    List<ZoneKey> keys = new ArrayList<>();
    List<DirectiveConfig> directives = new ArrayList<>();
    int before = problems.size();
    for (Token key : block.keys()) {
      try {
        keys.addAll(ZoneKeys.ofKey(key, notes));
      } catch (Refusal refusal) {
        problems.add(refusal.problem());
      }
    }
    // What a directive says may depend on the zones: a wrong zone is told alone.
    if (problems.size() > before) return;
    List<Name> zones = keys.stream().map(ZoneKey::zone).toList();
    BlockContext context = new BlockContext(zones, notes);
    for (Directives.Row row : Directives.TABLE) {
      List<Token> words = block.directives().get(row.name());
      if (words == null) continue;
      try {
        directives.add(row.parser().parse(new TokenCursor(words), context));
      } catch (Refusal refusal) {
        problems.add(refusal.problem());
      }
    }
    if (problems.size() == before) blocks.add(new ServerBlockConfig(keys, directives));
  }
}
