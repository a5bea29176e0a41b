package dev.roster.dns.transfer;

import dev.roster.core.catalog.ZoneDifference;
import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The last changes of one zone, for incremental transfers (RFC 1995): its newest copy, and the
/// steps that led there. It begins when somebody takes the zone; until then it holds nothing.
///
/// No step starts from the serial that was seen first: another configuration or incarnation may
/// have given it to a secondary for another content. A serial that stays while the content changes,
/// or falls, makes all that went before worthless: the journal starts over.
final class ZoneJournal {
  /// Steps that are kept, at most: of a catalog one a second. The oldest go first.
  static final int STEPS_MAX = 1_000;

  /// Bytes of all records of the steps that are kept, at most, in wire form with names
  /// uncompressed; on the heap they are about five times that. The oldest steps go first.
  static final int BYTES_MAX = 1 << 20;

  /// What was once the newest version, and what came after it.
  private record Step(long serial, ResourceRecord soa, ZoneDifference difference, long bytes) {}

  /// What the journal knows at one moment.
  ///
  /// @param zoneBytes of a transfer of the whole zone; -1: not measured
  private record State(Optional<ZoneCopy> newest, List<Step> steps, long bytes, long zoneBytes) {
    static final State NONE = new State(Optional.empty(), List.of(), 0, -1);
  }

  private volatile State state = State.NONE; // written under this
  private OptionalLong doubtful = OptionalLong.empty(); // guarded by this; a serial
  private boolean wanted; // guarded by this

  /// Tells how the zone is now.
  ///
  /// @param taken whether that is for somebody who takes it, so that steps from there may be wanted
  synchronized void see(ZoneCopy now, boolean taken) {
    wanted |= taken;
    Optional<ZoneCopy> newest = state.newest();
    if (newest.isEmpty()) {
      if (doubtful.isEmpty()) doubtful = OptionalLong.of(now.serial());
      else if (wanted && doubtful.getAsLong() != now.serial()) state = begun(now);
      return;
    }
    ZoneCopy last = newest.get();
    Optional<ZoneDifference> difference = now.since(last, BYTES_MAX);
    if (isNewer(now.serial(), last.serial())) {
      state = difference.map(it -> after(state, last, it, now)).orElseGet(() -> begun(now));
    } else if (now.serial() == last.serial()
        && difference.filter(ZoneDifference::isEmpty).isPresent()) {
      // The copy of now shares the most with those to come.
      state = new State(Optional.of(now), state.steps, state.bytes, state.zoneBytes);
    } else {
      doubtful = OptionalLong.of(now.serial());
      state = State.NONE;
    }
  }

  private static State begun(ZoneCopy now) {
    return new State(Optional.of(now), List.of(), 0, -1);
  }

  private static State after(State before, ZoneCopy last, ZoneDifference difference, ZoneCopy now) {
    List<Step> steps = new ArrayList<>(before.steps);
    steps.add(new Step(last.serial(), last.soa(), difference, difference.bytes()));
    long bytes = before.bytes + steps.getLast().bytes;
    int from = 0;
    while (steps.size() - from > STEPS_MAX || bytes > BYTES_MAX) bytes -= steps.get(from++).bytes;
    long zoneBytes = before.zoneBytes < 0 ? -1 : before.zoneBytes + difference.growthBytes();
    return new State(
        Optional.of(now), List.copyOf(steps.subList(from, steps.size())), bytes, zoneBytes);
  }

  /// Serial arithmetic (RFC 1982).
  static boolean isNewer(long serial, long than) {
    return (int) (serial - than) > 0;
  }

  /// The records of an incremental transfer from a serial to the newest version, all steps in one
  /// (RFC 1995 section 4): SOA, then the SOA of then and what was removed, the SOA again and what
  /// was added, SOA. Empty where the steps are not known, or the whole zone is shorter.
  Optional<List<ResourceRecord>> since(long serial) {
    State known = state;
    if (known.newest.isEmpty()) return Optional.empty();
    List<ZoneDifference> differences = new ArrayList<>();
    Optional<ResourceRecord> then = Optional.empty();
    for (Step step : known.steps) {
      if (then.isEmpty() && step.serial == serial) then = Optional.of(step.soa);
      if (then.isPresent()) differences.add(step.difference);
    }
    if (then.isEmpty()) return Optional.empty();
    ZoneDifference all = ZoneDifference.condensed(differences);
    ResourceRecord now = known.newest.get().soa();
    List<ResourceRecord> records = new ArrayList<>();
    records.add(now);
    records.add(then.get());
    records.addAll(all.removed());
    records.add(now);
    records.addAll(all.added());
    records.add(now);
    return bytes(records) <= zoneBytes() ? Optional.of(records) : Optional.empty();
  }

  /// As [#since], for those who may neither wait nor take much: empty as well where the steps are
  /// more than so many bytes, or the zone was not measured yet.
  Optional<List<ResourceRecord>> briefSince(long serial, int bytesMax) {
    State known = state;
    long bytes = 0;
    for (int i = known.steps.size() - 1; i >= 0 && bytes <= bytesMax; i--) {
      Step step = known.steps.get(i);
      bytes += step.bytes;
      if (step.serial == serial && bytes <= bytesMax && known.zoneBytes >= 0) return since(serial);
    }
    return Optional.empty();
  }

  /// Measures the zone once; steps tell how it grows from there.
  private synchronized long zoneBytes() {
    State known = state;
    if (known.zoneBytes >= 0 || known.newest.isEmpty()) return known.zoneBytes;
    long measured = bytes(known.newest.get().records());
    state = new State(known.newest, known.steps, known.bytes, measured);
    return measured;
  }

  private static long bytes(Iterable<ResourceRecord> records) {
    long bytes = 0;
    for (ResourceRecord record : records) bytes += record.wireLength();
    return bytes;
  }
}
