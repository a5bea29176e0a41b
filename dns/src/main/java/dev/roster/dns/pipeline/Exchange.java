package dev.roster.dns.pipeline;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.Name;

/// One run of the pipeline: a question against one catalog. A directive that looks at more than
/// that (the packet) makes the answer that packet's own: it is not remembered.
public final class Exchange {
  private final Question question;
  private final Catalog catalog;
  private final ServerBlock block;
  private final Packet packet;
  private final Exchange root;

  // Of the root alone.
  private boolean personal;
  private boolean serial;
  private PlanTable derivedFrom;

  Exchange(Question question, Catalog catalog, ServerBlock block, Packet packet) {
    this.question = question;
    this.catalog = catalog;
    this.block = block;
    this.packet = packet;
    this.root = this;
    this.derivedFrom = block.plans();
  }

  /// A run outside any server, with no packet behind it.
  public static Exchange of(Question question, Catalog catalog, ServerBlock block) {
    return new Exchange(question, catalog, block, new Packet(1));
  }

  private Exchange(Exchange of, Question question) {
    this.question = question;
    this.catalog = of.catalog;
    this.block = of.block;
    this.packet = of.packet;
    this.root = of.root;
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

  /// Says that this answer must not be remembered.
  public void leave() {
    root.personal = true;
  }

  /// Says which thing the answer derives from, if it is not the configuration alone: it is
  /// remembered there and nowhere else.
  public void derivesFrom(PlanTable plans) {
    root.derivedFrom = plans;
  }

  /// Says that the SOA records of this answer carry the catalog's serial.
  public void carriesSerial() {
    root.serial = true;
  }

  /// The same run with another question, as `rewrite` and CNAME chases ask it.
  public Exchange with(Question other) {
    return new Exchange(this, other);
  }

  /// Whether the answer may be remembered there: the very table counts.
  @SuppressWarnings("ReferenceEquality")
  boolean isDerivedFrom(PlanTable plans) {
    return root.derivedFrom == plans;
  }

  /// Whether SOA serials are the catalog's.
  boolean hasCatalogSerial() {
    return root.serial;
  }

  /// Whether the answer is this packet's own.
  boolean personal() {
    return root.personal;
  }
}
