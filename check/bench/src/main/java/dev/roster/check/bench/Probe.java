package dev.roster.check.bench;

import dev.roster.check.kit.FlipWorld;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/// Asks for whatever has just changed until the answer says so. Many changes may be looked for at
/// once, so that one that takes long hides none behind it. Each step does a little and returns, so
/// that the thread of a load can take it along.
final class Probe implements AutoCloseable {
  private static final int ANSWER_BYTES = 2048;

  /// Changes that are looked for at once; others wait in line, and their time runs.
  private static final int LOOKED_FOR_MAX = 256;

  private static final int GENERATIONS = 256;

  /// Nanoseconds after which a question is asked again: it was lost.
  private static final long PATIENCE_NANOS = 50_000_000;

  private static final int RECORD_BYTES = 16; // a pointer, type, class, TTL, length, an address
  private static final int DATA = 12;

  private final Arena memory = Arena.ofConfined();
  private final FlipWorld world;
  private final ChangeLog changes;
  private final LongSupplier nanoTime;
  private final PacketSocket socket;
  private final PacketRow questions;
  private final PacketRow room;
  private final int[] answersAt; // by Service
  private final long[] lookedFor = new long[LOOKED_FOR_MAX]; // a change, 0 for none
  private final long[] asked = new long[LOOKED_FOR_MAX]; // when
  private final int[] generation = new int[LOOKED_FOR_MAX];
  private final Deque<Integer> free = new ArrayDeque<>();
  private Latencies latencies = new Latencies();
  private Latencies roundTrips = new Latencies();
  private long next;
  private int turn;

  Probe(FlipWorld world, ChangeLog changes, int port, LongSupplier nanoTime) throws IOException {
    this.world = world;
    this.changes = changes;
    this.nanoTime = nanoTime;
    List<byte[]> packets = new ArrayList<>();
    answersAt = new int[world.services()];
    for (int i = 0; i < world.services(); i++) {
      byte[] packet = Question.found(world.domain(i), Question.A).packet(0);
      answersAt[i] = packet.length;
      packets.add(packet);
    }
    questions = PacketRow.of(memory, packets);
    room = PacketRow.room(memory, LOOKED_FOR_MAX, ANSWER_BYTES, false);
    socket = PacketSocket.connected(memory, port);
    restart();
  }

  /// Begins anew with what changes from now on.
  void restart() {
    next = changes.last() + 1;
    latencies = new Latencies();
    roundTrips = new Latencies();
    free.clear();
    Arrays.fill(lookedFor, 0);
    for (int slot = 0; slot < LOOKED_FOR_MAX; slot++) {
      generation[slot]++; // what still comes is not waited for any more
      free.add(slot);
    }
  }

  /// How long changes took, since the last [#restart].
  Latencies latencies() {
    return latencies;
  }

  /// How long each question took since then, whatever its answer told.
  Latencies questions() {
    return roundTrips;
  }

  void step() {
    long last = changes.last();
    while (next <= last && !free.isEmpty()) {
      int slot = free.remove();
      generation[slot]++;
      lookedFor[slot] = next++;
      ask(slot);
    }
    if (free.size() < LOOKED_FOR_MAX) hear();
  }

  private void ask(int slot) {
    int service = world.serviceOf(lookedFor[slot]);
    questions.setUnsignedShort(service, 0, generation[slot] % GENERATIONS << 8 | slot);
    socket.send(questions, service, 1);
    asked[slot] = nanoTime.getAsLong();
  }

  private void hear() {
    int count = socket.receive(room, false);
    long now = nanoTime.getAsLong();
    for (int i = 0; i < count; i++) {
      int id = room.unsignedShort(i, 0);
      int slot = id & 0xff;
      long change = lookedFor[slot];
      if (change == 0 || id >> 8 != generation[slot] % GENERATIONS) continue;
      roundTrips.add(now - asked[slot]);
      if (tells(i, answersAt[world.serviceOf(change)], change)) {
        latencies.add(now - changes.nanosOf(change));
        lookedFor[slot] = 0;
        free.add(slot);
      } else {
        ask(slot);
      }
    }
    turn = (turn + 1) % LOOKED_FOR_MAX;
    if (lookedFor[turn] != 0 && now - asked[turn] > PATIENCE_NANOS) ask(turn);
  }

  /// Whether an answer knows of this change, or of a later one of the same Service.
  private boolean tells(int answer, int at, long change) {
    int count = room.unsignedShort(answer, 6);
    for (int i = 0; i < count; i++) {
      int data = at + i * RECORD_BYTES + DATA;
      int high = room.unsignedShort(answer, data);
      if (high >> 8 != FlipWorld.CHANGED_NETWORK) continue;
      long told = (high & 0xffL) << 16 | room.unsignedShort(answer, data + 2);
      return told >= change % FlipWorld.CHANGES;
    }
    return false;
  }

  @Override
  public void close() {
    socket.close();
    memory.close();
  }
}
