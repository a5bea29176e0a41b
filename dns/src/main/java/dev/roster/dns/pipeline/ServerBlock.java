package dev.roster.dns.pipeline;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

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
  private final Directive[] run;
  private final Scope[] scopes;
  private final Taking[] takers;
  private final Directive[] gates; // those that are no [Passing]
  private final Scope[] gated; // the scope of each of them
  private final Housing[] housers;
  private final Scope[] housed; // the scope of each of them
  private final Patching[] patchers;
  private final Keeper[] keepers;
  private final Scope[] kept; // the scope of each of them
  private final SearchPaths[] searched;
  private final boolean observed;
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
    this.run = this.directives.toArray(new Directive[0]);
    this.scopes = this.directives.stream().map(Directive::scope).toArray(Scope[]::new);
    this.takers = those(Taking.class).toArray(new Taking[0]);
    List<Directive> asked =
        this.directives.stream()
            .filter(each -> !(each instanceof Passing) && !(each.scope() instanceof Scope.Nothing))
            .toList();
    this.gates = asked.toArray(new Directive[0]);
    this.gated = asked.stream().map(Directive::scope).toArray(Scope[]::new);
    this.housers = those(Housing.class).toArray(new Housing[0]);
    this.housed = those(Housing.class).stream().map(Directive::scope).toArray(Scope[]::new);
    this.patchers = those(Patching.class).toArray(new Patching[0]);
    this.keepers = those(Keeper.class).toArray(new Keeper[0]);
    this.kept = those(Keeper.class).stream().map(Directive::scope).toArray(Scope[]::new);
    this.searched =
        this.directives.stream()
            .filter(SearchPaths.class::isInstance)
            .map(SearchPaths.class::cast)
            .toArray(SearchPaths[]::new);
    this.observed = this.directives.stream().anyMatch(Directive::observes);
  }

  private <T extends Directive> List<T> those(Class<T> kind) {
    return directives.stream().filter(kind::isInstance).map(kind::cast).toList();
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

  /// Whether it answers some packets only.
  boolean takesSome() {
    return takers.length > 0;
  }

  /// Whether it answers this packet.
  boolean takes(Packet packet) {
    // For what a view asks of the block.
    packet.block = this;
    for (Taking directive : takers) if (!directive.takes(packet)) return false;
    return true;
  }

  /// What a directive knows of the packet under a label, the first that knows; empty without the
  /// directive `metadata` or outside its zones.
  Optional<String> metadata(Packet packet, String label) {
    for (int i = 0; i < run.length; i++) {
      if (!run[i].name().equals("metadata") || !covers(scopes[i], packet)) continue;
      for (Directive directive : run) {
        Optional<String> value = directive.metadata(packet, label);
        if (value.isPresent()) return value;
      }
    }
    return Optional.empty();
  }

  /// What its directives say to the packet, the first that says more than pass or leave; leave
  /// where one of them does.
  Gate gate(Packet packet) {
    Gate all = observed ? Gate.LEAVE : Gate.PASS;
    for (int i = 0; i < gates.length; i++) {
      if (!covers(gated[i], packet)) continue;
      Gate gate = gates[i].gate(packet);
      switch (gate) {
        case Gate.Pass _ -> {}
        case Gate.Leave _ -> all = gate;
        case Gate.Drop _, Gate.Answered _, Gate.Truncated _ -> {
          return gate;
        }
      }
    }
    return all;
  }

  /// Where the answer is remembered: what the first directive says that says anything.
  Home home(Packet packet) {
    boolean alone = false;
    for (int i = 0; i < housers.length; i++) {
      if (!covers(housed[i], packet)) continue;
      Home home = housers[i].home(packet);
      if (home instanceof Home.Alone) alone = true;
      else if (!(home instanceof Home.Next)) return alone ? alone(packet, home) : home;
    }
    return alone ? Home.ALONE : Home.NEXT;
  }

  /// The plans of the directive that keeps other servers' answers to this packet's question, null
  /// where none does.
  @Nullable CachedPlans cached(Packet packet) {
    for (int i = 0; i < keepers.length; i++) {
      if (covers(kept[i], packet)) return keepers[i].cachedPlans();
    }
    return null;
  }

  /// What of a home holds for one question alone: plans that the responder keeps by question.
  private static Home alone(Packet packet, Home home) {
    return switch (home) {
      case PlanTable table -> table;
      case DenialSlot _ -> PlanTable.of(packet.catalog);
      case Plan _, Home.Next _, Home.Alone _, Home.Leave _ -> Home.LEAVE;
    };
  }

  /// Where only a search path makes such a name: how many of its labels the client meant, see
  /// [SearchPaths#searchedLabels]; else 0.
  public int searchedLabels(Packet packet) {
    for (SearchPaths directive : searched) {
      int labels = directive.searchedLabels(packet);
      if (labels > 0) return labels;
    }
    return 0;
  }

  /// Collects what its directives change on the reply.
  void patch(Packet packet) {
    for (Patching directive : patchers) directive.patch(packet, packet.patch);
  }

  /// Runs the pipeline.
  Reply answer(Exchange exchange) {
    return answer(exchange, 0);
  }

  private Reply answer(Exchange exchange, int from) {
    for (int i = from; i < run.length; i++) {
      if (!Scope.covers(scopes[i], exchange.name())) continue;
      int next = i + 1;
      return run[i].answer(exchange, behind -> answer(behind, next));
    }
    return Reply.failure("no next plugin found");
  }

  /// Tells those that want to know.
  void observe(Packet packet, Reply reply) {
    if (!observed) return;
    for (Directive directive : run) if (directive.observes()) directive.observe(packet, reply);
  }

  private static boolean covers(Scope scope, Packet packet) {
    switch (scope) {
      case Scope.Nothing _ -> {
        return false;
      }
      case Scope.Everything _ -> {
        return true;
      }
      case Scope.Suffixes suffixes -> {
        for (int i = 0; i < suffixes.zones().size(); i++) {
          if (packet.isIn(suffixes.zones().get(i))) return true;
        }
        return false;
      }
    }
  }

  @Override
  public String toString() {
    return view.isEmpty() ? zone.toString() : zone + " (" + view + ")";
  }
}
