package dev.roster.dns.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// The counters of one worker. One thread writes at a time, or any where they are shared; whoever
/// scrapes reads what was written lately. Arrays are a worker's own and padded, so that workers
/// share no cache line.
public final class Counters {
  /// What is counted for the whole server.
  public enum Event {
    /// Packets without an answer: too short, or themselves answers.
    DROPPED(0),
    /// Packets answered FORMERR, NOTIMP or BADVERS.
    MALFORMED(1),
    /// Questions answered from a remembered plan.
    PLAN_HIT(2),
    /// Questions that some directive answers for this packet alone.
    LEAVE_GATE(3),
    /// Questions that no directive remembers.
    LEAVE_HOME(4),
    /// Questions of an odd form: a compressed name, records beyond OPT, a rare type.
    LEAVE_FORM(5),
    /// Questions whose answer was not remembered yet.
    LEAVE_FIRST(6),
    /// Questions whose letter case the plan can't give back.
    LEAVE_CASE(7),
    /// Directives that failed with a bug.
    PANIC(8),
    /// Replies that the socket did not take.
    SEND_FAILED(9),
    /// Workers that ended without being asked to, and were started again.
    WORKER_DIED(10),
    /// Connections that were not taken because there are as many as may be.
    CONNECTION_REFUSED(11),
    /// Questions that a thread which may wait has taken.
    HANDED_OVER(12),
    /// Questions answered SERVFAIL because as many wait as may.
    WAITING_REFUSED(13),
    /// Packets that the system lost before they were read, for want of room.
    RECEIVE_LOST(14);

    private final int slot;

    Event(int slot) {
      this.slot = slot;
    }
  }

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int PADDING = 16;

  private final long[] events = new long[Event.values().length + 2 * PADDING];
  private final long[] queued = new long[Layout.QUEUE_SLOTS + 2 * PADDING];
  private final boolean shared;
  private volatile long[][] series = {}; // grown by the writer alone; guarded by this if shared

  /// Counters of one thread that stand at 0.
  public Counters() {
    this(false);
  }

  private Counters(boolean shared) {
    this.shared = shared;
  }

  /// Counters that any thread may write: slower.
  static Counters shared() {
    return new Counters(true);
  }

  /// One more.
  public void count(Event event) {
    count(event, 1);
  }

  /// So many more.
  public void count(Event event, long more) {
    add(events, PADDING + event.slot, more);
  }

  /// Counts how long a packet lay unread in the system.
  public void queued(long nanos) {
    add(queued, PADDING + Layout.queue(nanos), 1);
    add(queued, PADDING + Layout.QUEUE_SUM, nanos);
  }

  /// One slot of how long packets lay unread.
  long readQueued(int slot) {
    return (long) LONGS.getOpaque(queued, PADDING + slot);
  }

  /// What was counted.
  long read(Event event) {
    return (long) LONGS.getOpaque(events, PADDING + event.slot);
  }

  /// Counts one answered query; its time is told by [#took].
  public void answered(int number, Observation seen) {
    long[] slots = slots(number);
    add(slots, PADDING + Layout.request(seen.stream, seen.ipv6, seen.type), 1);
    add(slots, PADDING + Layout.response(seen.rcode, seen.written), 1);
    if (seen.dnssecOk) add(slots, PADDING + Layout.DO, 1);
    add(slots, PADDING + Layout.requestSize(seen.stream, seen.requestBytes), 1);
    add(slots, PADDING + Layout.requestSizeSum(seen.stream), seen.requestBytes);
    add(slots, PADDING + Layout.responseSize(seen.stream, seen.responseBytes), 1);
    add(slots, PADDING + Layout.responseSizeSum(seen.stream), seen.responseBytes);
  }

  /// Counts what so many queries of a series took, each.
  public void took(int number, int queries, long nanos) {
    long[] slots = slots(number);
    add(slots, PADDING + Layout.duration(nanos), queries);
    add(slots, PADDING + Layout.DURATION_SUM, queries * nanos);
  }

  /// One slot of a series; 0 where this worker never counted it.
  long read(int number, int slot) {
    long[][] held = series;
    return number < held.length ? (long) LONGS.getOpaque(held[number], PADDING + slot) : 0;
  }

  private long[] slots(int number) {
    long[][] held = series;
    if (number < held.length) return held[number];
    if (!shared) return grown(number);
    synchronized (this) {
      return number < series.length ? series[number] : grown(number);
    }
  }

  private long[] grown(int number) {
    long[][] held = series;
    long[][] grown = Arrays.copyOf(held, number + 1);
    for (int i = held.length; i <= number; i++) grown[i] = new long[Layout.SLOTS + 2 * PADDING];
    series = grown;
    return grown[number];
  }

  private void add(long[] slots, int slot, long value) {
    if (shared) {
      long _ = (long) LONGS.getAndAdd(slots, slot, value);
      return;
    }
    LONGS.setOpaque(slots, slot, (long) LONGS.getOpaque(slots, slot) + value);
  }

  /// What is counted of one query. One a worker, filled anew each time.
  public static final class Observation {
    public boolean stream;
    public boolean ipv6;
    public boolean dnssecOk;
    public boolean written;
    public int type;
    public int rcode;
    public int requestBytes;
    public int responseBytes;

    /// An empty one.
    public Observation() {}
  }
}
