package dev.roster.dns.pipeline;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import java.util.Optional;

/// Makes plans of what the pipeline says to one packet after the other, and decides which of them
/// may be remembered. One a worker.
final class PlanMaker {
  private final Packet packet;
  private Optional<PlanCompiler> compiler = Optional.empty();

  PlanMaker(Packet packet) {
    this.packet = packet;
  }

  /// The types that are remembered: few, so that nobody fills the memory with the others.
  static boolean isRemembered(int type) {
    return switch (type) {
      case RecordType.A,
          RecordType.AAAA,
          RecordType.SRV,
          RecordType.PTR,
          RecordType.NS,
          RecordType.SOA,
          RecordType.CNAME,
          RecordType.MX,
          RecordType.TXT,
          RecordType.HTTPS,
          RecordType.SVCB ->
          true;
      default -> false;
    };
  }

  /// A run of the packet's question, in letters of the caller's.
  Exchange exchange(ServerBlock block, Name name) {
    Question question = new Question(name, packet.query.type(), packet.query.qclass());
    return new Exchange(question, packet.catalog, packet.site, block, packet, 0);
  }

  /// A plan for this packet alone.
  Plan once(ServerBlock block, Exchange exchange, Reply reply) {
    Name name = packet.shown == null ? exchange.name() : packet.shown.name();
    int serial = exchange.catalogSerial();
    Plan plan = compiler().compile(key(block, name), name, reply, serial);
    if (!packet.patch.rotate || !isUnmovable(plan)) return plan;
    Reply rotated = reply.withAnswers(Rotation.of(reply.answers(), packet));
    // The order is made: nothing is to move again.
    packet.patch.rotate = false;
    return compiler().compile(key(block, name), name, rotated, serial);
  }

  private static boolean isUnmovable(Plan plan) {
    return plan instanceof Plan.Fixed fixed && fixed.rotatable;
  }

  /// Remembers an answer in `table`, if it may be; the plan is that of the question in lower case.
  void remember(ServerBlock block, PlanTable table, Exchange first, Reply said) {
    if (!mayRemember(first, table, said)) return;
    Name name = first.name().folded();
    Exchange exchange = exchange(block, name);
    Reply reply = block.answer(exchange);
    if (!mayRemember(exchange, table, reply)) return;
    table.put(compiler().compile(key(block, name), name, reply, exchange.catalogSerial()));
  }

  private static boolean mayRemember(Exchange exchange, PlanTable table, Reply reply) {
    return !exchange.personal()
        && exchange.isDerivedFrom(table)
        && reply.rcode() == Rcode.NOERROR
        && reply.failure().isEmpty();
  }

  /// Remembers a reply that a directive keeps, if it is one. A question in upper case gets it with
  /// all names written out: in which letters they are is the kept reply's.
  void keep(ServerBlock block, CachedPlans held, Home basis, Exchange exchange, Reply reply) {
    Giving giving = exchange.giving();
    if (giving == null || exchange.catalogSerial() != 0) return;
    boolean bare = packet.streamed == null && packet.shown == null && reply.failure().isEmpty();
    if (!bare || !reply.agesAsOne()) return;
    Name name = exchange.name().folded();
    Plan plan = compiler().compileKept(key(block, name), name, reply, !packet.upperCase);
    if (packet.patch.rotate && isUnmovable(plan)) return;
    if (plan.body.bytes().length > Cached.BODY_BYTES_MAX) return;
    held.put(new Cached(plan, giving, held, basis, packet));
  }

  /// Remembers the denial of a zone, if the reply is one and nothing more.
  void deny(ServerBlock block, DenialSlot slot, Exchange first, Reply said) {
    boolean holds =
        !first.personal()
            && first.isDerivedFrom(PlanTable.of(packet.catalog))
            && said.rcode() == Rcode.NXDOMAIN;
    if (!holds) return;
    Name name = packet.query.name().folded();
    Reply reply = block.answer(exchange(block, name));
    slot.plan =
        compiler()
            .denial(key(block, name), name, slot.zone, reply, first.catalogSerial())
            .orElse(null);
  }

  /// Learns once for each plan which bytes of it are the question's, by asking the pipeline the
  /// same in upper case. Returns whether the plan can answer in the packet's letter case.
  boolean knowsCase(ServerBlock block, Plan plan) {
    if (plan instanceof Plan.Denial) return true;
    Optional<Plan.LetterCase> known = plan.letterCase;
    if (known.isEmpty()) {
      Name upper = LetterCases.upper(packet.query.name());
      Exchange exchange = exchange(block, upper);
      Reply reply = block.answer(exchange);
      Plan other = compiler().compile(key(block, upper), upper, reply, exchange.catalogSerial());
      known = Optional.of(LetterCases.compare(plan, other, upper));
      plan.letterCase = known;
    }
    return known.get() instanceof Plan.LetterCase.Runs;
  }

  private PlanCompiler compiler() {
    if (compiler.isEmpty()) compiler = Optional.of(new PlanCompiler());
    return compiler.get();
  }

  private Plan.Key key(ServerBlock block, Name name) {
    byte[] wire = new byte[name.wireLength()];
    name.writeTo(wire, 0);
    return new Plan.Key(block.number(), wire, packet.query.type(), packet.hash);
  }
}
