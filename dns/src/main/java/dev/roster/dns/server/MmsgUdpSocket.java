package dev.roster.dns.server;

import dev.roster.core.wire.Message;
import dev.roster.dns.linux.ControlMessages;
import dev.roster.dns.linux.LinuxCalls;
import dev.roster.dns.linux.MessageBatch;
import dev.roster.dns.linux.SocketAddressView;
import dev.roster.dns.linux.UdpBinding;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Transport;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// A UDP socket of Linux that receives and sends many datagrams with one system call each
/// (`recvmmsg`, `sendmmsg`). It waits in the kernel, and answering allocates nothing.
///
/// On a wildcard address a reply leaves from the address that was asked (`IP_PKTINFO`).
final class MmsgUdpSocket implements UdpSocket {
  /// Datagrams of one system call, at most.
  static final int BATCH_MAX = 32;

  /// One batch of so many is asked how long it lay unread and what was lost until then.
  static final int LOOKS_EVERY = 8;

  private final int port;
  private final boolean wildcard;
  private int descriptor; // guarded by this; -1: closed
  private boolean running; // guarded by this
  private final LinuxCalls calls = new LinuxCalls(Arena.ofAuto()); // guarded by this
  private Optional<MessageBatch> late = Optional.empty(); // guarded by this
  private volatile boolean closing;

  private MmsgUdpSocket(int descriptor, int port, boolean wildcard) {
    this.descriptor = descriptor;
    this.port = port;
    this.wildcard = wildcard;
  }

  /// A socket bound to an address; see [UdpSocket.Factory].
  static MmsgUdpSocket bind(String host, int port, boolean shared) throws IOException {
    UdpBinding.Bound bound = UdpBinding.bind(host, port, shared);
    return new MmsgUdpSocket(bound.descriptor(), bound.port(), bound.all());
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void run(Answerer answerer) throws IOException {
    int held;
    synchronized (this) {
      if (descriptor < 0) return;
      running = true;
      held = descriptor;
    }
    try (Arena memory = Arena.ofConfined()) {
      new Loop(held, memory, answerer).run();
    } finally {
      release();
    }
  }

  /// The loop's thread alone gives the descriptor back: nobody else's call can meet its next owner.
  private synchronized void release() {
    running = false;
    closing = true;
    if (descriptor < 0) return;
    calls.close(descriptor);
    descriptor = -1;
  }

  /// Wakes the loop, which ends; a reply under way is sent first.
  @Override
  public synchronized void close() {
    closing = true;
    if (descriptor < 0) return;
    if (!running) {
      release();
      return;
    }
    calls.wake(descriptor);
  }

  /// Sends a reply that waited, from the thread that made it. One at a time: the descriptor stays
  /// open meanwhile, and the call does not wait.
  private synchronized boolean sendLate(byte[] reply, int length, Origin origin) {
    if (descriptor < 0) return false;
    if (late.isEmpty()) late = Optional.of(new MessageBatch(Arena.ofAuto(), calls, 1));
    MessageBatch batch = late.get();
    batch.reply(0, reply, length, origin.sender(), origin.control());
    return calls.send(descriptor, batch, 0, 1, false) == 1;
  }

  /// Where a question came from, kept on the heap: the batch is used again before its reply is
  /// there.
  private record Origin(SocketAddressView sender, ControlMessages control) {
    static Origin of(SocketAddressView sender, ControlMessages control) {
      SocketAddressView keptSender = new SocketAddressView();
      MemorySegment address = MemorySegment.ofArray(new long[4]);
      keptSender.at(address, 0, sender.copyTo(address, 0));
      ControlMessages keptControl = new ControlMessages();
      MemorySegment asked = MemorySegment.ofArray(new long[MessageBatch.CONTROL_BYTES / 8]);
      keptControl.at(asked, 0, control.copyAskedTo(asked, 0));
      return new Origin(keptSender, keptControl);
    }
  }

  /// What the loop works with, confined to its thread.
  private final class Loop {
    private final int held;
    private final LinuxCalls own;
    private final Answerer answerer;
    private final MessageBatch in;
    private final MessageBatch out;
    private final byte[] message = new byte[Message.BYTES_MAX];
    private final SocketAddressView sender = new SocketAddressView();
    private final ControlMessages control = new ControlMessages();
    private long lost;
    private int batches;

    Loop(int held, Arena memory, Answerer answerer) {
      this.held = held;
      own = new LinuxCalls(memory);
      this.answerer = answerer;
      in = new MessageBatch(memory, own, BATCH_MAX);
      out = new MessageBatch(memory, own, BATCH_MAX);
    }

    void run() throws IOException {
      int used = BATCH_MAX;
      while (!closing) {
        // The first of some batches alone carries time and losses, where nothing else is asked for.
        boolean looks = batches++ % LOOKS_EVERY == 0;
        for (int i = 0; i < used; i++) in.prepare(i, wildcard || (looks && i == 0));
        long came = own.receive(held, in);
        if (closing) return;
        if (came < 0) {
          used = BATCH_MAX;
          if (came == -LinuxCalls.EINTR || came == -LinuxCalls.EAGAIN) continue;
          if (came == -LinuxCalls.ENOBUFS || came == -LinuxCalls.ECONNREFUSED) continue;
          throw LinuxCalls.failure("recvmmsg", came);
        }
        used = (int) came;
        send(answerAll(used));
      }
    }

    /// Answers a batch; returns how many replies there are.
    private int answerAll(int count) {
      answerer.begin();
      noteLosses();
      int replies = 0;
      for (int i = 0; i < count; i++) {
        in.sender(i, sender);
        byte[] source = sender.address();
        int port = sender.port();
        if (port == 0 || !Senders.isOneHost(source)) {
          answerer.counters().count(Event.DROPPED);
          continue;
        }
        int length = in.length(i);
        in.copyMessage(i, message, length);
        int reply = answerer.answerNext(Transport.UDP, source, port, message, 0, length);
        in.control(i, control);
        if (reply == Responder.HANDED_OVER) reply = answerer.handOver(late());
        if (reply > 0) out.reply(replies++, answerer.reply(), reply, sender, control);
      }
      answerer.end();
      return replies;
    }

    private void noteLosses() {
      in.control(0, control);
      long now = control.dropped();
      if (now >= 0 && now != lost) {
        answerer.counters().count(Event.RECEIVE_LOST, (now - lost) & 0xffff_ffffL);
        lost = now;
      }
      answerer.received(control.receivedNanos());
    }

    private WaitingRoom.Sender late() {
      Origin origin = Origin.of(sender, control);
      return (reply, length) -> {
        if (length > 0 && !sendLate(reply, length, origin)) {
          answerer.waiting().count(Event.SEND_FAILED);
        }
      };
    }

    /// Sends replies; one that the network does not take is lost, as any datagram can be.
    private void send(int count) {
      int sent = 0;
      while (sent < count) {
        long taken = own.send(held, out, sent, count - sent, true);
        if (taken > 0) {
          sent += (int) taken;
        } else if (taken != -LinuxCalls.EINTR) {
          // The failure is the first one's; those behind it may still go.
          answerer.counters().count(Event.SEND_FAILED);
          sent++;
        }
      }
    }
  }
}
