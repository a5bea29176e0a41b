package dev.roster.dns.pipeline;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Flags;
import java.util.Arrays;
import java.util.Optional;

/// What is left of the pipeline for one question: the records of the reply, encoded behind a
/// question of the same length. Immutable but for what it learns about letter case; id, flags,
/// question, rotation, serial, OPT and truncation are written with each packet by [PlanWriter].
public abstract sealed class Plan implements Home permits Plan.Fixed, Plan.Addresses, Plan.Denial {
  final Key key;
  final long hash;
  final Head head;
  final Body body;

  /// What [ShortWriter] needs, in one place: whether the plan is for it, the records, flags with
  /// rcode, the header's counts (a question first), where the serial stands (-1: nowhere), of which
  /// aspects of the catalog, and whether EDNS has more to say than a bare OPT record.
  final boolean isShort;

  final byte[] bytes;
  final int flags;
  final long counts;
  final int serialAt;
  final int aspects;
  final boolean ednsDiffers;

  /// How the names of a question with upper-case letters get into the body; empty: not known yet.
  volatile Optional<LetterCase> letterCase = Optional.empty(); // any thread writes, all the same

  Plan(Key key, Head head, Body body) {
    this.key = key;
    this.hash = key.hash;
    this.head = head;
    this.body = body;
    bytes = body.bytes;
    flags = head.flags | head.rcode;
    counts =
        (1L << 48)
            | ((long) body.answers << 32)
            | ((long) body.authorities << 16)
            | body.additionals;
    aspects = head.catalogSerial;
    boolean serial = aspects != 0 && body.serials.length > 0;
    serialAt = serial ? body.serials[0] : -1;
    ednsDiffers = head.extendedError.length > 0;
    isShort =
        body.whole
            && head.rcode <= Flags.RCODE
            && body.records() < 0xffff
            && body.ttls.length == 0
            && (!serial || body.serials.length == 1)
            && head.options.isEmpty()
            && !head.alwaysOpt;
  }

  /// Whether the body is the same for questions in all letter cases, as far as is known.
  boolean ignoresCase() {
    Optional<LetterCase> known = letterCase;
    return known.isPresent()
        && known.get() instanceof LetterCase.Runs runs
        && runs.from.length == 0;
  }

  /// The question: block, name in lower case, type.
  @SuppressWarnings("ArrayRecordComponent")
  record Key(int block, byte[] name, int type, long hash) {}

  /// The header's part.
  ///
  /// @param flags QR, AA, TC, RA and AD
  /// @param extendedError an encoded option, empty for none
  /// @param catalogSerial the aspects of the catalog whose serial SOA records carry, 0 for none
  /// @param written whether a directive wrote it
  /// @param options encoded options in place of those that the client sent; empty: its own
  /// @param alwaysOpt whether an OPT record with DO goes to all clients, those that sent none too
  @SuppressWarnings("ArrayRecordComponent")
  record Head(
      int flags,
      int rcode,
      byte[] extendedError,
      int catalogSerial,
      boolean written,
      Optional<byte[]> options,
      boolean alwaysOpt) {}

  /// The records, encoded; offsets count from the end of the question.
  ///
  /// @param ends the offset behind each record
  /// @param serials where SOA serials stand
  /// @param whole whether no record was left out because of the compiler's bound
  /// @param ttls where TTLs stand that are written with each packet; none where they stay
  /// @param setStarts the first record of each run of records with one owner and type
  @SuppressWarnings("ArrayRecordComponent")
  record Body(
      byte[] bytes,
      int[] ends,
      int answers,
      int authorities,
      int additionals,
      int[] serials,
      boolean whole,
      int[] ttls,
      int[] setStarts) {
    /// The first record of the record set that a record is in.
    int setOf(int record) {
      int found = 0;
      for (int start : setStarts) if (start <= record) found = start;
      return found;
    }

    int records() {
      return ends.length;
    }

    int start(int record) {
      return record == 0 ? 0 : ends[record - 1];
    }

    boolean sameShape(Body other) {
      return answers == other.answers
          && authorities == other.authorities
          && additionals == other.additionals
          && bytes.length == other.bytes.length
          && Arrays.equals(ends, other.ends);
    }
  }

  /// Always the same bytes.
  static final class Fixed extends Plan {
    /// Whether its answers would move if they rotated: then the plan holds only where they don't.
    final boolean rotatable;

    Fixed(Key key, Head head, Body body, boolean rotatable) {
      super(key, head, body);
      this.rotatable = rotatable;
    }
  }

  /// A run of answers that starts at any of its members: addresses of one name, or SRV records with
  /// the addresses of their targets behind them.
  static final class Addresses extends Plan {
    /// Runs of up to this many records of one length are shuffled, so that the next in line after a
    /// dead member is not always the same one; longer ones start at a random member.
    static final int SHUFFLED_MAX = 16;

    /// The first record of the run and the one behind it.
    final int from;

    final int to;

    /// Bytes of each record where all have as many, else 0.
    final int stride;

    /// Where the run begins and ends in the body.
    final int start;

    final int end;

    /// Pointers behind the run to names inside it, and what they point to, counted in the body.
    final int[] pointers;

    final int[] targets;

    Addresses(
        Key key,
        Head head,
        Body body,
        int from,
        int to,
        int stride,
        int[] pointers,
        int[] targets) {
      super(key, head, body);
      this.from = from;
      this.to = to;
      this.start = body.start(from);
      this.end = body.ends[to - 1];
      this.stride = stride;
      this.pointers = pointers;
      this.targets = targets;
    }

    /// Whether its records go in any order.
    boolean shuffles() {
      return stride != 0 && pointers.length == 0 && to - from <= SHUFFLED_MAX;
    }
  }

  /// One answer for all names of a zone of which nothing else is known: its names are pointers to
  /// the zone in the question, wherever that stands.
  static final class Denial extends Plan {
    private final int zoneLength;

    /// Where pointers to the zone stand.
    final int[] zonePointers;

    Denial(Key key, Head head, Body body, Name zone, int[] zonePointers) {
      super(key, head, body);
      this.zoneLength = zone.wireLength();
      this.zonePointers = zonePointers;
    }

    @Override
    boolean ignoresCase() {
      return true;
    }

    /// The offset of the zone in a message with a question of this length.
    int zoneAt(int nameLength) {
      return 12 + nameLength - zoneLength;
    }
  }

  /// Which bytes of a body are the question's, letter case included.
  sealed interface LetterCase {
    /// Not to be had from one body: such questions run the pipeline.
    record Differs() implements LetterCase {}

    /// Runs of bytes: from, to, and what to take from the end of the body's offset to get to the
    /// question's.
    @SuppressWarnings("ArrayRecordComponent")
    record Runs(int[] from, int[] to, int[] question) implements LetterCase {}
  }

  /// Whether it is the plan of this packet's question: the whole name counts, not its hash alone.
  boolean answers(Packet packet) {
    int length = key.name.length;
    return key.type == packet.query.type()
        && key.block == packet.block.number()
        && length == packet.query.nameLength()
        && Arrays.equals(key.name, 0, length, packet.folded, 0, length);
  }

  boolean sameQuestion(Plan other) {
    return hash == other.hash
        && key.type == other.key.type
        && key.block == other.key.block
        && Arrays.equals(key.name, other.key.name);
  }
}
