package dev.roster.app.verbs;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// A verb that acts on the running `up`: where its data folder is, and which namespace is meant.
abstract class ServerVerb implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data folder of the running up (default: ${DEFAULT-VALUE}).",
      defaultValue = ".roster")
  private Path data = Path.of(".roster");

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "The namespace (default: default).")
  private String namespace = "";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show how to use this.")
  private boolean help;

  @Spec private CommandSpec spec = CommandSpec.create();

  /// The data folder.
  final Path data() {
    return data;
  }

  /// The API behind it.
  final ApiClient client() {
    return new ApiClient(data);
  }

  /// The namespace that was given, `default` without one.
  final String namespace() {
    return namespace.isEmpty() ? "default" : namespace;
  }

  /// Whether a namespace was given.
  final boolean namespaceGiven() {
    return !namespace.isEmpty();
  }

  /// Whether usage was asked for; picocli then doesn't call the verb.
  final boolean helpAsked() {
    return help;
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
