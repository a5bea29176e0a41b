package dev.roster.dns.corefile;

import dev.roster.core.objects.Position;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One line of a Corefile, and what becomes of it.
///
/// @param position of its first word, in the file that it really stands in
/// @param block the zones of its server block as written
/// @param directive "" for the head of a server block
/// @param text the line's words, one space between them, braces left out
/// @param verdict what Roster does with it
/// @param what it comes to: what the directive does, why it is not acted on, or what is wrong with
///   it; "" for a property that is acted on
public record CorefileLine(
    Position position, String block, String directive, String text, Verdict verdict, String what) {
  /// What Roster does with a line.
  public enum Verdict {
    /// The zones of a block: they are served.
    SERVED,
    /// It does what the line says.
    ACTED_ON,
    /// The line is read, as CoreDNS reads it, and changes nothing.
    NOT_ACTED_ON,
    /// Something is wrong with it.
    REFUSED,
    /// It belongs to something that is refused, and was not looked at.
    UNREAD
  }

  private static final Map<String, String> SUMMARIES =
      Map.ofEntries(
          Map.entry("acl", "who may ask what"),
          Map.entry("any", "a small answer to questions for all types"),
          Map.entry("auto", "zone files of a folder"),
          Map.entry("autopath", "the search list of the client is walked here"),
          Map.entry("bind", "where it listens"),
          Map.entry("bufsize", "how large UDP answers may be"),
          Map.entry("cache", "answers of others are kept"),
          Map.entry("chaos", "what the server is, in class CH"),
          Map.entry("dns64", "IPv6 addresses made of IPv4 ones"),
          Map.entry("erratic", "answers that fail now and then, for tests"),
          Map.entry("errors", "failures go to the log"),
          Map.entry("file", "names of a zone file"),
          Map.entry("forward", "other servers are asked"),
          Map.entry("header", "flags of questions and answers"),
          Map.entry("health", "/health over HTTP"),
          Map.entry("hosts", "names of a hosts file"),
          Map.entry("https", "bounds of DNS over HTTPS"),
          Map.entry("k8s_external", "external addresses of Services"),
          Map.entry("kubernetes", "names of Services and their members"),
          Map.entry("loadbalance", "the order of addresses"),
          Map.entry("local", "localhost and its kin"),
          Map.entry("log", "a line for each answer"),
          Map.entry("loop", "loops of forwarded questions are noticed"),
          Map.entry("metadata", "directives tell what they know of a question"),
          Map.entry("minimal", "answers carry nothing else"),
          Map.entry("multisocket", "several sockets an address"),
          Map.entry("nsid", "the server's identifier"),
          Map.entry("prometheus", "/metrics over HTTP, and what this block counts"),
          Map.entry("ready", "/ready over HTTP"),
          Map.entry("reload", "the Corefile is followed"),
          Map.entry("rewrite", "questions are changed on the way in, answers on the way out"),
          Map.entry("root", "where relative paths begin"),
          Map.entry("roster", "where Roster may differ from CoreDNS"),
          Map.entry("template", "answers made of the question"),
          Map.entry("timeouts", "how long connections may stand"),
          Map.entry("tls", "certificates"),
          Map.entry("transfer", "whole zones for secondaries"),
          Map.entry("view", "which packets this block answers"),
          Map.entry("whoami", "where the question came from"));

  /// All lines of some blocks, in the order of the text.
  ///
  /// @param unread where lines begin that were not looked at
  static List<CorefileLine> of(
      List<WrittenBlock> blocks,
      Collection<CorefileProblem> notes,
      Collection<CorefileProblem> problems,
      Set<Position> unread) {
    List<String> sources = sources(blocks);
    List<CorefileLine> all = new ArrayList<>();
    for (WrittenBlock block : blocks) {
      String zones = String.join(" ", block.keys().stream().map(Token::text).toList());
      Position head = block.keys().getFirst().position();
      all.add(new CorefileLine(head, zones, "", zones, Verdict.SERVED, "").with(problems));
      List<CorefileLine> lines = new ArrayList<>();
      block
          .directives()
          .forEach((name, words) -> {
            boolean unknown = !Directives.isKnown(name);
            for (List<Token> line : lines(words)) {
              CorefileLine read = of(zones, name, line, notes);
              boolean isUnread = unknown || unread.contains(read.position);
              lines.add((isUnread ? read.as(Verdict.UNREAD, "") : read).with(problems));
            }
          });
      lines.sort(
          Comparator.comparingInt((CorefileLine line) -> sources.indexOf(line.position.source()))
              .thenComparingInt(line -> line.position.line()));
      all.addAll(lines);
    }
    return all;
  }

  /// The files that words come from, in the order in which they first occur.
  static List<String> sources(List<WrittenBlock> blocks) {
    Set<String> sources = new LinkedHashSet<>();
    for (WrittenBlock block : blocks) {
      for (Token key : block.keys()) sources.add(key.position().source());
      for (List<Token> words : block.directives().values()) {
        for (Token word : words) sources.add(word.position().source());
      }
    }
    return List.copyOf(sources);
  }

  /// The same line, refused where one of the problems stands in it.
  CorefileLine with(Collection<CorefileProblem> problems) {
    for (CorefileProblem problem : problems) {
      boolean here =
          problem.position().line() == position.line()
              && problem.position().source().equals(position.source());
      if (!here) continue;
      String hint = problem.hint().isEmpty() ? "" : " (" + problem.hint() + ")";
      return as(Verdict.REFUSED, problem.what() + hint);
    }
    return this;
  }

  private CorefileLine as(Verdict other, String why) {
    return new CorefileLine(position, block, directive, text, other, why);
  }

  private static CorefileLine of(
      String zones, String directive, List<Token> line, Collection<CorefileProblem> notes) {
    Position position = line.getFirst().position();
    List<String> words = line.stream().map(Token::text).toList();
    boolean begins = words.getFirst().equals(directive);
    Verdict verdict = Verdict.ACTED_ON;
    String what = begins ? SUMMARIES.getOrDefault(directive, "") : "";
    for (CorefileProblem note : notes) {
      boolean here =
          note.position().line() == position.line()
              && note.position().source().equals(position.source());
      if (!here) continue;
      if (note.what().contains(BlockContext.NOT_ACTED_ON)) verdict = Verdict.NOT_ACTED_ON;
      int colon = note.what().indexOf(": ");
      boolean idle = verdict == Verdict.NOT_ACTED_ON && colon > 0;
      what = idle ? note.what().substring(colon + 2) : note.what();
    }
    return new CorefileLine(position, zones, directive, String.join(" ", words), verdict, what);
  }

  /// The words by lines, without braces that stand alone.
  private static List<List<Token>> lines(List<Token> words) {
    List<List<Token>> lines = new ArrayList<>();
    Token previous = Token.NONE;
    for (Token word : words) {
      boolean begins = lines.isEmpty() || word.beginsLineAfter(previous);
      previous = word;
      if (word.text().equals("{") || word.text().equals("}")) continue;
      if (begins || lines.isEmpty()) lines.add(new ArrayList<>());
      lines.getLast().add(word);
    }
    return lines;
  }
}
