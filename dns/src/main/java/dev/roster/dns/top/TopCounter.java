package dev.roster.dns.top;

import dev.roster.core.wire.Rcode;
import dev.roster.dns.pipeline.Observer;
import dev.roster.dns.pipeline.Packet;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Counts one worker's answers: who asked, what does not exist, what was asked in vain. One thread
/// writes at a time and waits for nobody; who reads takes a copy, and takes it again if it was
/// written to meanwhile.
///
/// Every answer is counted while there are few: [#EXACT_MAX] in [#EXACT_NANOS]. Of more it takes
/// one of [#ONE_OF], at random gaps (what clients ask has a rhythm), which counts for as many.
final class TopCounter implements Observer {
  /// Answers that are all counted, in each [#EXACT_NANOS].
  static final int EXACT_MAX = 1024;

  /// About an eighth of a second.
  static final long EXACT_NANOS = 1L << 27;

  /// Of how many answers beyond that one is counted.
  static final int ONE_OF = 64;

  /// How long a window is open.
  static final long WINDOW_NANOS = 60_000_000_000L;

  /// Copies that are begun in vain, one after another, before the worker is left out.
  static final int COPIES_MAX = 10_000;

  private static final TopWindow[] NONE = {};

  private final Observer elsewhere;
  private final AtomicLong wasted;
  private final long hashSeed;
  private final AtomicLong version = new AtomicLong(); // odd while a window is written
  private final byte[] key = new byte[TopWindow.NOTE_BYTES + Long.BYTES];
  private final byte[] note = new byte[TopWindow.NOTE_BYTES];
  private TopWindow[] windows = NONE; // by the last bit of their number; made for the first answer
  private int left = 1; // answers to the next that is counted, that one included
  private int weight = 1; // for how many that one stands
  private int exact; // answers of this slot of time that are all counted, still
  private long slot = Long.MIN_VALUE;
  private long random;

  /// Counts nothing yet.
  ///
  /// @param elsewhere who is told of answers that other threads give for this worker
  /// @param wasted what was asked in vain since the start; written by this worker alone
  /// @param hashSeed the same for all counters of a process, and nobody else's to know
  /// @param randomSeed of the gaps
  TopCounter(Observer elsewhere, AtomicLong wasted, long hashSeed, long randomSeed) {
    this.elsewhere = elsewhere;
    this.wasted = wasted;
    this.hashSeed = hashSeed;
    this.random = randomSeed == 0 ? 1 : randomSeed;
  }

  @Override
  public Observer elsewhere() {
    return elsewhere;
  }

  @Override
  public void answered(Packet packet) {
    if (--left > 0) return;
    int stands = weight;
    goOn(packet.startNanos() / EXACT_NANOS);
    int meant = packet.rcode() == Rcode.NXDOMAIN ? packet.block().searchedLabels(packet) : 0;
    version.setOpaque(version.getPlain() + 1);
    VarHandle.storeStoreFence();
    count(packet, meant, stands);
    version.setRelease(version.getPlain() + 1);
    if (meant > 0) wasted.setOpaque(wasted.getPlain() + stands);
  }

  /// Says which answer is the next, and for how many it stands.
  private void goOn(long now) {
    if (now != slot) {
      slot = now;
      exact = EXACT_MAX;
    }
    if (exact > 0) {
      exact--;
      weight = 1;
      left = 1;
    } else {
      weight = ONE_OF;
      left = 1 + gap();
    }
  }

  /// 0..126, all as likely: 63 in the mean.
  private int gap() {
    long x = random;
    x ^= x << 13;
    x ^= x >>> 7;
    x ^= x << 17;
    random = x;
    return (int) (((x >>> 32) * (2 * ONE_OF - 1)) >>> 32);
  }

  private void count(Packet packet, int meant, int stands) {
    TopWindow window = window(Math.floorDiv(packet.startNanos(), WINDOW_NANOS));
    window.questions += stands;
    packet.copySource(key);
    long client = Sketch.hash(key, TopWindow.CLIENT_BYTES, hashSeed);
    int _ = window.clients.count(key, TopWindow.CLIENT_BYTES, client, stands);
    if (packet.rcode() != Rcode.NXDOMAIN) return;
    window.nxdomain += stands;
    if (meant > 0) {
      window.wasted += stands;
      int slotOf = window.wasters.count(key, TopWindow.CLIENT_BYTES, client, stands);
      if (slotOf >= 0) note(window.wasters, slotOf, packet, meant);
    }
    int length = packet.copyName(key, 0);
    int _ = window.names.count(key, length, Sketch.hash(key, length, hashSeed), stands);
  }

  private void note(Sketch wasters, int slotOf, Packet packet, int meant) {
    int length = packet.copyName(note, 2);
    note[0] = (byte) meant;
    note[1] = (byte) length;
    wasters.note(slotOf, note, 2 + length);
  }

  /// The window of a time. What comes late, because it waited, is of the newest.
  private TopWindow window(long number) {
    if (windows.length == 0) windows = new TopWindow[] {new TopWindow(), new TopWindow()};
    TopWindow window = windows[(int) number & 1];
    if (window.number < number) window.begin(number);
    return window;
  }

  /// Copies of the windows from a number on, each as it was at one moment; none where none is had.
  List<TopWindow> windowsFrom(long number) {
    for (int i = 0; i < COPIES_MAX; i++) {
      long before = version.getAcquire();
      if ((before & 1) == 0) {
        List<TopWindow> copies = new ArrayList<>();
        for (TopWindow window : windows) if (window.number >= number) copies.add(window.copy());
        VarHandle.loadLoadFence();
        if (version.getOpaque() == before) return copies;
      }
      Thread.onSpinWait();
    }
    return List.of();
  }
}
