package dev.roster.check.kit;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A name server on one port of 127.0.0.1, UDP and TCP, that answers as a script says: what servers
/// forward to in tests.
public final class ScriptedUpstream implements AutoCloseable {
  private static final int QUESTION_BYTES_MAX = 4096;
  private static final int PORT_TRIES_MAX = 20;

  /// What it says.
  @FunctionalInterface
  public interface Script {
    /// The answer to a question, empty for none.
    ///
    /// @throws InterruptedException when the upstream is closed
    Optional<byte[]> answer(byte[] question, boolean tcp) throws InterruptedException;
  }

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final Script script;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  private ScriptedUpstream(DatagramSocket udp, ServerSocket tcp, Script script) {
    this.udp = udp;
    this.tcp = tcp;
    this.script = script;
  }

  /// Binds and answers from now on.
  ///
  /// @throws IOException if no port is free
  public static ScriptedUpstream start(Script script) throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    for (int attempt = 0; ; attempt++) {
      ServerSocket tcp = new ServerSocket(0, 50, loopback);
      try {
        DatagramSocket udp =
            new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()));
        ScriptedUpstream upstream = new ScriptedUpstream(udp, tcp, script);
        upstream.run(upstream::serveUdp);
        upstream.run(upstream::accept);
        return upstream;
      } catch (SocketException taken) {
        tcp.close();
        if (attempt == PORT_TRIES_MAX) throw taken;
      }
    }
  }

  /// The port.
  public int port() {
    return tcp.getLocalPort();
  }

  private void run(Runnable task) {
    threads.add(
        Thread.ofVirtual()
            .start(() -> {
              try {
                task.run();
              } finally {
                threads.remove(Thread.currentThread());
              }
            }));
  }

  private void serveUdp() {
    byte[] buffer = new byte[QUESTION_BYTES_MAX];
    while (!udp.isClosed()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        udp.receive(packet);
      } catch (IOException closed) {
        continue;
      }
      byte[] question = Arrays.copyOf(buffer, packet.getLength());
      var sender = packet.getSocketAddress();
      run(() -> {
        try {
          Optional<byte[]> answer = script.answer(question, false);
          if (answer.isPresent()) {
            udp.send(new DatagramPacket(answer.get(), answer.get().length, sender));
          }
        } catch (IOException | InterruptedException closed) {
          // Nobody is there to be told.
        }
      });
    }
  }

  private void accept() {
    while (!tcp.isClosed()) {
      try {
        Socket socket = tcp.accept();
        open.add(socket);
        run(() -> serve(socket));
      } catch (IOException closed) {
        // The loop's condition says whether it is over.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream input = new DataInputStream(socket.getInputStream());
      OutputStream output = socket.getOutputStream();
      while (true) {
        byte[] question = new byte[input.readUnsignedShort()];
        input.readFully(question);
        Optional<byte[]> answer = script.answer(question, true);
        if (answer.isEmpty()) continue;
        byte[] framed = new byte[answer.get().length + 2];
        framed[0] = (byte) (answer.get().length >> 8);
        framed[1] = (byte) answer.get().length;
        System.arraycopy(answer.get(), 0, framed, 2, answer.get().length);
        output.write(framed);
      }
    } catch (EOFException done) {
      // The client has had enough.
    } catch (IOException | InterruptedException closed) {
      // Nobody is there to be told.
    } finally {
      open.remove(socket);
    }
  }

  /// Ends it: sockets closed, threads ended.
  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
    for (Socket socket : open) socket.close();
    threads.forEach(Thread::interrupt);
  }
}
