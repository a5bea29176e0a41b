package dev.roster.dns.server;

import dev.roster.dns.host.Reasons;
import dev.roster.dns.metrics.Counters;
import dev.roster.dns.metrics.Counters.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One thread with the connections that it looks after. It waits for nothing but them, and none
/// holds it up. One loop of an address has the listening socket too and shares out what it takes.
final class TcpLoop {
  /// Reads between two looks at configuration, catalog and clock, at most.
  static final int BATCH_MAX = 32;

  /// Connections that are taken in one turn, at most.
  private static final int TAKEN_MAX = 64;

  /// Milliseconds between two looks at the connections' times.
  private static final int CHECK_MILLIS = 250;

  private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(CHECK_MILLIS);
  private final TcpSockets sockets;
  private final Supplier<Served> served;
  private final Answerer answerer;
  private final TcpDesk desk;
  private final Consumer consumer;
  private final Told told = new Told();
  // A connection has two at most, its adoption and news of it: bounded by CONNECTIONS_MAX.
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final Set<TcpConnection> connections = new HashSet<>(); // of the loop's thread
  private volatile TcpSockets.@Nullable Poller poller; // set by the loop's thread
  private final AtomicInteger size = new AtomicInteger(); // with those that are yet to come
  private volatile boolean ended;

  // The rest is confined to the loop's thread.
  private TcpSockets.@Nullable Acceptor acceptor;
  private boolean accepts; // whether the poller looks after the acceptor
  private boolean waiting; // connections, to be taken
  private boolean finishing;
  private int inBatch; // 0: none has begun
  private long checkedAt;

  /// Where connections come from and go.
  interface Consumer {
    /// Has one looked after; false if there are too many.
    boolean take(TcpSockets.Line line);

    /// It has ended.
    void ended(TcpSockets.Line line);
  }

  /// A loop.
  TcpLoop(TcpSockets sockets, Supplier<Served> served, Answerer answerer, Consumer consumer) {
    this.sockets = sockets;
    this.served = served;
    this.answerer = answerer;
    this.consumer = consumer;
    this.desk = new TcpDesk(answerer, this::tellLater);
  }

  /// What the poller tells.
  private final class Told implements TcpSockets.Told {
    @Override
    public void accept() {
      waiting = true;
    }

    @Override
    public void ready(TcpConnection connection, boolean readable, boolean writable) {
      batch();
      try {
        connection.ready(readable, writable);
      } catch (RuntimeException bug) {
        counters().count(Event.PANIC);
        System.getLogger(TcpLoop.class.getName())
            .log(System.Logger.Level.ERROR, "a bug ended a TCP connection", bug);
        connection.close();
      }
    }

    @Override
    public void broken(TcpConnection connection) {
      connection.close();
    }
  }

  /// Any thread may call it.
  private void tellLater(TcpConnection connection) {
    execute(() -> {
      connection.takeNews();
      told.ready(connection, false, false);
    });
  }

  /// How many connections it looks after.
  int size() {
    return size.get();
  }

  /// Bytes that its connections hold of their own; on the loop's thread.
  int heldBytes() {
    return connections.stream().mapToInt(TcpConnection::heldBytes).sum();
  }

  /// Runs something on the loop's thread, soon. Any thread may.
  void execute(Runnable task) {
    tasks.add(task);
    TcpSockets.Poller held = poller;
    if (!woken.getAndSet(true) && held != null) held.wake();
  }

  /// Looks after a listening socket from now on; on the loop's thread.
  void listen(TcpSockets.Acceptor listening) {
    acceptor = listening;
  }

  /// Looks after a connection from now on. Any thread may.
  void add(TcpSockets.Line line) {
    size.incrementAndGet();
    execute(() -> adopt(line));
  }

  private void adopt(TcpSockets.Line line) {
    TcpSockets.Poller held = poller;
    TcpConnection connection =
        new TcpConnection(line, desk, served.get().options(), answerer.now(), this::forget);
    connections.add(connection);
    try {
      if (held == null || finishing) connection.close();
      else held.add(line, connection);
    } catch (IOException gone) {
      connection.close();
    }
  }

  private void forget(TcpConnection connection) {
    connections.remove(connection);
    size.decrementAndGet();
    consumer.ended(connection.line());
  }

  /// Serves until [#end].
  ///
  /// @param begun called when it can
  /// @throws IOException if the poller fails and must be made anew; its connections have ended
  void run(Runnable begun) throws IOException {
    try (TcpSockets.Poller held = sockets.poller()) {
      try {
        begun.run();
        poller = held;
        accepts = false;
        inBatch = 0;
        // Tasks may have come before there was anything to wake.
        held.wake();
        while (!ended) turn(held);
      } finally {
        for (TcpConnection connection : all()) connection.close();
        poller = null;
      }
    }
  }

  private void turn(TcpSockets.Poller held) throws IOException {
    int came = held.await(connections.isEmpty() && isListening() ? -1 : CHECK_MILLIS, told);
    batch();
    boolean silent = came == 0 && !woken.get();
    woken.set(false);
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) task.run();
    if (waiting) take();
    long now = answerer.now();
    if (silent || now - checkedAt > CHECK_NANOS) check(held, now);
    answerer.end();
    inBatch = 0;
  }

  /// Begins a batch, or the next one.
  private void batch() {
    if (inBatch++ == 0) {
      answerer.begin();
    } else if (inBatch > BATCH_MAX) {
      answerer.end();
      answerer.begin();
      inBatch = 1;
    }
  }

  private boolean isListening() {
    return accepts || acceptor == null;
  }

  private void take() {
    waiting = false;
    TcpSockets.Acceptor listening = acceptor;
    if (listening == null) return;
    try {
      for (int i = 0; i < TAKEN_MAX; i++) {
        TcpSockets.Line line = listening.accept();
        if (line == null) return;
        if (consumer.take(line)) continue;
        counters().count(Event.CONNECTION_REFUSED);
        line.close();
      }
    } catch (IOException failed) {
      // Out of descriptors, or a client that was gone already: the next one may do, in a while.
      counters().count(Event.CONNECTION_REFUSED);
      listenNot();
    }
  }

  private void listenNot() {
    TcpSockets.Acceptor listening = acceptor;
    TcpSockets.Poller held = poller;
    if (!accepts || listening == null || held == null) return;
    accepts = false;
    try {
      held.remove(listening);
    } catch (IOException failed) {
      System.getLogger(TcpLoop.class.getName())
          .log(System.Logger.Level.WARNING, "a listening socket: {0}", Reasons.of(failed));
    }
  }

  /// Ends connections whose client is waited for too long, and listens again.
  private void check(TcpSockets.Poller held, long now) throws IOException {
    checkedAt = now;
    TcpSockets.Acceptor listening = acceptor;
    if (listening != null && !accepts && !finishing) {
      held.add(listening);
      accepts = true;
    }
    for (TcpConnection connection : all()) connection.endIfStuck(now);
  }

  private List<TcpConnection> all() {
    return new ArrayList<>(connections);
  }

  /// Takes no more; what was read is answered, then connections end. Any thread may.
  void finish() {
    execute(() -> {
      finishing = true;
      listenNot();
      closeAcceptor();
      for (TcpConnection connection : all()) connection.finish();
    });
  }

  /// Ends [#run]. Any thread may.
  void end() {
    ended = true;
    execute(() -> {});
  }

  /// Listens no more; on the loop's thread.
  void closeAcceptor() {
    TcpSockets.Acceptor listening = acceptor;
    acceptor = null;
    if (listening != null) listening.close();
  }

  /// What it counts.
  Counters counters() {
    return answerer.counters();
  }
}
