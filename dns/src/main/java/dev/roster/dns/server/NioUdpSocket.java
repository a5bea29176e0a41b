package dev.roster.dns.server;

import dev.roster.core.wire.Message;
import dev.roster.dns.linux.UdpBinding;
import dev.roster.dns.metrics.Counters;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;

/// A UDP socket of the JDK: runs on every system, allocates an address for each packet.
final class NioUdpSocket implements UdpSocket {
  private final DatagramChannel channel;
  private final int port;

  private NioUdpSocket(DatagramChannel channel, int port) {
    this.channel = channel;
    this.port = port;
  }

  /// A socket bound to an address; see [UdpSocket.Factory].
  static NioUdpSocket bind(String host, int port, boolean shared) throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, UdpBinding.RECEIVE_BUFFER_BYTES);
      if (shared) channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      channel.bind(host.isEmpty() ? new InetSocketAddress(port) : address(host, port));
      int bound = ((InetSocketAddress) channel.getLocalAddress()).getPort();
      return new NioUdpSocket(channel, bound);
    } catch (IOException | RuntimeException failed) {
      channel.close();
      throw failed;
    }
  }

  private static InetSocketAddress address(String host, int port) throws IOException {
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void run(Answerer answerer) throws IOException {
    ByteBuffer in = ByteBuffer.allocateDirect(Message.BYTES_MAX);
    byte[] bytes = new byte[Message.BYTES_MAX];
    while (channel.isOpen()) {
      in.clear();
      InetSocketAddress source;
      try {
        source = (InetSocketAddress) channel.receive(in);
      } catch (ClosedChannelException closed) {
        return;
      }
      in.flip();
      int length = in.remaining();
      in.get(bytes, 0, length);
      if (source == null || !canBeAnswered(source)) {
        answerer.counters().count(Event.DROPPED);
        continue;
      }
      byte[] from = source.getAddress().getAddress();
      int reply = answerer.answer(Transport.UDP, from, source.getPort(), bytes, 0, length);
      if (reply == Responder.HANDED_OVER) {
        reply = answerer.handOver((later, size) -> send(answerer.waiting(), later, size, source));
      }
      if (reply > 0) send(answerer.counters(), answerer.reply(), reply, source);
    }
  }

  /// Whether there is somebody to answer, see [Senders].
  private static boolean canBeAnswered(InetSocketAddress source) {
    return source.getPort() != 0 && Senders.isOneHost(source.getAddress().getAddress());
  }

  /// A reply that the network does not take is lost, as any datagram can be.
  private void send(Counters counters, byte[] reply, int length, InetSocketAddress source) {
    if (length == 0) return;
    try {
      channel.send(ByteBuffer.wrap(reply, 0, length), source);
    } catch (IOException lost) {
      counters.count(Event.SEND_FAILED);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException ignored) {
      // Closing frees the descriptor whatever it says.
    }
  }
}
