package dev.roster.dns.directive;

import dev.roster.core.objects.Position;
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.host.Owned;
import dev.roster.dns.http.HttpListeners.Place;
import dev.roster.dns.metrics.MetricSource;
import dev.roster.dns.server.DnsConfig;
import dev.roster.dns.server.Listen;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a Corefile comes to on this machine.
///
/// @param dns listeners and their server blocks
/// @param places where in the Corefile the listeners come from: its `bind`, else its zone
/// @param health where `/health` listens
/// @param ready where `/ready` listens
/// @param readyContinuously whether readiness is asked anew each time
/// @param metrics where `/metrics` listens
/// @param runtimeMetrics whether it shows the JVM's own numbers
/// @param topMetrics whether it names the clients that ask most, and what they ask in vain
/// @param lameduck how long the process serves on when it is told to stop
/// @param numbers of the configuration: which directives are in which block, and what those count
/// @param owned what starts and ends with the configuration
public record Assembly(
    DnsConfig dns,
    Map<Listen, Position> places,
    Set<Place> health,
    Set<Place> ready,
    boolean readyContinuously,
    Set<Place> metrics,
    boolean runtimeMetrics,
    boolean topMetrics,
    Duration lameduck,
    List<MetricSource> numbers,
    List<Owned> owned) {
  public Assembly {
    places = Map.copyOf(places);
    health = Set.copyOf(health);
    ready = Set.copyOf(ready);
    metrics = Set.copyOf(metrics);
    numbers = List.copyOf(numbers);
    owned = List.copyOf(owned);
  }

  /// An assembly, or why there is none.
  public sealed interface Result {
    /// Nothing was bound or started yet.
    record Assembled(Assembly assembly) implements Result {}

    /// At least one problem.
    record Refused(List<CorefileProblem> problems) implements Result {
      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }
}
