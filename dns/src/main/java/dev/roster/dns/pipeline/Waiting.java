package dev.roster.dns.pipeline;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// A question whose answer waits for something outside the process, handed over by the worker that
/// received it: its own copy of the request and a responder that holds no large buffer while it
/// waits. Confined to the thread that answers it.
public final class Waiting {
  private final Responder responder;
  private final int block;

  /// The question of a responder's packet.
  ///
  /// @param block the index in its site of the block that answers
  Waiting(Responder responder, int block) {
    this.responder = responder;
    this.block = block;
  }

  /// Runs the pipeline; called once. Returns the reply's length in [#reply], 0 for no reply.
  public int answer() {
    return responder.respondWaiting(block);
  }

  /// The reply's buffer.
  public byte[] reply() {
    return responder.packet().replyBytes();
  }

  /// The messages that follow the reply, see [Packet#takeStream].
  public @Nullable Iterator<byte[]> takeStream() {
    return responder.packet().takeStream();
  }
}
