package dev.roster.dns.corefile;

import dev.roster.core.objects.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Words to server blocks, by the grammar of Caddy's first version, which CoreDNS reads:
///
/// ```
/// key[,] key ... {          one block needs no braces; its directives then go to the end
///     directive word ... {
///         word ...
///     }
///     import FILE|GLOB|SNIPPET
/// }
/// (name) { ... }            a snippet: words kept for import
/// ```
///
/// Imports are replaced while reading, relative to the file that names them, so a position always
/// tells the file a word really stands in.
final class CorefileParser {
  /// Snippets put in place of an import, in one reading; a cycle ends here.
  static final int SNIPPET_IMPORTS_MAX = 10_000;

  /// Files put in place of an import, in one reading; a cycle ends here.
  static final int FILE_IMPORTS_MAX = 1_000;

  private final EnvReferences environment;
  private final Predicate<String> known;
  private final Imports imports;
  private final Refusing refusing;
  private final Map<String, List<Token>> snippets = new HashMap<>();
  private final ArrayDeque<Token> ahead;
  private Token previous = Token.NONE;
  private Token current = Token.NONE;
  private int tokensImported;
  private int snippetImports;
  private int fileImports;

  /// Hears of a problem that reading goes on behind.
  @FunctionalInterface
  interface Refusing {
    /// Takes it, or ends the reading.
    void refused(CorefileProblem problem) throws Refusal;
  }

  /// @param known whether a name is a directive's
  /// @param refusing hears of directives that are not known and of imports that bring nothing
  CorefileParser(
      List<Token> tokens,
      EnvReferences environment,
      Predicate<String> known,
      Imports imports,
      Refusing refusing) {
    this.ahead = new ArrayDeque<>(tokens);
    this.environment = environment;
    this.known = known;
    this.imports = imports;
    this.refusing = refusing;
  }

  /// Adds all server blocks in order; what there was is there too where a refusal ends it.
  void blocks(List<WrittenBlock> blocks) throws Refusal {
    while (next()) block(blocks);
  }

  /// Reads a block; a snippet is kept, and a head without words is none.
  private void block(List<WrittenBlock> blocks) throws Refusal {
    List<Token> keys = new ArrayList<>();
    boolean ended = keys(keys);
    Map<String, List<Token>> directives = new LinkedHashMap<>();
    Optional<String> snippet = ended ? Optional.empty() : snippetName(keys);
    if (snippet.isPresent()) {
      snippet(snippet.get());
      return;
    }
    if (!keys.isEmpty()) blocks.add(new WrittenBlock(keys, directives));
    if (ended) return;
    boolean braces = current.text().equals("{");
    if (!braces) back();
    directives(directives);
    if (braces && !current.text().equals("}")) {
      throw new Refusal(
          current.position(), "the server block is not closed (expected: \"}\" at the end)");
    }
  }

  /// Reads the head into `keys`; whether the text ended with it. A word that ends with a comma
  /// wants another, which may stand on the next line.
  private boolean keys(List<Token> keys) throws Refusal {
    boolean more = false;
    while (true) {
      Token key = environment.replaceIn(current);
      if (key.text().equals("import") && beginsLine()) {
        takeImport();
        if (!next()) return endOfKeys(more);
        continue;
      }
      if (key.text().equals("{")) {
        if (more) {
          throw new Refusal(key.position(), "another zone was expected after the comma, not \"{\"");
        }
        return false;
      }
      if (!key.text().isEmpty()) {
        more = key.text().endsWith(",");
        keys.add(more ? key.withText(key.text().substring(0, key.text().length() - 1)) : key);
      }
      if (!next()) return endOfKeys(more);
      if (!more && beginsLine()) return false;
    }
  }

  private boolean endOfKeys(boolean more) throws Refusal {
    if (more) {
      throw new Refusal(
          current.position(), "another zone was expected after the comma, not the end");
    }
    return true;
  }

  private static Optional<String> snippetName(List<Token> keys) {
    if (keys.size() != 1) return Optional.empty();
    String key = keys.getFirst().text();
    if (key.length() < 2 || !key.startsWith("(") || !key.endsWith(")")) return Optional.empty();
    return Optional.of(key.substring(1, key.length() - 1));
  }

  private void snippet(String name) throws Refusal {
    Token head = current;
    if (snippets.containsKey(name)) {
      throw new Refusal(head.position(), "the snippet \"" + name + "\" is declared twice");
    }
    if (!head.text().equals("{")) {
      throw new Refusal(
          head.position(), "the snippet \"" + name + "\" needs \"{\" behind its name");
    }
    List<Token> words = new ArrayList<>();
    for (int depth = 1; ; ) {
      if (!next()) {
        throw new Refusal(head.position(), "the snippet \"" + name + "\" is not closed");
      }
      if (current.text().equals("}") && --depth == 0) break;
      if (current.text().equals("{")) depth++;
      words.add(current);
    }
    refuseSelfImport(name, words);
    snippets.put(name, List.copyOf(words));
  }

  private void refuseSelfImport(String name, List<Token> words) throws Refusal {
    for (int i = 0; i + 1 < words.size(); i++) {
      if (!words.get(i).text().equals("import")) continue;
      boolean begins =
          i == 0
              || words.get(i).position().line() != words.get(i - 1).position().line()
              || !words.get(i).position().source().equals(words.get(i - 1).position().source());
      if (begins && environment.replaceIn(words.get(i + 1)).text().equals(name)) {
        throw new Refusal(words.get(i).position(), "the snippet \"" + name + "\" imports itself");
      }
    }
  }

  private void directives(Map<String, List<Token>> directives) throws Refusal {
    while (next()) {
      if (current.text().equals("}")) return;
      if (current.text().equals("import")) {
        takeImport();
        continue;
      }
      directive(directives);
    }
  }

  /// Collects the words of one directive: to the end of its line, or of its braces.
  private void directive(Map<String, List<Token>> directives) throws Refusal {
    String name = environment.replaceIn(current).text();
    Position position = current.position();
    if (!known.test(name)) refusing.refused(Directives.unknown(name, position));
    List<Token> words = new ArrayList<>();
    words.add(current);
    words(name, position, words);
    directives.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(words);
  }

  /// Adds the words behind a directive's name.
  private void words(String name, Position position, List<Token> words) throws Refusal {
    int depth = 0;
    while (next()) {
      String text = current.text();
      if (text.equals("{")) {
        depth++;
      } else if (beginsLine() && depth == 0) {
        back();
        return;
      } else if (text.equals("}")) {
        if (depth == 0) {
          throw new Refusal(current.position(), "\"}\" without an opening brace");
        }
        depth--;
      } else if (text.equals("import") && beginsLine()) {
        takeImport();
        continue;
      }
      current = environment.replaceIn(current);
      words.add(current);
    }
    if (depth > 0) {
      throw new Refusal(position, "the block of \"" + name + "\" is not closed (expected: \"}\")");
    }
  }

  /// Replaces `import NAME`, whose first word is current, by what it names; the word before it is
  /// current afterwards.
  private void takeImport() throws Refusal {
    Token before = previous;
    Token word = current;
    if (!nextOnLine()) {
      throw new Refusal(word.position(), "import needs a file, a pattern or a snippet");
    }
    Token target = environment.replaceIn(current);
    if (target.text().isEmpty()) {
      throw new Refusal(target.position(), "import needs a file, a pattern or a snippet, not \"\"");
    }
    if (nextOnLine()) {
      throw new Refusal(
          current.position(), "import takes one argument, found \"" + current.text() + "\"");
    }
    List<Token> words = imported(target);
    tokensImported += words.size();
    if (tokensImported > Lexer.TOKENS_MAX) {
      throw new Refusal(target.position(), "imports of more than " + Lexer.TOKENS_MAX + " words");
    }
    for (Token token : words.reversed()) ahead.addFirst(token);
    previous = Token.NONE;
    current = before;
  }

  private List<Token> imported(Token target) throws Refusal {
    List<Token> snippet = snippets.get(target.text());
    if (snippet != null) {
      if (++snippetImports > SNIPPET_IMPORTS_MAX) {
        throw new Refusal(
            target.position(), "more than " + SNIPPET_IMPORTS_MAX + " imports of snippets");
      }
      return snippet;
    }
    if (++fileImports > FILE_IMPORTS_MAX) {
      throw new Refusal(target.position(), "more than " + FILE_IMPORTS_MAX + " imports of files");
    }
    try {
      return imports.tokens(target);
    } catch (Refusal refusal) {
      refusing.refused(refusal.problem());
      return List.of();
    }
  }

  private boolean next() {
    Token token = ahead.pollFirst();
    if (token == null) return false;
    previous = current;
    current = token;
    return true;
  }

  private boolean nextOnLine() {
    Token token = ahead.peekFirst();
    return token != null && token.continuesLineOf(current) && next();
  }

  private void back() {
    ahead.addFirst(current);
    current = previous;
  }

  /// The first word of a text begins a line.
  private boolean beginsLine() {
    return previous.equals(Token.NONE) || current.beginsLineAfter(previous);
  }
}
