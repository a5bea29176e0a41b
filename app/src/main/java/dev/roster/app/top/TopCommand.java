package dev.roster.app.top;

import dev.roster.app.verbs.ExitCode;
import dev.roster.app.verbs.VerbException;
import dev.roster.app.verbs.YamlText;
import dev.roster.app.wiring.HostPortOption;
import dev.roster.app.wiring.Picture;
import dev.roster.app.wiring.Terminal;
import dev.roster.core.objects.Tree;
import dev.roster.dns.top.TopTalkers;
import dev.roster.engine.objects.JsonWriter;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `roster top`: who asks a running server most, which names don't exist, and whose search path
/// makes questions in vain.
@Command(
    name = "top",
    description = {
      "Show which clients ask a running server most, which names are asked that do not exist, and"
          + " whose search path makes questions in vain, of the last one to two minutes.",
      "On a terminal it shows on, until q or Ctrl-C."
    },
    mixinStandardHelpOptions = true)
public final class TopCommand implements Callable<Integer> {
  private static final int SECONDS_MAX = 3600;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--metrics",
      paramLabel = "ADDR:PORT",
      defaultValue = "127.0.0.1:9153",
      converter = HostPortOption.Converter.class,
      description = "Where the server has its metrics (default: ${DEFAULT-VALUE}).")
  private HostPortOption metrics = new HostPortOption("127.0.0.1", 9153);

  @Option(
      names = {"-n", "--rows"},
      paramLabel = "N",
      defaultValue = "10",
      description = "Rows of each table (default: ${DEFAULT-VALUE}).")
  private int rows = 10;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "json|yaml",
      description = "How to print it, once (default: tables).")
  private String output = "";

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description =
          "How often a terminal is drawn anew; 0: print once (default: ${DEFAULT-VALUE}).")
  private int interval = 2;

  @Override
  public Integer call() throws VerbException, InterruptedException {
    if (!List.of("", "json", "yaml").contains(output)) {
      throw mend("-o is \"" + output + "\" (expected: json, yaml)");
    }
    if (rows < 1 || rows > TopTalkers.ROWS_MAX) {
      throw mend("-n is " + rows + " (expected: 1.." + TopTalkers.ROWS_MAX + ")");
    }
    if (interval < 0 || interval > SECONDS_MAX) {
      throw mend("--interval is " + interval + " (expected: 0.." + SECONDS_MAX + ")");
    }
    TopSource source = new TopSource(metrics);
    PrintWriter out = spec.commandLine().getOut();
    Tree.Obj report = source.report();
    if (!output.isEmpty()) {
      Tree cut = TopTable.cut(report, rows);
      out.print(output.equals("json") ? JsonWriter.writePretty(cut) : YamlText.of(cut));
    } else if (interval > 0 && Terminal.current().isTerminal()) {
      show(source, report, out);
    } else {
      TopTable.of(report, metrics, rows).forEach(out::println);
    }
    out.flush();
    return ExitCode.OK;
  }

  private void show(TopSource source, Tree.Obj first, PrintWriter out)
      throws VerbException, InterruptedException {
    Picture picture = new Picture(out);
    Tree.Obj report = first;
    try (Keys keys = Keys.take(System.in)) {
      while (true) {
        picture.draw(TopTable.of(report, metrics, rows), Terminal.current());
        if (keys.awaitEnd(Duration.ofSeconds(interval))) return;
        report = source.report();
      }
    }
  }

  private static VerbException mend(String line) {
    return new VerbException(ExitCode.MEND, "roster: " + line);
  }
}
