package dev.roster.kubernetes.watch;

import dev.roster.core.catalog.ServiceKey;
import dev.roster.core.objects.Kind;
import java.time.Instant;
import java.util.Optional;

/// Told what happens between this process and an API server, for metrics. Called by the threads of
/// all kinds; must not block.
public interface WatchCounts {
  /// A request was answered, or was not.
  ///
  /// @param verb `LIST`, `WATCH`, or `GET` of the server's readiness
  /// @param code as HTTP's; 0: no answer
  void request(String verb, int code);

  /// An event of a watch, or an object of a list.
  ///
  /// @param type `ITEM` of a list, `PUT`, `DELETE`, `BOOKMARK`, `ERROR` or `OTHER` of a watch
  void event(Kind kind, String type);

  /// All objects of a kind are going to be listed.
  void relist(Kind kind, Relist why);

  /// Something went wrong.
  void fault(Kind kind, Fault fault);

  /// A full compare found what the watch did not tell.
  void missed(Kind kind, Missed how, int objects);

  /// The server said something of the kind.
  ///
  /// @param nanos when, by the injected nano time
  void heard(Kind kind, long nanos);

  /// What a watch told of a slice can be answered from now on; what is held back for moves apart.
  ///
  /// @param service whose slice it is
  /// @param nanos since the bytes of the event were read
  /// @param triggered when the change happened that the slice follows, where its controller says so
  void answerable(ServiceKey service, long nanos, Optional<Instant> triggered);
}
