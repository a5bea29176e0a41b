package dev.roster.app.up;

import dev.roster.app.verbs.ExitCode;
import dev.roster.app.verbs.VerbException;
import dev.roster.app.wiring.HostPortOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `roster up -f PATH...`: applies the manifests, runs the pods, serves names until it is stopped.
@Command(
    name = "up",
    description = {
      "Apply manifests, run their pods as local processes, and serve their names.",
      "Ctrl-C stops the pods in order; a second one kills them."
    },
    mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-f", "--filename"},
      required = true,
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "A file, a folder (not recursive; .yaml, .yml, .json), or - for standard input.")
  private List<Path> paths = List.of();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".roster",
      description = "Volumes, logs and the socket of this cluster (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of(".roster");

  @Option(
      names = "--dns",
      paramLabel = "ADDR:PORT",
      defaultValue = "127.0.0.1:1053",
      converter = HostPortOption.Converter.class,
      description = "Where DNS listens, UDP and TCP (default: ${DEFAULT-VALUE}).")
  private HostPortOption dns = new HostPortOption("127.0.0.1", 1053);

  @Option(
      names = "--api",
      paramLabel = "ADDR:PORT",
      converter = HostPortOption.Converter.class,
      description = "Where the Kubernetes API will listen; nothing listens there yet.")
  private @Nullable HostPortOption api;

  @Option(
      names = "--metrics",
      paramLabel = "ADDR:PORT",
      converter = HostPortOption.Converter.class,
      description = "Where Prometheus finds metrics (default: nowhere).")
  private @Nullable HostPortOption metrics;

  @Option(
      names = "--pod-network",
      paramLabel = "auto|loopback|bridge|private",
      defaultValue = "auto",
      description = "How pods get addresses (default: ${DEFAULT-VALUE}; only loopback so far).")
  private String podNetwork = "auto";

  @Override
  public Integer call() throws VerbException, InterruptedException {
    switch (podNetwork.toLowerCase(Locale.ROOT)) {
      case "auto", "loopback" -> {}
      case "bridge", "private" ->
          throw new VerbException(
              ExitCode.MEND, "roster: --pod-network " + podNetwork + ": not yet, use loopback");
      default ->
          throw new VerbException(
              ExitCode.MEND,
              "roster: --pod-network is '"
                  + podNetwork
                  + "' (expected: auto, loopback, bridge or private)");
    }
    Messages messages = new Messages(spec.commandLine().getOut(), spec.commandLine().getErr());
    if (api != null) messages.note("--api " + api + ": nothing listens there yet");
    return new Up(paths, data, dns, Optional.ofNullable(metrics), messages).run();
  }
}
