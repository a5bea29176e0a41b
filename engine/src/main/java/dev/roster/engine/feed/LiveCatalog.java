package dev.roster.engine.feed;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.objects.Kind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;

/// The published catalog: one writer, any number of readers that each read it once.
public final class LiveCatalog implements ObjectSink, CatalogPosition {
  private volatile Catalog current; // written only inside the loop
  private final InstantSource clock;
  private final LongSupplier nanoTime;

  /// A catalog that knows nothing yet.
  ///
  /// @param incarnation new at each start of the process
  public LiveCatalog(long incarnation, InstantSource clock, LongSupplier nanoTime) {
    this.current = Catalog.empty(incarnation);
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /// The catalog now: one volatile read.
  public Catalog current() {
    return current;
  }

  @Override
  public void accept(List<ObjectEvent> events) {
    throw new UnsupportedOperationException(events + " at " + clock + nanoTime);
  }

  @Override
  public boolean awaitCovers(String origin, Kind kind, String position, Duration atMost)
      throws InterruptedException {
    throw new UnsupportedOperationException(origin + kind + position + atMost);
  }
}
