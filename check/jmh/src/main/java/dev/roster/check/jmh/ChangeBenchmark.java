package dev.roster.check.jmh;

import dev.roster.check.kit.FlipWorld;
import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.CatalogEdit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One member of one Service changes its address: what the next catalog costs.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"})
public class ChangeBenchmark {
  @Param({"100", "100000"})
  public int services;

  /// As many a second as a large cluster may have.
  private static final int CHANGES_PER_SECOND = 1_000;

  private FlipWorld world = new FlipWorld(0);
  private Catalog catalog = Catalog.EMPTY;
  private int change;

  @Setup(Level.Trial)
  public void make() {
    world = new FlipWorld(services * FlipWorld.MEMBERS);
    catalog = world.catalog();
  }

  /// The catalog after the change.
  @Benchmark
  public Catalog change() {
    change++;
    CatalogEdit edit = new CatalogEdit.Put(world.changed(change));
    catalog = catalog.edit(List.of(edit), 1 + change / CHANGES_PER_SECOND).next();
    return catalog;
  }
}
