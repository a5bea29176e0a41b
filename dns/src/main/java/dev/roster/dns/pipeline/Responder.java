package dev.roster.dns.pipeline;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.Request;
import dev.roster.dns.metrics.Counters;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.metrics.Counters.Observation;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Turns a received message into a reply: gates, plan, patch. One a worker, confined to its thread.
/// Answering from a remembered plan allocates nothing and takes no lock.
public final class Responder {
  /// What [#respond] returns where the answer must wait for something outside the process.
  public static final int HANDED_OVER = -1;

  private static final Shortcuts NO_SHORTCUTS = new Shortcuts(); // nobody looks into it

  private final Packet packet;
  private final PlanMaker plans;
  private final Shortcuts shortcuts;
  private final Observation seen = new Observation();
  private final Counters counters;
  private final LongSupplier nanoTime;
  private final long hashSeed;
  private final boolean remembers;
  private int handedOver; // the block's index in the site
  private int blockIndex; // of the packet under way
  private long nameHash; // of the packet under way
  private int shortcut; // of the packet under way: its place, -1 for none
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
  public Responder(
      long hashSeed, long randomSeed, LongSupplier nanoTime, Counters counters, boolean remembers) {
    this(new Packet(randomSeed), hashSeed, nanoTime, counters, remembers);
  }

  private Responder(
      Packet packet, long hashSeed, LongSupplier nanoTime, Counters counters, boolean remembers) {
    this.packet = packet;
    this.plans = new PlanMaker(packet);
    this.hashSeed = hashSeed;
    this.nanoTime = nanoTime;
    this.counters = counters;
    this.remembers = remembers;
    shortcuts = remembers ? new Shortcuts() : NO_SHORTCUTS;
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

  /// When the batch began.
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
    if (remembers && site.isConstant() && packet.query.guess(bytes, offset, end)) {
      packet.readName(hashSeed);
      if (takesShortcut(site)) return packet.replyLength;
    }
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

  /// Answers by the shortcut of the question, if it has one.
  private boolean takesShortcut(Site site) {
    shortcut = shortcuts.find(packet);
    if (shortcut < 0) return false;
    int index = shortcuts.block(shortcut);
    packet.block = site.block(index);
    guarded(index, false);
    return true;
  }

  private void query(Site site) {
    packet.readName(hashSeed);
    shortcut = -1;
    int index = site.find(packet);
    if (index < 0) {
      PlanWriter.writeRcode(packet, Rcode.REFUSED, true, true);
      observe(site, -1, false);
      return;
    }
    packet.block = site.block(index);
    blockIndex = index;
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
      System.getLogger(Responder.class.getName())
          .log(System.Logger.Level.ERROR, "a directive of " + block + " failed", bug);
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
    if (!packet.query.plain() || !PlanMaker.isRemembered(packet.query.type())) {
      counters.count(Event.LEAVE_FORM);
      return run(block, null);
    }
    if (shortcut >= 0) return shortcut(block);
    nameHash = packet.hash;
    packet.hashWith(block.number(), packet.query.type());
    return switch (block.home(packet)) {
      case Home.Next next -> cached(block, next, null);
      case Home.Alone _, Home.Leave _ -> {
        counters.count(Event.LEAVE_HOME);
        yield run(block, null);
      }
      case PlanTable table -> {
        Plan plan = table.find(packet);
        // What falls through there is no other's to say while the catalog stays as it is.
        boolean mayFall = plan == null && table.isOf(packet.catalog);
        yield mayFall ? cached(block, table, table) : recall(block, table, plan);
      }
      case DenialSlot slot -> deny(block, slot);
      case Plan plan -> recall(block, block.plans(), plan);
    };
  }

  private boolean recall(ServerBlock block, PlanTable table, @Nullable Plan plan) {
    if (plan == null) {
      counters.count(Event.LEAVE_FIRST);
      return run(block, table);
    }
    if (packet.upperCase && !plans.knowsCase(block, plan)) {
      counters.count(Event.LEAVE_CASE);
      return run(block, null);
    }
    if (packet.patch.rotate && plan instanceof Plan.Fixed fixed && fixed.rotatable) {
      counters.count(Event.LEAVE_HOME);
      return run(block, null);
    }
    return hit(plan);
  }

  private boolean shortcut(ServerBlock block) {
    byte[] places = shortcuts.places();
    if (PlaceWriter.write(places, shortcut, packet)) {
      counters.count(Event.PLAN_HIT);
      return (places[shortcut + Shortcuts.TRAITS] & Shortcuts.WRITTEN) != 0;
    }
    Plan plan = shortcuts.plan(shortcut);
    boolean written = recall(block, block.plans(), plan);
    if (plan != null && packet.upperCase) shortcuts.learn(shortcut, plan);
    return written;
  }

  private boolean hit(Plan plan) {
    counters.count(Event.PLAN_HIT);
    if (!ShortWriter.write(plan, packet)) PlanWriter.write(plan, packet);
    // A shortcut is for clients with EDNS and without. Those with it are told of a stale catalog by
    // the directive, so only the others get here: their shortcut would keep that from the rest.
    if (shortcut < 0 && packet.site.isConstant() && !packet.catalog.isStale()) {
      shortcuts.put(packet, nameHash, blockIndex, plan);
    }
    return plan.head.written();
  }

  /// Gives what a directive keeps of another server's answers.
  ///
  /// @param basis where the answer would be remembered if it were ours
  private boolean cached(ServerBlock block, Home basis, @Nullable PlanTable table) {
    CachedPlans held = block.cached(packet);
    if (held == null) {
      counters.count(table == null ? Event.LEAVE_HOME : Event.LEAVE_FIRST);
      return run(block, table);
    }
    Cached found = held.find(packet, basis);
    long seconds = found == null ? 0 : found.giving.seconds(packet.startNanos);
    if (found == null || seconds <= 0) {
      counters.count(Event.LEAVE_FIRST);
      return run(block, table, held, basis);
    }
    // Cut to size, names must be as short as the pipeline writes them.
    if (packet.upperCase && !PlanWriter.fits(found.plan, packet)) {
      counters.count(Event.LEAVE_CASE);
      return run(block, table);
    }
    counters.count(Event.PLAN_HIT);
    found.giving.given(packet.startNanos);
    packet.ttlSeconds = (int) seconds;
    PlanWriter.write(found.plan, packet);
    return found.plan.head.written();
  }

  private boolean deny(ServerBlock block, DenialSlot slot) {
    Plan.Denial plan = slot.plan;
    if (plan != null) return hit(plan);
    counters.count(Event.LEAVE_FIRST);
    Exchange exchange = plans.exchange(block, packet.query.name());
    Reply reply = block.answer(exchange);
    plans.deny(block, slot, exchange, reply);
    return write(block, exchange, reply);
  }

  /// Runs the pipeline and writes what it says; remembers it in `table`, if it may be.
  private boolean run(ServerBlock block, @Nullable PlanTable table) {
    Exchange exchange = plans.exchange(block, packet.query.name());
    Reply reply = block.answer(exchange);
    if (table != null) plans.remember(block, table, exchange, reply);
    return write(block, exchange, reply);
  }

  /// As [#run], where what comes out may be a kept reply.
  private boolean run(
      ServerBlock block, @Nullable PlanTable table, CachedPlans cached, Home basis) {
    Exchange exchange = plans.exchange(block, packet.query.name());
    Reply reply = block.answer(exchange);
    if (table != null) plans.remember(block, table, exchange, reply);
    plans.keep(block, cached, basis, exchange, reply);
    return write(block, exchange, reply);
  }

  private boolean write(ServerBlock block, Exchange exchange, Reply reply) {
    if (reply.rcode() == Reply.NO_REPLY) return false;
    if (packet.streamed != null) {
      byte[] first = packet.streamed.next();
      packet.reserve(first.length);
      System.arraycopy(first, 0, packet.reply, 0, first.length);
      packet.replyLength = first.length;
      packet.rcode = reply.rcode();
      block.observe(packet, reply);
      return isWritten(reply);
    }
    PlanWriter.write(plans.once(block, exchange, reply), packet);
    block.observe(packet, reply);
    return isWritten(reply);
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
    packet.observer.answered(packet);
  }

  /// Whether the reply written last says that something was left out.
  public boolean isTruncated() {
    return (packet.replyFlags() & Flags.TC) != 0;
  }
}
