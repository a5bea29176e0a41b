package dev.roster.app.verbs;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `roster version`: one line.
@Command(name = "version", description = "Print which version this is.")
public final class VersionVerb implements Callable<Integer> {
  /// This version; `pom.xml` says the same.
  public static final String VERSION = "0.1.0";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine()
        .getOut()
        .println("roster " + VERSION + " (java " + Runtime.version().feature() + ")");
    return ExitCode.OK;
  }
}
