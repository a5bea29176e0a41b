package dev.roster.dns.pipeline;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// One zone of one server block of a Corefile: its directives in the order they run. A block lives
/// as long as its configuration; plans name it by its number.
public final class ServerBlock {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  /// Answers nothing; what a packet belongs to before its block is found.
  static final ServerBlock NONE = new ServerBlock(Name.ROOT, "", List.of(), List.of());

  private final int number = NUMBERS.incrementAndGet();
  private final Name zone;
  private final String view;
  private final List<IpAddress> localAddresses;
  private final List<Directive> directives;
  private final PlanTable plans = new PlanTable();

  /// A block.
  ///
  /// @param zone what it answers for
  /// @param view the name of its view, "" for none
  /// @param localAddresses the server's own addresses, for NS answers
  /// @param directives in any order; they run in that of [DirectiveOrder]
  public ServerBlock(
      Name zone, String view, List<IpAddress> localAddresses, List<Directive> directives) {
    this.zone = zone;
    this.view = view;
    this.localAddresses = List.copyOf(localAddresses);
    this.directives = DirectiveOrder.sorted(directives);
  }

  /// Differs for each block of a process.
  public int number() {
    return number;
  }

  /// What it answers for.
  public Name zone() {
    return zone;
  }

  /// The name of its view, "" for none.
  public String view() {
    return view;
  }

  /// The server's own addresses.
  public List<IpAddress> localAddresses() {
    return localAddresses;
  }

  /// The directives in the order they run.
  public List<Directive> directives() {
    return directives;
  }

  /// Where answers that depend on the configuration alone are remembered.
  public PlanTable plans() {
    return plans;
  }

  @Override
  public String toString() {
    return view.isEmpty() ? zone.toString() : zone + " (" + view + ")";
  }
}
