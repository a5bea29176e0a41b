package dev.roster.dns.corefile;

import dev.roster.dns.host.Reasons;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The files that `import` names: a path or a pattern, relative to the file that holds the word. In
/// a pattern `*` and `?` stand for characters of one path element; each may occur once.
final class Imports {
  /// Bytes of one Corefile or imported file.
  static final int FILE_BYTES_MAX = 4 << 20;

  /// Files that one pattern may match.
  static final int MATCHES_MAX = 1_000;

  private final List<CorefileProblem> notes;

  /// @param notes where a pattern without a file is told
  Imports(List<CorefileProblem> notes) {
    this.notes = notes;
  }

  /// The words of every file that `target` names, in the order of the file names.
  List<Token> tokens(Token target) throws Refusal {
    List<Token> tokens = new ArrayList<>();
    for (Path file : files(target)) {
      if (Files.isDirectory(file)) {
        throw new Refusal(target.position(), "cannot import " + file + ": it is a folder");
      }
      tokens.addAll(Lexer.tokens(text(file, target), file.toString()));
      if (tokens.size() > Lexer.TOKENS_MAX) {
        throw new Refusal(target.position(), "imports of more than " + Lexer.TOKENS_MAX + " words");
      }
    }
    return tokens;
  }

  /// What a file holds, as UTF-8 text; bytes that are none become U+FFFD.
  ///
  /// @param wanted for the message: who names the file
  static String text(Path file, Token wanted) throws Refusal {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(FILE_BYTES_MAX + 1);
      if (bytes.length > FILE_BYTES_MAX) {
        throw new Refusal(wanted.position(), file + " is larger than " + FILE_BYTES_MAX + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new Refusal(wanted.position(), "cannot read " + file + ": " + Reasons.of(e));
    }
  }

  private List<Path> files(Token target) throws Refusal {
    String text = target.text();
    if (count(text, '*') > 1
        || count(text, '?') > 1
        || (text.indexOf('[') >= 0 && text.indexOf(']') >= 0)) {
      throw new Refusal(
          target.position(), "the pattern \"" + text + "\" may hold one * and one ? only");
    }
    if (text.indexOf('[') >= 0) {
      throw new Refusal(target.position(), "the pattern \"" + text + "\" has a \"[\" without end");
    }
    try {
      Path folder = Path.of(target.position().source()).toAbsolutePath().getParent();
      Path path = folder == null ? Path.of(text) : folder.resolve(text);
      List<Path> files = matches(path.normalize(), target);
      if (!files.isEmpty()) return files;
    } catch (InvalidPathException e) {
      throw new Refusal(target.position(), "\"" + text + "\" is no path: " + e.getReason());
    }
    if (text.indexOf('*') < 0 && text.indexOf('?') < 0) {
      throw new Refusal(
          target.position(),
          "no file and no snippet \"" + text + "\"",
          "a snippet is declared before its import: (" + text + ") { ... }");
    }
    notes.add(CorefileProblem.of(target.position(), "no file matches \"" + text + "\""));
    return List.of();
  }

  private static List<Path> matches(Path pattern, Token target) throws Refusal {
    Path root = pattern.getRoot();
    List<Path> found = List.of(root == null ? Path.of("") : root);
    for (Path element : pattern) {
      String name = element.toString();
      List<Path> next = new ArrayList<>();
      for (Path folder : found) {
        if (name.indexOf('*') >= 0 || name.indexOf('?') >= 0) {
          next.addAll(children(folder, name, target));
        } else if (Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
          next.add(folder.resolve(name));
        }
      }
      found = next;
    }
    return found;
  }

  private static List<Path> children(Path folder, String pattern, Token target) throws Refusal {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '*') regex.append(".*");
      else if (c == '?') regex.append('.');
      else regex.append(Pattern.quote(String.valueOf(c)));
    }
    Pattern name = Pattern.compile(regex.toString(), Pattern.DOTALL);
    List<Path> children = new ArrayList<>();
    // A folder that can't be listed matches nothing, as in Go's Glob.
    if (!Files.isDirectory(folder)) return children;
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      for (Path child : stream) {
        if (!name.matcher(String.valueOf(child.getFileName())).matches()) continue;
        children.add(child);
        if (children.size() > MATCHES_MAX) {
          throw new Refusal(
              target.position(), "the pattern matches more than " + MATCHES_MAX + " files");
        }
      }
    } catch (IOException _) {
      return List.of();
    }
    children.sort(null);
    return children;
  }

  private static int count(String text, char c) {
    int count = 0;
    for (int i = 0; i < text.length(); i++) if (text.charAt(i) == c) count++;
    return count;
  }
}
