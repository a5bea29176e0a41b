package dev.roster.app.serve;

import dev.roster.dns.corefile.ClusterConfig;
import dev.roster.dns.corefile.CorefileConfig;
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.metrics.MetricSource;
import java.time.Duration;
import java.util.List;

/// Nothing: no server block answers for objects.
final class NoFeed implements ObjectFeed {
  @Override
  public void start() {}

  @Override
  public boolean isSynced() {
    return true;
  }

  @Override
  public void awaitSynced(Duration atMost) {}

  @Override
  public List<String> notes() {
    return List.of();
  }

  @Override
  public List<CorefileProblem> follow(CorefileConfig corefile) {
    if (ClusterConfig.of(corefile) instanceof ClusterConfig.Result.None) return List.of();
    return List.of(
        new CorefileProblem(
            corefile.blocks().getFirst().zones().getFirst().position(),
            "kubernetes is new here, and this process follows no cluster",
            "start it again"));
  }

  @Override
  public List<MetricSource> numbers() {
    return List.of();
  }

  @Override
  public void close() {}
}
