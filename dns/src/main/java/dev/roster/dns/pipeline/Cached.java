package dev.roster.dns.pipeline;

import dev.roster.core.wire.Flags;

/// The plan of a reply that a directive keeps: TTLs are written with each packet. It holds for
/// requests with the same DO, CD and AD, in lower case or not, that came to the same listener, as
/// long as the other directives say the same of where such an answer is remembered.
final class Cached {
  /// Bytes of the records, at most; larger replies are given by the pipeline.
  static final int BODY_BYTES_MAX = 8192;

  /// What it takes of memory beside its records and its name, about.
  private static final int OBJECT_BYTES = 500;

  private static final int DO = 1;
  private static final int CD = 2;
  private static final int AD = 4;
  private static final int UPPER = 8;

  final Plan plan;
  final Giving giving;
  final CachedPlans home;
  final long hash;
  private final Home basis;
  private final String server;
  private final int asked;

  Cached(Plan plan, Giving giving, CachedPlans home, Home basis, Packet packet) {
    this.plan = plan;
    this.giving = giving;
    this.home = home;
    this.basis = basis;
    this.server = packet.site.server();
    this.asked = asked(packet);
    this.hash = hash(packet);
  }

  private static int asked(Packet packet) {
    int flags = packet.query.flags();
    return (packet.query.dnssecOk() ? DO : 0)
        | ((flags & Flags.CD) != 0 ? CD : 0)
        | ((flags & Flags.AD) != 0 ? AD : 0)
        | (packet.upperCase ? UPPER : 0);
  }

  static long hash(Packet packet) {
    long more = 31L * packet.site.server().hashCode() + asked(packet);
    return packet.hash ^ more * 0x9e37_79b9_7f4a_7c15L;
  }

  /// Whether it gives its reply to this packet.
  @SuppressWarnings("ReferenceEquality") // the very table
  boolean answers(Packet packet, Home from) {
    return basis == from
        && asked == asked(packet)
        && server.equals(packet.site.server())
        && plan.answers(packet)
        && !giving.kept().isDropped();
  }

  boolean sameQuestion(Cached other) {
    return hash == other.hash
        && asked == other.asked
        && server.equals(other.server)
        && plan.sameQuestion(other.plan);
  }

  int bytes() {
    Plan.Body body = plan.body;
    int offsets = body.ends().length + body.ttls().length + body.setStarts().length;
    return OBJECT_BYTES + body.bytes().length + plan.key.name().length + 4 * offsets;
  }
}
