package dev.roster.app.serve;

import dev.roster.app.verbs.ExitCode;
import dev.roster.app.verbs.VerbException;
import dev.roster.app.wiring.HostPortOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `roster serve`: only names, from files that are read again when they change.
@Command(
    name = "serve",
    description = "Serve the names of Kubernetes objects in files, and run nothing.",
    mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--objects",
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "Files or folders of Kubernetes objects (YAML or JSON, as kubectl get -o yaml prints"
              + " them), or - for standard input.")
  private List<Path> objects = List.of();

  @Option(
      names = "--corefile",
      paramLabel = "FILE",
      description = "What to serve and where, as CoreDNS reads it (default: a built-in one).")
  private @Nullable Path corefile;

  @Option(
      names = "--dns",
      paramLabel = "ADDR:PORT",
      converter = HostPortOption.Converter.class,
      description = "Where DNS listens with the built-in Corefile (default: 127.0.0.1:1053).")
  private @Nullable HostPortOption dns;

  @Option(
      names = "--metrics",
      paramLabel = "ADDR:PORT",
      converter = HostPortOption.Converter.class,
      description = "Where Prometheus finds metrics with the built-in Corefile.")
  private @Nullable HostPortOption metrics;

  @Option(names = "--kubeconfig", paramLabel = "FILE", description = "Follow a cluster (not yet).")
  private @Nullable Path kubeconfig;

  @Option(names = "--in-cluster", description = "Follow the cluster around this pod (not yet).")
  private boolean inCluster;

  @Override
  public Integer call() throws VerbException, InterruptedException {
    if (kubeconfig != null || inCluster) throw mend("following a cluster: not yet, use --objects");
    if (objects.isEmpty()) throw mend("serve needs --objects PATH...");
    if (corefile != null && (dns != null || metrics != null)) {
      throw mend(
          "--dns and --metrics are for the built-in Corefile; " + corefile + " says its own");
    }
    HostPortOption address = dns;
    ServeOptions options =
        new ServeOptions(
            objects,
            Optional.ofNullable(corefile),
            address == null ? ServeOptions.DNS_DEFAULT : address,
            Optional.ofNullable(metrics));
    return new Serving(options).serve(spec.commandLine().getOut());
  }

  private static VerbException mend(String line) {
    return new VerbException(ExitCode.MEND, "roster: " + line);
  }
}
