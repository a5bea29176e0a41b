package dev.roster.dns.pipeline;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Rcode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One run of the pipeline: a question against one catalog. A directive that looks at more than
/// that (the packet) makes the answer that packet's own: it is not remembered.
public final class Exchange {
  /// Questions inside each other, at most.
  public static final int RESOLVES_MAX = 8;

  private final Question question;
  private final Catalog catalog;
  private final ServerBlock block;
  private final Packet packet;
  private final Exchange root;
  private final Site site;
  private final int depth;

  private final Optional<Asked> changed;

  // Of the root alone.
  private boolean personal;
  private boolean outside;
  private boolean mustNotWait;
  private boolean waitsInside;
  private boolean ttlsFinal;
  private boolean asked;
  private boolean waited;
  private @Nullable Giving giving;
  private int serial;
  private PlanTable derivedFrom;

  Exchange(
      Question question, Catalog catalog, Site site, ServerBlock block, Packet packet, int depth) {
    this(question, catalog, site, block, packet, depth, Optional.empty());
  }

  private Exchange(
      Question question,
      Catalog catalog,
      Site site,
      ServerBlock block,
      Packet packet,
      int depth,
      Optional<Asked> changed) {
    this.question = question;
    this.site = site;
    this.depth = depth;
    this.catalog = catalog;
    this.block = block;
    this.packet = packet;
    this.changed = changed;
    this.root = this;
    this.derivedFrom = block.plans();
  }

  /// A run outside any server, with no packet behind it.
  public static Exchange of(Question question, Catalog catalog, ServerBlock block) {
    return new Exchange(question, catalog, Site.NONE, block, Packet.light(1), 0);
  }

  private Exchange(Exchange of, Question question, Optional<Asked> changed) {
    this.question = question;
    this.changed = changed;
    this.catalog = of.catalog;
    this.block = of.block;
    this.packet = of.packet;
    this.root = of.root;
    this.site = of.site;
    this.depth = of.depth;
    this.derivedFrom = of.derivedFrom;
  }

  /// What is asked.
  public Question question() {
    return question;
  }

  /// The name asked, case kept.
  public Name name() {
    return question.name();
  }

  /// The type asked.
  public int type() {
    return question.type();
  }

  /// The catalog of this run. It does not change while it runs.
  public Catalog catalog() {
    return catalog;
  }

  /// The server block that answers.
  public ServerBlock block() {
    return block;
  }

  /// The packet: source, transport, EDNS. Whoever asks for it makes the answer this packet's own.
  public Packet packet() {
    root.personal = true;
    return packet;
  }

  /// The packet, for a directive whose gate has judged it: where that says pass, whatever it looks
  /// at here comes out the same for every packet that passes, so the answer may be remembered.
  public Packet gatedPacket() {
    return packet;
  }

  /// What directives of the block know of the packet under a label, see [Packet#metadata]. Whoever
  /// asks makes the answer this packet's own.
  public Optional<String> metadata(String label) {
    root.personal = true;
    return packet.metadata(label);
  }

  /// Said by a directive before it waits for anything outside the process (an upstream, a secondary
  /// server). Returns where waiting is allowed; elsewhere the whole run ends here and starts again
  /// on a thread that may wait. So whatever a directive changes or counts, it does behind this.
  public void willWait() {
    fromOutside();
    if (root.mustNotWait || !packet.mayWait) throw new Handoff();
    root.waited = true;
  }

  /// Says that the answer is another server's and ages with time.
  public void fromOutside() {
    root.outside = true;
  }

  /// Says that the answer is a reply that a directive keeps: unless another one has changed it,
  /// plans may give it, too.
  public void gives(Giving kept) {
    fromOutside();
    boolean own = changed.isEmpty() && question.equals(root.question) && root.giving == null;
    if (own) root.giving = kept;
    else leave();
  }

  /// How the answer is given again, if it is a kept reply and nothing but that.
  @Nullable Giving giving() {
    return root.personal || root.asked || root.waited ? null : root.giving;
  }

  /// Whether the answer, or a part of it, is another server's.
  public boolean isFromOutside() {
    return root.outside;
  }

  /// What the directives behind say without waiting, even where that would be allowed; empty where
  /// one of them has to.
  public Optional<Reply> withoutWaiting(Chain next) {
    boolean outsideBefore = root.outside;
    boolean mustNotBefore = root.mustNotWait;
    int serialBefore = root.serial;
    PlanTable derivedBefore = root.derivedFrom;
    root.mustNotWait = true;
    try {
      return Optional.of(next.answer(this));
    } catch (Handoff waiting) {
      root.outside = outsideBefore;
      root.serial = serialBefore;
      root.derivedFrom = derivedBefore;
      return Optional.empty();
    } finally {
      root.mustNotWait = mustNotBefore;
    }
  }

  /// Whether a question that this one led to ([#resolve]) is what has to wait: what the directives
  /// say then is more than another server's answer.
  public boolean waitsInside() {
    return root.waitsInside;
  }

  /// Whether another question led to this one ([#resolve]).
  public boolean isInner() {
    return depth > 0;
  }

  /// Says that the reply has an OPT record of this payload size although the request has none. Of
  /// no weight inside of another question.
  public void addOpt(int udpSize) {
    leave();
    if (depth == 0) packet.addOpt(udpSize);
  }

  /// Says that the reply shows this question and not the client's: what CoreDNS does where a
  /// `rewrite` that goes on turns nothing back. Of no weight inside of another question.
  public void show(Question other) {
    leave();
    if (depth == 0) packet.shown = other;
  }

  /// Says that no directive may change the TTLs of this answer.
  public void keepTtls() {
    root.ttlsFinal = true;
  }

  /// Whether the TTLs are to stay as they are.
  public boolean keepsTtls() {
    return root.ttlsFinal;
  }

  /// What the request carries beyond the question, for those who pass it on.
  public Asked asked() {
    root.asked = true;
    return keptAsked();
  }

  /// The same, for a directive that keeps replies by DO, CD and AD and by nothing else of it.
  public Asked keptAsked() {
    return changed.orElseGet(() -> Asked.of(packet));
  }

  /// The server that was asked, as metrics name it: `dns://127.0.0.1:53`.
  public String server() {
    return site.server();
  }

  /// Says that this answer must not be remembered.
  public void leave() {
    root.personal = true;
  }

  /// Says which thing the answer derives from, if it is not the configuration alone: it is
  /// remembered there and nowhere else.
  public void derivesFrom(PlanTable plans) {
    root.derivedFrom = plans;
  }

  /// Says that the SOA records of this answer carry a serial of the catalog, which is written anew
  /// with each packet.
  ///
  /// @param aspects of which the zone shows, see [Catalog#serial(int)]; not 0
  public void carriesSerial(int aspects) {
    root.serial = aspects;
  }

  /// The same run with another question, as `rewrite` and CNAME chases ask it.
  public Exchange with(Question other) {
    return new Exchange(this, other, changed);
  }

  /// The same run with another request around the question.
  public Exchange with(Asked other) {
    return new Exchange(this, question, Optional.of(other));
  }

  /// A run of its own of the same question, for what goes on after the packet was answered. It has
  /// a copy of the packet, as if it had come over TCP, and may wait; whoever is asked for it must
  /// run it on a thread that may.
  public Exchange detached() {
    Packet copy = packet.detached();
    Exchange run = new Exchange(question, catalog, site, block, copy, depth);
    return run.with(new Asked(asked().flags(), asked().edns(), true));
  }

  /// Asks the server itself another question, from its blocks on, as CNAME chases do. What comes
  /// from more than configuration makes this answer one that is not remembered.
  public Reply resolve(Question other) {
    if (depth == RESOLVES_MAX) return Reply.failure("too many questions to answer one");
    int index = site.find(packet, other);
    if (index < 0) return Reply.rcode(Rcode.REFUSED);
    ServerBlock there = site.block(index);
    Exchange inner = new Exchange(other, catalog, site, there, packet, depth + 1, changed);
    inner.mustNotWait = root.mustNotWait;
    Reply reply;
    try {
      reply = there.answer(inner);
    } catch (Handoff waiting) {
      root.waitsInside = true;
      throw waiting;
    }
    root.outside |= inner.outside;
    if (inner.personal() || !inner.isDerivedFrom(there.plans())) leave();
    return reply;
  }

  /// Whether the answer may be remembered there: the very table counts.
  @SuppressWarnings("ReferenceEquality")
  boolean isDerivedFrom(PlanTable plans) {
    return root.derivedFrom == plans;
  }

  /// The aspects of the catalog whose serial SOA records carry; 0 where it is not the catalog's.
  int catalogSerial() {
    return root.serial;
  }

  /// Whether the answer is this packet's own.
  boolean personal() {
    return root.personal || root.outside || root.asked;
  }
}
