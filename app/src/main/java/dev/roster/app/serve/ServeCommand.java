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

/// `roster serve`: only names, from files that are read again when they change, or of a cluster
/// that is followed.
@Command(
    name = "serve",
    description =
        "Serve the names of Kubernetes objects in files or in a cluster, and run nothing.",
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

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "Follow the cluster that a kubeconfig names.")
  private String kubeconfig = "";

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "A context of the kubeconfig (default: its current one).")
  private String context = "";

  @Option(names = "--in-cluster", description = "Follow the cluster that this process is a pod of.")
  private boolean inCluster;

  @Option(
      names = "--shadow",
      paramLabel = "ADDR[:PORT]",
      description =
          "Ask another DNS server a share of what clients ask, and count in what its answers differ"
              + " (default port: 53).")
  private String shadow = "";

  @Option(
      names = "--shadow-share",
      paramLabel = "SHARE",
      description = "The share that --shadow asks, above 0 and at most 1 (default: 0.01).")
  private @Nullable Double shadowShare;

  @Override
  public Integer call() throws VerbException, InterruptedException {
    if (corefile != null && (dns != null || metrics != null)) {
      throw mend(
          "--dns and --metrics are for the built-in Corefile; " + corefile + " says its own");
    }
    HostPortOption address = dns;
    ServeOptions options =
        new ServeOptions(
            source(),
            Optional.ofNullable(corefile),
            address == null ? ServeOptions.DNS_DEFAULT : address,
            Optional.ofNullable(metrics),
            shadow());
    return new Serving(options).serve(spec.commandLine().getOut());
  }

  private ServeSource source() throws VerbException {
    int named = (objects.isEmpty() ? 0 : 1) + (kubeconfig.isEmpty() ? 0 : 1) + (inCluster ? 1 : 0);
    if (named > 1) throw mend("--objects, --kubeconfig and --in-cluster: one of them, not more");
    if (kubeconfig.isEmpty() && !context.isEmpty()) throw mend("--context needs --kubeconfig FILE");
    if (!objects.isEmpty()) return new ServeSource.Files(objects);
    if (!kubeconfig.isEmpty()) return new ServeSource.Kubeconfig(kubeconfig, context);
    if (inCluster) return new ServeSource.InCluster();
    if (corefile != null) return new ServeSource.Corefile();
    throw mend(
        "serve needs --objects PATH..., --kubeconfig FILE or --in-cluster (or --corefile FILE that"
            + " says where the cluster is)");
  }

  private Optional<ShadowOption> shadow() throws VerbException {
    Double share = shadowShare;
    if (shadow.isEmpty()) {
      if (share != null) throw mend("--shadow-share needs --shadow ADDR");
      return Optional.empty();
    }
    try {
      double of = share == null ? ShadowOption.SHARE_DEFAULT : share;
      return Optional.of(ShadowOption.parse(shadow, of));
    } catch (IllegalArgumentException wrong) {
      throw mend(String.valueOf(wrong.getMessage()));
    }
  }

  private static VerbException mend(String line) {
    return new VerbException(ExitCode.MEND, "roster: " + line);
  }
}
