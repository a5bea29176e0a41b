package dev.roster.check.bench;

import java.io.IOException;
import java.lang.foreign.Arena;

/// The limit: a server that sends every packet back. What it spends is the kernel's and the load
/// generator's ceiling is at least what it reaches.
public final class Echo {
  private static final int BATCH = 64;
  private static final int PACKET_BYTES = 2048;

  private Echo() {}

  /// Echoes on a port of 127.0.0.1 until it is ended.
  ///
  /// @param arguments the port
  public static void main(String[] arguments) throws IOException {
    Arena memory = Arena.global();
    PacketRow row = PacketRow.room(memory, BATCH, PACKET_BYTES, true);
    for (int i = 0; i < BATCH; i++) row.reset(i);
    try (PacketSocket socket = PacketSocket.bound(memory, Integer.parseInt(arguments[0]))) {
      while (true) echo(socket, row);
    }
  }

  private static void echo(PacketSocket socket, PacketRow row) {
    int count = socket.receive(row, true);
    for (int i = 0; i < count; i++) row.turnAround(i);
    int sent = 0;
    // A failure concerns the first packet alone: it is skipped.
    while (sent < count) sent += Math.max(1, socket.send(row, sent, count - sent));
    for (int i = 0; i < count; i++) row.reset(i);
  }
}
