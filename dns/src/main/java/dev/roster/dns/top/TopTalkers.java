package dev.roster.dns.top;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.RosterFinder;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.dns.metrics.MetricFamily;
import dev.roster.dns.metrics.MetricFamily.Kind;
import dev.roster.dns.metrics.MetricFamily.Sample;
import dev.roster.dns.metrics.MetricSource;
import dev.roster.dns.pipeline.Observer;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Top talkers of a server: which clients ask most, which names are asked that do not exist, and
/// whose search path makes most questions in vain. Each worker counts on its own; whoever looks
/// adds up what they counted in the minute that is and the one before.
public final class TopTalkers implements MetricSource {
  /// Rows of each table, at most.
  public static final int ROWS_MAX = 100;

  private final LongSupplier nanoTime;
  private final Supplier<Catalog> catalog;
  private final RandomGenerator random;
  private final long hashSeed;
  private final long begun;
  private final SharedTopCounter shared;

  /// A worker's windows go with it; what it counted since the start stays.
  private final List<WeakReference<TopCounter>> workers = new CopyOnWriteArrayList<>();

  private final List<AtomicLong> wasted = new CopyOnWriteArrayList<>();

  /// Counts from now on.
  ///
  /// @param catalog the current one, for what clients could have asked better
  /// @param random not to be guessed
  public TopTalkers(LongSupplier nanoTime, Supplier<Catalog> catalog, RandomGenerator random) {
    this.nanoTime = nanoTime;
    this.catalog = catalog;
    this.random = random;
    this.hashSeed = random.nextLong();
    this.begun = nanoTime.getAsLong();
    this.shared = new SharedTopCounter(tally(), hashSeed, random.nextLong());
  }

  private AtomicLong tally() {
    AtomicLong tally = new AtomicLong();
    wasted.add(tally);
    return tally;
  }

  /// What counts one more worker's answers.
  public Observer observer() {
    TopCounter counter = new TopCounter(shared, tally(), hashSeed, random.nextLong());
    workers.removeIf(worker -> worker.refersTo(null));
    workers.add(new WeakReference<>(counter));
    return counter;
  }

  /// Questions since the start that only search paths make, estimated beyond what is counted whole.
  public long wasted() {
    return wasted.stream().mapToLong(AtomicLong::getOpaque).sum();
  }

  /// What was counted of late.
  ///
  /// @param rowsMax of each list, 0..[#ROWS_MAX]
  public TopReport report(int rowsMax) {
    long now = nanoTime.getAsLong();
    long first = Math.floorDiv(now, TopCounter.WINDOW_NANOS) - 1;
    List<TopWindow> windows = windowsFrom(first);
    Merged clients = new Merged(each(windows, window -> window.clients));
    List<TopReport.Asking> asking = new ArrayList<>();
    for (Merged.Row row : clients.rows(rowsMax)) {
      asking.add(new TopReport.Asking(address(row), row.count()));
    }
    List<TopReport.Missing> missing = new ArrayList<>();
    for (Merged.Row row : new Merged(each(windows, window -> window.names)).rows(rowsMax)) {
      missing.add(new TopReport.Missing(name(row.key().bytes()), row.count()));
    }
    List<TopReport.Wasting> wasting = new ArrayList<>();
    for (Merged.Row row : new Merged(each(windows, window -> window.wasters)).rows(rowsMax)) {
      wasting.add(wasting(row, clients.count(row.key())));
    }
    return new TopReport(
        Duration.ofNanos(now - Math.max(begun, first * TopCounter.WINDOW_NANOS)),
        windows.stream().mapToLong(window -> window.questions).sum(),
        windows.stream().mapToLong(window -> window.nxdomain).sum(),
        windows.stream().mapToLong(window -> window.wasted).sum(),
        asking,
        missing,
        wasting);
  }

  private List<TopWindow> windowsFrom(long number) {
    List<TopWindow> windows = new ArrayList<>(shared.counter().windowsFrom(number));
    for (WeakReference<TopCounter> worker : workers) {
      TopCounter counter = worker.get();
      if (counter != null) windows.addAll(counter.windowsFrom(number));
    }
    return windows;
  }

  private static List<Sketch> each(List<TopWindow> windows, Function<TopWindow, Sketch> part) {
    return windows.stream().map(part).toList();
  }

  private static IpAddress address(Merged.Row row) {
    return IpAddress.of(row.key().bytes()).unmapped();
  }

  private static Name name(byte[] wire) {
    return Name.ofWire(wire, 0, wire.length);
  }

  private TopReport.Wasting wasting(Merged.Row row, TopReport.Count questions) {
    byte[] note = row.note();
    Name asked = Name.ofWire(note, 2, note[1] & 0xff);
    Name behind = asked.suffix(note[0]);
    byte[] head = new byte[asked.wireLength() - behind.wireLength() + 1];
    System.arraycopy(note, 2, head, 0, head.length - 1);
    Name meant = name(head);
    Optional<Name> better = better(meant, zone(behind), catalog.get());
    return new TopReport.Wasting(address(row), row.count(), questions, asked, meant, better);
  }

  /// What stands behind `svc` or `NAMESPACE.svc`; all of it where neither stands in front.
  private static Name zone(Name searched) {
    for (int i = 0; i < Math.min(2, searched.labelCount()); i++) {
      if (searched.label(i).equals("svc")) return searched.suffix(i + 1);
    }
    return searched;
  }

  /// The whole name of what was meant: of a Service that is there, or as it stands. A single label
  /// is a Service of the client's own namespace, which isn't there.
  static Optional<Name> better(Name meant, Name zone, Catalog catalog) {
    int labels = meant.labelCount();
    if (labels < 2) return Optional.empty();
    if (meant.isIn(zone)) return Optional.of(meant);
    String last = meant.label(labels - 1);
    if (last.equals("svc")) return below(zone, meant);
    return isService(meant, catalog) ? below(zone.child("svc"), meant) : Optional.of(meant);
  }

  private static Optional<Name> below(Name zone, Name head) {
    boolean fits = head.wireLength() - 1 + zone.wireLength() <= Name.WIRE_BYTES_MAX;
    return fits ? Optional.of(zone.under(head)) : Optional.empty();
  }

  /// Whether a name ends in that of a Service and its namespace.
  private static boolean isService(Name meant, Catalog catalog) {
    byte[] wire = new byte[meant.wireLength()];
    meant.writeTo(wire, 0);
    int namespace = meant.wireLength() - meant.suffix(meant.labelCount() - 1).wireLength();
    int service = meant.wireLength() - meant.suffix(meant.labelCount() - 2).wireLength();
    return new RosterFinder().find(catalog, "", wire, namespace, service, false) != null;
  }

  @Override
  public List<MetricFamily> collect() {
    return List.of(
        new MetricFamily(
            "roster_search_path_waste_total",
            "Questions answered NXDOMAIN for names that only a search path makes; estimated where"
                + " questions come faster than all are looked at.",
            Kind.COUNTER,
            List.of(),
            List.of(new Sample.Value(List.of(), wasted()))));
  }
}
