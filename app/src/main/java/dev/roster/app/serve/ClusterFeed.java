package dev.roster.app.serve;

import dev.roster.app.train.FeedWarmUp;
import dev.roster.app.verbs.ExitCode;
import dev.roster.app.verbs.VerbException;
import dev.roster.app.verbs.VersionVerb;
import dev.roster.app.wiring.Clocks;
import dev.roster.core.catalog.Catalog;
import dev.roster.core.objects.Kind;
import dev.roster.dns.corefile.ClusterConfig;
import dev.roster.dns.corefile.CorefileConfig;
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.corefile.LabelSelector;
import dev.roster.dns.metrics.MetricSource;
import dev.roster.engine.feed.LiveCatalog;
import dev.roster.engine.feed.Mailbox;
import dev.roster.kubernetes.config.Access;
import dev.roster.kubernetes.config.Endpoint;
import dev.roster.kubernetes.config.InCluster;
import dev.roster.kubernetes.config.Kubeconfig;
import dev.roster.kubernetes.http.ApiClient;
import dev.roster.kubernetes.http.HttpApiClient;
import dev.roster.kubernetes.http.ThrottledClient;
import dev.roster.kubernetes.watch.ClusterSource;
import dev.roster.kubernetes.watch.FollowCounters;
import dev.roster.kubernetes.watch.Moves;
import dev.roster.kubernetes.watch.WatchedKind;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Objects of a cluster, told by its API server while names are served.
final class ClusterFeed implements ObjectFeed {
  /// The end of a list is told to nobody where it changes no answer: it is looked for.
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final LiveCatalog live;
  private final ClusterConfig config;
  private final boolean asCorefileSays;
  private final ClusterSource source;
  private final Moves moves;
  private final ClusterNumbers numbers;
  private final Thread thread;

  /// @param config what the Corefile says
  /// @param asCorefileSays whether the Corefile says where the API server is, and not an option
  private ClusterFeed(
      Access.Ready access, ClusterConfig config, boolean asCorefileSays, LiveCatalog live) {
    this.live = live;
    this.config = config;
    this.asCorefileSays = asCorefileSays;
    FollowCounters counters = new FollowCounters(Clocks.instants());
    ApiClient http = HttpApiClient.of(access.source(), VersionVerb.VERSION, System.getenv());
    ApiClient client =
        ThrottledClient.of(
            http, config.qps(), config.burst(), config.inflightMax(), Clocks.nanoTime());
    this.source =
        new ClusterSource(kinds(config), client, counters, Clocks.nanoTime(), Clocks.random());
    this.moves = new Moves(live, live::current, Clocks.nanoTime());
    this.numbers = new ClusterNumbers(source, live, moves, counters, host(access.server()));
    this.thread = Thread.ofVirtual().name("feed").unstarted(this::run);
  }

  /// `10.0.0.1:6443`, as client-go has it.
  private static String host(URI server) {
    String authority = Objects.requireNonNullElse(server.getRawAuthority(), "");
    return authority.substring(authority.indexOf('@') + 1);
  }

  /// Prepares to follow what options say, or else the Corefile.
  ///
  /// @throws VerbException if nobody says how the API server is reached, or what is said is wrong
  static ClusterFeed of(ServeSource from, ClusterConfig config, LiveCatalog live)
      throws VerbException, InterruptedException {
    boolean asCorefileSays = from instanceof ServeSource.Corefile;
    Map<String, String> environment = System.getenv();
    Access access =
        switch (from) {
          case ServeSource.Kubeconfig(String file, String context) -> kubeconfig(file, context);
          case ServeSource.InCluster() -> inCluster(environment);
          case ServeSource.Files _, ServeSource.Corefile _ ->
              switch (config.source()) {
                case ClusterConfig.Source.InCluster() -> inCluster(environment);
                case ClusterConfig.Source.Endpoint(String url, List<String> tls) ->
                    Endpoint.read(url, tls, environment, Clocks.nanoTime());
                case ClusterConfig.Source.Kubeconfig(String file, String context) ->
                    kubeconfig(file, context);
              };
        };
    return switch (access) {
      case Access.Ready ready -> new ClusterFeed(ready, config, asCorefileSays, live);
      case Access.Refused(String why) -> throw new VerbException(ExitCode.MEND, "roster: " + why);
    };
  }

  private static Access kubeconfig(String file, String context) throws InterruptedException {
    return Kubeconfig.read(file, context, System.getenv(), Clocks.nanoTime(), Clocks.instants());
  }

  private static Access inCluster(Map<String, String> environment) {
    return InCluster.read(environment, InCluster.FOLDER, Clocks.nanoTime());
  }

  /// What names are made of, and nothing more: whole Pods are many, and who may read less gives
  /// away less.
  static List<WatchedKind> kinds(ClusterConfig config) {
    String labels = config.labels().map(LabelSelector::toString).orElse("");
    String namespaceLabels = config.namespaceLabels().map(LabelSelector::toString).orElse("");
    List<WatchedKind> kinds = new ArrayList<>();
    kinds.add(WatchedKind.all(Kind.NAMESPACE).labelled(namespaceLabels));
    kinds.add(WatchedKind.all(Kind.SERVICE).labelled(labels));
    if (config.slices()) kinds.add(WatchedKind.all(Kind.ENDPOINT_SLICE).labelled(labels));
    if (config.pods()) kinds.add(WatchedKind.livePods().labelled(labels));
    if (config.imports()) kinds.add(WatchedKind.imports().labelled(namespaceLabels));
    return kinds;
  }

  @Override
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      source.run(moves);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isSynced() {
    Catalog catalog = live.current();
    String origin = source.origin();
    return !origin.isEmpty()
        && source.kinds().stream().allMatch(kind -> catalog.isSynced(origin, kind));
  }

  @Override
  public void awaitSynced(Duration atMost) throws InterruptedException {
    long until = Clocks.nanoTime().getAsLong() + atMost.toNanos();
    try (Mailbox mailbox = live.subscribe()) {
      while (!isSynced()) {
        long left = until - Clocks.nanoTime().getAsLong();
        if (left <= 0) return;
        mailbox.take(Duration.ofNanos(Math.min(left, LOOK_EVERY.toNanos())));
      }
    }
  }

  @Override
  public void warmUp() throws InterruptedException {
    FeedWarmUp.run();
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    source.trouble().ifPresent(why -> notes.add("the API server was not heard yet: " + why));
    live.feeds()
        .forEach((feed, health) -> {
          if (health.lost().isEmpty()) return;
          long seconds = live.age(feed.origin(), feed.kind()).toSeconds();
          notes.add(
              feed.kind().name() + " last heard " + seconds + " s ago: " + health.lost().get());
        });
    return notes;
  }

  @Override
  public List<CorefileProblem> follow(CorefileConfig corefile) {
    return switch (ClusterConfig.of(corefile)) {
      case ClusterConfig.Result.None() -> List.of();
      case ClusterConfig.Result.Refused(CorefileProblem problem) -> List.of(problem);
      case ClusterConfig.Result.One(ClusterConfig now) -> follow(corefile, now);
    };
  }

  private List<CorefileProblem> follow(CorefileConfig corefile, ClusterConfig now) {
    String what = "";
    if (asCorefileSays && !now.source().equals(config.source())) what = "where the API server is";
    if (!now.labels().equals(config.labels())) what = "labels";
    if (!now.namespaceLabels().equals(config.namespaceLabels())) what = "namespace_labels";
    if (what.isEmpty()) {
      source.follow(kinds(now));
      return List.of();
    }
    return List.of(
        new CorefileProblem(
            corefile.blocks().getFirst().zones().getFirst().position(),
            "kubernetes: " + what + " changed, which this process can't follow",
            "start it again"));
  }

  @Override
  public List<MetricSource> numbers() {
    return List.of(numbers);
  }

  @Override
  public void close() {
    thread.interrupt();
    ObjectFeed.join(thread);
    moves.close();
  }
}
