package dev.roster.app.serve;

import dev.roster.app.verbs.ExitCode;
import dev.roster.app.verbs.VerbException;
import dev.roster.app.verbs.YamlText;
import dev.roster.app.wiring.NameServer;
import dev.roster.core.objects.Position;
import dev.roster.core.objects.Tree;
import dev.roster.dns.corefile.ClusterFiles;
import dev.roster.dns.corefile.CorefileLine;
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.corefile.CorefileReview;
import dev.roster.engine.objects.JsonWriter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `roster check-corefile FILE`: what Roster would do with each line, and whether it could start:
/// the addresses are bound and let go, the files that lines name are read. Nothing is served.
@Command(
    name = "check-corefile",
    description =
        "Tell what Roster would do with each line of a Corefile, and whether it could start here"
            + " (addresses are bound and let go, files are read). Exit code 2: it could not.",
    mixinStandardHelpOptions = true)
public final class CheckCorefileCommand implements Callable<Integer> {
  private static final int TEXT_COLUMNS_MAX = 48;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "A Corefile.")
  private Path file = Path.of("Corefile");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "json|yaml",
      description = "How to print it (default: a line for each line).")
  private String output = "";

  @Override
  public Integer call() throws VerbException {
    if (!List.of("", "json", "yaml").contains(output)) {
      throw new VerbException(
          ExitCode.MEND, "roster: -o is \"" + output + "\" (expected: json, yaml)");
    }
    CorefileReview review = CorefileReader.review(file, System.getenv());
    List<CorefileProblem> notes = new ArrayList<>();
    List<CorefileProblem> problems = new ArrayList<>();
    switch (review.result()) {
      case CorefileResult.Refused(var refused) -> problems.addAll(refused);
      case CorefileResult.Read(var config) -> {
        notes.addAll(config.notes());
        problems.addAll(ClusterFiles.unreadable(review.lines()));
        problems.addAll(NameServer.check(config));
      }
    }
    List<CorefileLine> lines = review.linesWith(problems);
    if (output.isEmpty()) {
      table(lines);
    } else {
      print(tree(lines, notes, problems));
    }
    PrintWriter err = spec.commandLine().getErr();
    for (CorefileProblem problem : problems) err.println(problem);
    return problems.isEmpty() ? ExitCode.OK : ExitCode.MEND;
  }

  private void table(List<CorefileLine> lines) {
    PrintWriter out = spec.commandLine().getOut();
    int places = 0;
    int texts = 0;
    for (CorefileLine line : lines) {
      places = Math.max(places, place(line).length());
      texts = Math.max(texts, Math.min(TEXT_COLUMNS_MAX, text(line).length()));
    }
    for (CorefileLine line : lines) {
      out.printf("%-" + places + "s  %-" + texts + "s  %s%n", place(line), text(line), said(line));
    }
  }

  private static Tree tree(
      List<CorefileLine> lines, List<CorefileProblem> notes, List<CorefileProblem> problems) {
    List<Tree> all = new ArrayList<>();
    for (CorefileLine line : lines) {
      Map<String, Tree> members = place(line.position());
      members.put("block", Tree.Text.of(line.block()));
      if (!line.directive().isEmpty()) members.put("directive", Tree.Text.of(line.directive()));
      members.put("text", Tree.Text.of(line.text()));
      members.put("verdict", Tree.Text.of(word(line)));
      if (!line.what().isEmpty()) members.put("what", Tree.Text.of(line.what()));
      all.add(Tree.Obj.of(members));
    }
    Map<String, Tree> members = new LinkedHashMap<>();
    members.put("accepted", Tree.Bool.of(problems.isEmpty()));
    members.put("lines", Tree.Arr.of(all));
    if (problems.isEmpty()) {
      List<Tree> noted = new ArrayList<>();
      for (CorefileProblem note : notes) noted.add(Tree.Text.of(note.toString()));
      members.put("notes", Tree.Arr.of(noted));
    } else {
      members.put(
          "problems", Tree.Arr.of(problems.stream().map(CheckCorefileCommand::tree).toList()));
    }
    return Tree.Obj.of(members);
  }

  private static Tree tree(CorefileProblem problem) {
    Map<String, Tree> members = place(problem.position());
    members.put("what", Tree.Text.of(problem.what()));
    if (!problem.hint().isEmpty()) members.put("hint", Tree.Text.of(problem.hint()));
    return Tree.Obj.of(members);
  }

  private static String place(CorefileLine line) {
    return line.position().source() + ":" + line.position().line();
  }

  private static String text(CorefileLine line) {
    String oneLine = line.text().replace('\n', ' ');
    if (line.directive().isEmpty()) return oneLine;
    return oneLine.startsWith(line.directive()) ? "  " + oneLine : "    " + oneLine;
  }

  private static String said(CorefileLine line) {
    String what = line.what().isEmpty() ? "" : ": " + line.what();
    return switch (line.verdict()) {
      case SERVED -> "served";
      case ACTED_ON -> "acted on" + what;
      case NOT_ACTED_ON -> "accepted, not acted on" + what;
      case REFUSED -> "refused" + what;
      case UNREAD -> "not looked at: what it belongs to is refused";
    };
  }

  /// `acted-on`.
  private static String word(CorefileLine line) {
    return line.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Map<String, Tree> place(Position position) {
    Map<String, Tree> members = new LinkedHashMap<>();
    members.put("file", Tree.Text.of(position.source()));
    members.put("line", Tree.Num.of(position.line()));
    return members;
  }

  private void print(Tree tree) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(output.equals("json") ? JsonWriter.writePretty(tree) : YamlText.of(tree));
    out.flush();
  }
}
