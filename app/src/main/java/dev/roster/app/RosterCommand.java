package dev.roster.app;

import dev.roster.app.serve.CheckCorefileCommand;
import dev.roster.app.serve.ServeCommand;
import dev.roster.app.top.TopCommand;
import dev.roster.app.up.UpCommand;
import dev.roster.app.verbs.ApplyVerb;
import dev.roster.app.verbs.DeleteVerb;
import dev.roster.app.verbs.DescribeVerb;
import dev.roster.app.verbs.DigVerb;
import dev.roster.app.verbs.DownVerb;
import dev.roster.app.verbs.ExitCode;
import dev.roster.app.verbs.GetVerb;
import dev.roster.app.verbs.LogsVerb;
import dev.roster.app.verbs.ScaleVerb;
import dev.roster.app.verbs.VerbException;
import dev.roster.app.verbs.VersionVerb;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The roster command by picocli: reads the command line and calls one verb.
@Command(
    name = "roster",
    description = "Headless Services and their members, by name, without a cluster.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    version = "roster " + VersionVerb.VERSION,
    subcommands = {
      UpCommand.class,
      ServeCommand.class,
      CheckCorefileCommand.class,
      ApplyVerb.class,
      GetVerb.class,
      DescribeVerb.class,
      ScaleVerb.class,
      DeleteVerb.class,
      LogsVerb.class,
      DigVerb.class,
      TopCommand.class,
      DownVerb.class,
      VersionVerb.class
    })
public final class RosterCommand {
  private RosterCommand() {}

  /// Runs the command with other outputs; gives the exit code, see [ExitCode].
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine line = new CommandLine(new RosterCommand());
    line.setOut(out);
    line.setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(RosterCommand::usageError);
    line.setExecutionExceptionHandler((failure, command, _) -> failed(failure, command));
    if (args.length == 0) {
      line.usage(err);
      return ExitCode.MEND;
    }
    return line.execute(args);
  }

  private static int usageError(CommandLine.ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    command.getErr().println("roster: " + failure.getMessage());
    command
        .getErr()
        .println(
            "Try '" + command.getCommandSpec().qualifiedName() + " --help' for how to use it.");
    return ExitCode.MEND;
  }

  private static int failed(Exception failure, CommandLine command) {
    if (failure instanceof VerbException expected) {
      if (!expected.lines().isEmpty()) command.getErr().println(expected.lines());
      return expected.exitCode();
    }
    String message = failure.getMessage();
    command
        .getErr()
        .println("roster: " + (message == null || message.isEmpty() ? failure : message));
    if (failure instanceof RuntimeException) failure.printStackTrace(command.getErr());
    return ExitCode.FAILED;
  }
}
