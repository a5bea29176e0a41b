package dev.roster.dns.pipeline;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.Request;
import dev.roster.dns.metrics.Counters;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.metrics.Counters.Observation;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Turns a received message into a reply: gates, plan, patch. One a worker, confined to its thread.
/// Answering from a remembered plan allocates nothing and takes no lock.
public final class Responder {
  /// What [#respond] returns where the answer must wait for something outside the process.
  public static final int HANDED_OVER = -1;

  private static final System.Logger LOG = System.getLogger(Responder.class.getName());

  private final Packet packet;
  private final Observation seen = new Observation();
  private final Counters counters;
  private final LongSupplier nanoTime;
  private final long hashSeed;
  private final boolean remembers;
  private Optional<PlanCompiler> compiler = Optional.empty();
  private int handedOver; // the block's index in the site
  private final Untimed untimed;
  private long batchNanos;

  /// A responder.
  ///
  /// @param hashSeed the same for all responders of a process, and nobody else's to know
  /// @param randomSeed where its random members start
  public Responder(long hashSeed, long randomSeed, LongSupplier nanoTime, Counters counters) {
    this(hashSeed, randomSeed, nanoTime, counters, true);
  }

  /// A responder that may be told to remember nothing: its answers are the same, but for the order
  /// that is random.
  Responder(
      long hashSeed, long randomSeed, LongSupplier nanoTime, Counters counters, boolean remembers) {
    this(new Packet(randomSeed), hashSeed, nanoTime, counters, remembers);
  }

  private Responder(
      Packet packet, long hashSeed, LongSupplier nanoTime, Counters counters, boolean remembers) {
    this.packet = packet;
    this.hashSeed = hashSeed;
    this.nanoTime = nanoTime;
    this.counters = counters;
    this.remembers = remembers;
    // Who remembers nothing is there for one question, and thousands may wait.
    untimed = new Untimed(counters, remembers ? Untimed.ANSWERS_MAX : 1);
  }

  /// A responder for a thread that must not wait: questions that would are handed over.
  ///
  /// @param hashSeed the same for all responders of a process, and nobody else's to know
  /// @param randomSeed where its random members start
  public static Responder ofWorker(
      long hashSeed, long randomSeed, LongSupplier nanoTime, Counters counters) {
    Responder responder = new Responder(hashSeed, randomSeed, nanoTime, counters);
    responder.packet.mayWait = false;
    return responder;
  }

  /// The packet under way; its reply holds until the next call.
  public Packet packet() {
    return packet;
  }

  /// What this worker counted.
  public Counters counters() {
    return counters;
  }

  /// Answers the message in `bytes[offset, end)`, whose sender [Packet#from] was told. Returns the
  /// reply's length, 0 for no reply, [#HANDED_OVER] if its answer must wait: then [#handOver] or
  /// [#refuseToWait] is called next.
  public int respond(Site site, Catalog catalog, byte[] bytes, int offset, int end) {
    beginBatch();
    int length = respondNext(site, catalog, bytes, offset, end);
    endBatch();
    return length;
  }

  /// Reads the clock for the messages that [#respondNext] is given until [#endBatch].
  public void beginBatch() {
    batchNanos = nanoTime.getAsLong();
  }

  /// When the batch began, of the clock.
  public long batchNanos() {
    return batchNanos;
  }

  /// Reads the clock again and counts what the answers since [#beginBatch] took.
  public void endBatch() {
    if (!untimed.isEmpty()) untimed.tell(nanoTime.getAsLong() - batchNanos);
  }

  /// As [#respond], for one message of a batch.
  public int respondNext(Site site, Catalog catalog, byte[] bytes, int offset, int end) {
    packet.startNanos = batchNanos;
    packet.catalog = catalog;
    packet.site = site;
    packet.replyLength = 0;
    packet.streamed = null;
    packet.shown = null;
    packet.patch.clear();
    switch (packet.query.decode(bytes, offset, end, site.takesAnyClass())) {
      case Request.Drop _ -> counters.count(Event.DROPPED);
      case Request.Refuse refuse -> refuse(site, refuse);
      case Request.Query _ -> query(site);
    }
    return packet.replyLength;
  }

  /// The question that was handed over, with all that it needs to be answered on another thread.
  /// The gates have let it pass.
  ///
  /// @param shared where it is counted, by whichever thread
  public Waiting handOver(Counters shared) {
    counters.count(Event.HANDED_OVER);
    Responder own = new Responder(packet.copy(), hashSeed, nanoTime, shared, false);
    return new Waiting(own, handedOver);
  }

  /// Answers the question that was handed over with SERVFAIL: too many wait. Returns the reply's
  /// length.
  public int refuseToWait() {
    counters.count(Event.WAITING_REFUSED);
    PlanWriter.writeRcode(packet, Rcode.SERVFAIL, true, true);
    observe(packet.site, handedOver, false);
    return packet.replyLength;
  }

  /// Answers what was handed over; waits as long as directives want to. Returns the reply's length,
  /// 0 for no reply.
  int respondWaiting(int index) {
    packet.block.patch(packet);
    guarded(index, true);
    untimed.tell(nanoTime.getAsLong() - packet.startNanos);
    return packet.replyLength;
  }

  private void refuse(Site site, Request.Refuse refuse) {
    switch (refuse.rcode()) {
      case Rcode.FORMERR, Rcode.NOTIMP ->
          PlanWriter.writeRejected(packet, refuse.rcode(), refuse.echoQuestion());
      default -> PlanWriter.writeRcode(packet, refuse.rcode(), refuse.echoQuestion(), true);
    }
    if (refuse.rcode() == Rcode.REFUSED) observe(site, -1, false);
    else counters.count(Event.MALFORMED);
  }

  private void query(Site site) {
    packet.readName(hashSeed);
    int index = site.find(packet);
    if (index < 0) {
      PlanWriter.writeRcode(packet, Rcode.REFUSED, true, true);
      observe(site, -1, false);
      return;
    }
    packet.block = site.block(index);
    guarded(index, false);
  }

  /// Answers, and counts the answer.
  ///
  /// @param passed whether the gates were asked already
  private void guarded(int index, boolean passed) {
    ServerBlock block = packet.block;
    boolean written = true;
    try {
      written = passed ? run(block, null) : answer(block);
    } catch (Handoff mustWait) {
      handedOver = index;
      packet.replyLength = HANDED_OVER;
      return;
    } catch (RuntimeException bug) {
      // The loop boundary: a directive is wrong, the server goes on.
      counters.count(Event.PANIC);
      LOG.log(System.Logger.Level.ERROR, "a directive of " + block + " failed", bug);
      PlanWriter.writeRcode(packet, Rcode.SERVFAIL, true, true);
      written = false;
    }
    if (packet.replyLength > 0) observe(packet.site, index, written);
  }

  /// Returns whether a directive wrote the reply.
  private boolean answer(ServerBlock block) {
    Gate gate = block.gate(packet);
    switch (gate) {
      case Gate.Drop _ -> {
        return false;
      }
      case Gate.Truncated _ -> {
        block.patch(packet);
        packet.patch.flagsSet |= Flags.TC;
        PlanWriter.writeRcode(packet, Rcode.NOERROR, true, true);
        return true;
      }
      case Gate.Answered(int rcode) -> {
        block.patch(packet);
        PlanWriter.writeRcode(packet, rcode, true, true);
        return true;
      }
      case Gate.Pass _, Gate.Leave _ -> {}
    }
    block.patch(packet);
    if (gate instanceof Gate.Leave || !remembers) {
      counters.count(Event.LEAVE_GATE);
      return run(block, null);
    }
    if (!packet.query.plain() || !isCommon(packet.query.type())) {
      counters.count(Event.LEAVE_FORM);
      return run(block, null);
    }
    packet.hashWith(block.number(), packet.query.type());
    return switch (block.home(packet)) {
      case Home.Next _, Home.Alone _, Home.Leave _ -> {
        counters.count(Event.LEAVE_HOME);
        yield run(block, null);
      }
      case PlanTable table -> recall(block, table, table.find(packet));
      case DenialSlot slot -> deny(block, slot);
      case Plan plan -> recall(block, block.plans(), plan);
    };
  }

  /// The types that are remembered: few, so that nobody fills the memory with the others.
  private static boolean isCommon(int type) {
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

  private boolean recall(ServerBlock block, PlanTable table, @Nullable Plan plan) {
    if (plan == null) {
      counters.count(Event.LEAVE_FIRST);
      return run(block, table);
    }
    if (packet.upperCase && !knowsCase(block, plan)) {
      counters.count(Event.LEAVE_CASE);
      return run(block, null);
    }
    if (packet.patch.rotate && plan instanceof Plan.Fixed fixed && fixed.rotatable) {
      counters.count(Event.LEAVE_HOME);
      return run(block, null);
    }
    counters.count(Event.PLAN_HIT);
    PlanWriter.write(plan, packet);
    return plan.head.written();
  }

  private boolean deny(ServerBlock block, DenialSlot slot) {
    Plan.Denial plan = slot.plan;
    if (plan != null) {
      counters.count(Event.PLAN_HIT);
      PlanWriter.write(plan, packet);
      return plan.head.written();
    }
    counters.count(Event.LEAVE_FIRST);
    Exchange exchange = exchange(block, packet.query.name());
    Reply reply = block.answer(exchange);
    boolean holds =
        !exchange.personal()
            && exchange.isDerivedFrom(slot.table)
            && reply.rcode() == Rcode.NXDOMAIN;
    if (holds) {
      Name name = packet.query.name().folded();
      Reply lower = block.answer(exchange(block, name));
      slot.plan =
          compiler()
              .denial(key(block, name), name, slot.zone, lower, exchange.catalogSerial())
              .orElse(null);
    }
    return write(block, exchange, reply);
  }

  /// Runs the pipeline and writes what it says; remembers it in `table`, if it may be.
  private boolean run(ServerBlock block, @Nullable PlanTable table) {
    Exchange exchange = exchange(block, packet.query.name());
    Reply reply = block.answer(exchange);
    if (table != null && mayRemember(exchange, table, reply)) remember(block, table, exchange);
    return write(block, exchange, reply);
  }

  private static boolean mayRemember(Exchange exchange, PlanTable table, Reply reply) {
    return !exchange.personal()
        && exchange.isDerivedFrom(table)
        && reply.rcode() == Rcode.NOERROR
        && reply.failure().isEmpty();
  }

  /// The plan is that of the question in lower case.
  private void remember(ServerBlock block, PlanTable table, Exchange first) {
    Name name = first.name().folded();
    Exchange exchange = exchange(block, name);
    Reply reply = block.answer(exchange);
    if (!mayRemember(exchange, table, reply)) return;
    table.put(compiler().compile(key(block, name), name, reply, exchange.catalogSerial()));
  }

  private boolean write(ServerBlock block, Exchange exchange, Reply reply) {
    if (reply.rcode() == Reply.NO_REPLY) return false;
    if (packet.streamed != null) {
      byte[] first = packet.streamed.next();
      System.arraycopy(first, 0, packet.reply, 0, first.length);
      packet.replyLength = first.length;
      packet.rcode = reply.rcode();
      block.observe(packet, reply);
      return isWritten(reply);
    }
    Name name = packet.shown == null ? exchange.name() : packet.shown.name();
    int serial = exchange.catalogSerial();
    Plan plan = compiler().compile(key(block, name), name, reply, serial);
    if (packet.patch.rotate && plan instanceof Plan.Fixed fixed && fixed.rotatable) {
      Reply rotated = reply.withAnswers(Rotation.of(reply.answers(), packet));
      plan = compiler().compile(key(block, name), name, rotated, serial);
      // The order is made: nothing is to move again.
      packet.patch.rotate = false;
    }
    PlanWriter.write(plan, packet);
    block.observe(packet, reply);
    return isWritten(reply);
  }

  /// Learns once for each plan which bytes of it are the question's, by asking the pipeline the
  /// same in upper case. Returns whether the plan can answer in the packet's letter case.
  private boolean knowsCase(ServerBlock block, Plan plan) {
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

  private Exchange exchange(ServerBlock block, Name name) {
    Question question = new Question(name, packet.query.type(), packet.query.qclass());
    return new Exchange(question, packet.catalog, packet.site, block, packet, 0);
  }

  private Plan.Key key(ServerBlock block, Name name) {
    byte[] wire = new byte[name.wireLength()];
    name.writeTo(wire, 0);
    return new Plan.Key(block.number(), wire, packet.query.type(), packet.hash);
  }

  private static boolean isWritten(Reply reply) {
    return !reply.by().isEmpty();
  }

  private void observe(Site site, int index, boolean written) {
    seen.stream = packet.transport().isStream();
    seen.ipv6 = !packet.isIpv4();
    seen.dnssecOk = packet.query.dnssecOk();
    seen.type = packet.query.type();
    seen.rcode = packet.rcode;
    seen.written = written;
    seen.requestBytes = packet.query.end() - packet.query.offset();
    seen.responseBytes = packet.replyLength;
    int series = site.series(index);
    counters.answered(series, seen);
    if (untimed.isFull()) untimed.tell(nanoTime.getAsLong() - packet.startNanos);
    untimed.add(series);
  }

  /// Whether the reply written last says that something was left out.
  public boolean isTruncated() {
    return (packet.replyFlags() & Flags.TC) != 0;
  }
}
