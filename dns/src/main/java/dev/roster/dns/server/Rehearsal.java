package dev.roster.dns.server;

import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Site;
import dev.roster.dns.pipeline.Transport;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.Semaphore;

/// A server that nobody hears of, for questions before there are any: the same code as the real
/// one's, over a configuration and metrics of its own.
public final class Rehearsal {
  private static final int BATCH = 32;
  private static final int REPLY_BYTES_MAX = 4096;
  private static final int SILENCE_MILLIS_MAX = 200;

  /// Datagrams that were lost after which no more are sent over loopback.
  static final int SILENCES_MAX = 3;

  private static final int PORT = 5353;

  private final DnsConfig config;
  private final DnsRuntime runtime;
  private final Answerer answerer;

  /// Of the first listener of a configuration.
  ///
  /// @param runtime with metrics that nobody reads
  public Rehearsal(DnsConfig config, DnsRuntime runtime) {
    DnsConfig.Listener listener = config.listeners().getFirst();
    Site site = new Site("rehearsal", listener.blocks(), runtime.metrics());
    Served served = new Served(site, listener.options());
    WaitingRoom room = new WaitingRoom(new Semaphore(0), runtime.metrics(), runtime.nanoTime());
    this.config =
        new DnsConfig(
            List.of(new DnsConfig.Listener(Listen.dns("127.0.0.1", 0), listener.blocks())));
    this.runtime = runtime;
    this.answerer = new Answerer(runtime.worker(1), () -> served, runtime, room);
  }

  /// Answers every question so often in process, as of clients of IPv4 and of IPv6, over UDP and
  /// over TCP. Returns how many got a reply.
  public int answer(List<byte[]> questions, int rounds) {
    byte[] four = {10, 0, 0, 7};
    byte[] six = new byte[16];
    six[15] = 7;
    int replies = 0;
    int inBatch = 0;
    for (int round = 0; round < rounds; round++) {
      Transport transport = round % 8 == 7 ? Transport.TCP : Transport.UDP;
      for (byte[] question : questions) {
        if (inBatch == 0) answerer.begin();
        byte[] source = (round & 1) == 0 ? four : six;
        int length = answerer.answerNext(transport, source, PORT, question, 0, question.length);
        if (length == Responder.HANDED_OVER) length = answerer.handOver((_, _) -> {});
        if (length > 0) replies++;
        if (++inBatch == BATCH) {
          answerer.end();
          inBatch = 0;
        }
      }
    }
    if (inBatch > 0) answerer.end();
    return replies;
  }

  /// Asks every question so often over loopback, at a port that the system chose: some at once over
  /// UDP, and all of a round over TCP. Gives up where nothing comes back, or the thread is
  /// interrupted. Returns how many got a reply.
  ///
  /// @param streams rounds over TCP, behind those over UDP
  /// @throws IOException if there is no loopback
  public int ask(List<byte[]> questions, int rounds, int streams) throws IOException {
    try (DnsServer server = DnsServer.start(config, runtime, UdpSocket.here(), 1)) {
      InetSocketAddress address = server.boundAddresses().getFirst();
      return askDatagrams(questions, rounds, address) + askStream(questions, streams, address);
    }
  }

  private int askDatagrams(List<byte[]> questions, int rounds, InetSocketAddress address)
      throws IOException {
    int replies = 0;
    int silences = 0;
    byte[] room = new byte[REPLY_BYTES_MAX];
    try (DatagramSocket client = new DatagramSocket()) {
      client.setSoTimeout(SILENCE_MILLIS_MAX);
      for (int round = 0; round < rounds; round++) {
        for (int first = 0; first < questions.size(); first += BATCH) {
          if (Thread.currentThread().isInterrupted()) return replies;
          List<byte[]> batch = questions.subList(first, Math.min(first + BATCH, questions.size()));
          for (byte[] question : batch) {
            client.send(new DatagramPacket(question, question.length, address));
          }
          try {
            for (byte[] _ : batch) {
              client.receive(new DatagramPacket(room, room.length));
              replies++;
            }
          } catch (SocketTimeoutException lost) {
            if (++silences == SILENCES_MAX) return replies;
          }
        }
      }
    }
    return replies;
  }

  private int askStream(List<byte[]> questions, int rounds, InetSocketAddress address)
      throws IOException {
    int replies = 0;
    if (rounds == 0) return replies;
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] question : questions) {
      all.write(question.length >> 8);
      all.write(question.length);
      all.writeBytes(question);
    }
    try (Socket client = new Socket()) {
      client.connect(address, SILENCE_MILLIS_MAX);
      client.setSoTimeout(SILENCE_MILLIS_MAX);
      DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
      for (int round = 0; round < rounds; round++) {
        if (Thread.currentThread().isInterrupted()) return replies;
        all.writeTo(client.getOutputStream());
        for (byte[] _ : questions) {
          in.skipNBytes(in.readUnsignedShort());
          replies++;
        }
      }
    } catch (SocketTimeoutException silence) {
      // It goes without.
    }
    return replies;
  }
}
