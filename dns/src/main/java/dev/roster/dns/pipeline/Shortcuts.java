package dev.roster.dns.pipeline;

import dev.roster.dns.pipeline.Plan.Addresses;
import dev.roster.dns.pipeline.Plan.Denial;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Which block and which plan answered a question lately, so that neither are the blocks gone
/// through nor are directives asked where its answer is remembered. A shortcut holds as long as the
/// site, what the catalog answers, and what [Changing] directives say stay the same.
///
/// A place is 256 bytes of one array: the question, and what [PlaceWriter] needs of its plan, the
/// records included where they have room. So answering touches three or four neighbouring cache
/// lines and no object. Whole names are compared. One a worker, confined to its thread; allocates
/// only when it grows, which it does when shortcuts that still hold make room for others.
final class Shortcuts {
  /// Shortcuts of one worker, at most.
  static final int SHORTCUTS_MAX = 32_768;

  /// Bytes of a name that has one, at most.
  static final int NAME_BYTES_MAX = 112;

  /// Bytes of a plan's records, at most: a plan that nobody else holds any more stays until its
  /// place is used again.
  static final int BODY_BYTES_MAX = 1024;

  // Where things stand in a place; 8 bytes first: the name's hash, then the question.
  static final int QUESTION = 8; // generation, type, length of the name, block
  static final int FLAGS = 16; // with the rcode
  static final int LENGTH = 20; // bytes of the records, NOT_HERE: the plan has them
  static final int SERIAL = 22; // where in the records the serial stands, NOT_HERE: nowhere
  static final int COUNTS = 24; // of the header
  static final int ASPECTS = 32; // whose serial it is
  static final int TRAITS = 36;
  static final int COUNT = 37; // records that rotate, 0: none
  static final int START = 38; // where they begin
  static final int STRIDE = 40; // bytes of each
  static final int NAME = 48; // the records are behind it

  static final int NOT_HERE = 0xffff;
  static final int WRITTEN = 1; // a trait: a directive wrote it
  static final int CASELESS = 2; // the records are the same for all letter cases
  static final int BARE = 4; // an OPT record of the reply has no options of its own

  private static final int SLOTS_MIN = 256;
  private static final int SLOT_BITS = 8;
  private static final int SLOT_BYTES = 1 << SLOT_BITS;
  private static final int BLOCK = 0xff;
  private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] places = new byte[SLOTS_MIN << SLOT_BITS];
  private @Nullable Plan[] plans = new Plan[SLOTS_MIN];
  private Site site = Site.NONE;
  private Object answers = this; // of the catalog
  private long changes;
  private int generation = 1;
  private int displaced; // since it grew

  /// None yet.
  Shortcuts() {}

  /// Where the packet's question stands in [#places], -1 where it has no shortcut that holds.
  @SuppressWarnings("ReferenceEquality") // the very site
  int find(Packet packet) {
    if (packet.site != site
        || packet.catalog.plans() != answers
        || packet.site.changes() != changes) {
      renew(packet);
      return -1;
    }
    long question = question(packet);
    int at = first(packet.hash, packet.query.type());
    if (isAt(at, question, packet)) return at;
    at ^= SLOT_BYTES;
    return isAt(at, question, packet) ? at : -1;
  }

  private boolean isAt(int at, long question, Packet packet) {
    byte[] held = places;
    if ((long) LONG.get(held, at) != packet.hash) return false;
    if (((long) LONG.get(held, at + QUESTION) & ~BLOCK) != question) return false;
    int length = packet.query.nameLength();
    return Arrays.equals(held, at + NAME, at + NAME + length, packet.folded, 0, length);
  }

  /// All places.
  byte[] places() {
    return places;
  }

  /// The plan of a place that [#find] gave.
  @Nullable Plan plan(int at) {
    return plans[at >>> SLOT_BITS];
  }

  /// The block of a place, by its index in the site.
  int block(int at) {
    return places[at + QUESTION] & BLOCK;
  }

  /// Learns what a plan that has one has learned meanwhile of letter case.
  void learn(int at, Plan plan) {
    if (plan.ignoresCase()) places[at + TRAITS] |= CASELESS;
  }

  /// Remembers which plan answers the packet's question.
  ///
  /// @param hash of the name alone
  /// @param block its index in the site
  void put(Packet packet, long hash, int block, Plan plan) {
    int length = packet.query.nameLength();
    if (length > NAME_BYTES_MAX || block > BLOCK || plan.bytes.length > BODY_BYTES_MAX) return;
    if (displaced > plans.length && plans.length < SHORTCUTS_MAX) grow();
    int at = first(hash, packet.query.type());
    if (holds(at)) {
      if (holds(at ^ SLOT_BYTES)) displaced++;
      else at ^= SLOT_BYTES;
    }
    LONG.set(places, at, hash);
    LONG.set(places, at + QUESTION, question(packet) | block);
    System.arraycopy(packet.folded, 0, places, at + NAME, length);
    plans[at >>> SLOT_BITS] = plan;
    fill(at, length, plan);
  }

  /// Writes what the plan says into a place.
  private void fill(int at, int nameLength, Plan plan) {
    byte[] held = places;
    int traits = plan.head.written() ? WRITTEN : 0;
    if (plan.ignoresCase()) traits |= CASELESS;
    if (!plan.ednsDiffers) traits |= BARE;
    held[at + TRAITS] = (byte) traits;
    int body = at + NAME + nameLength;
    boolean here = plan.isShort && body + plan.bytes.length <= at + SLOT_BYTES;
    if (plan instanceof Addresses run) {
      int count = run.to - run.from;
      here &= run.shuffles();
      held[at + COUNT] = (byte) count;
      SHORT.set(held, at + START, (short) run.start);
      SHORT.set(held, at + STRIDE, (short) run.stride);
    } else {
      held[at + COUNT] = 0;
      // Its answers move only in the pipeline.
      here &= !(plan instanceof Plan.Fixed fixed && fixed.rotatable);
    }
    SHORT.set(held, at + LENGTH, (short) (here ? plan.bytes.length : NOT_HERE));
    if (!here) return;
    INT.set(held, at + FLAGS, plan.flags);
    SHORT.set(held, at + SERIAL, (short) plan.serialAt);
    LONG.set(held, at + COUNTS, plan.counts);
    INT.set(held, at + ASPECTS, plan.aspects);
    System.arraycopy(plan.bytes, 0, held, body, plan.bytes.length);
    if (!(plan instanceof Denial denial)) return;
    int zone = 0xc000 | denial.zoneAt(nameLength);
    for (int pointer : denial.zonePointers) {
      held[body + pointer] = (byte) (zone >> 8);
      held[body + pointer + 1] = (byte) zone;
    }
  }

  private boolean holds(int at) {
    return (int) ((long) LONG.get(places, at + QUESTION) >>> 32) == generation;
  }

  private int first(long hash, int type) {
    int slot = (int) ((hash ^ (type * SPREAD)) >>> 32) & (plans.length - 1);
    return slot << SLOT_BITS;
  }

  /// What beside the hash and the name makes a question; room for the block.
  private long question(Packet packet) {
    int question = (packet.query.type() << 16) | (packet.query.nameLength() << 8);
    return ((long) generation << 32) | (question & 0xffff_ffffL);
  }

  private void renew(Packet packet) {
    site = packet.site;
    answers = packet.catalog.plans();
    changes = packet.site.changes();
    generation++;
    // After four billion changes old places must not look like new ones.
    if (generation == 0) {
      Arrays.fill(places, (byte) 0);
      generation = 1;
    }
  }

  /// All are forgotten: they come again.
  private void grow() {
    places = new byte[2 * places.length];
    plans = new Plan[2 * plans.length];
    displaced = 0;
  }
}
