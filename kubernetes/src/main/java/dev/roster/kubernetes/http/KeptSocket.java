package dev.roster.kubernetes.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import jdk.net.ExtendedSocketOptions;

/// Makes the TLS socket of one request, and keeps hold of what it stands on: to notice that the
/// other side is gone, and to end it from any thread.
///
/// A factory that makes no unconnected sockets lets `HttpsURLConnection` connect a plain one, or
/// tunnel through a proxy, and then hand it over (JDK-6771432): so this sees every one.
final class KeptSocket extends SSLSocketFactory {
  /// Seconds of silence before the other side is asked whether it is there, between two such
  /// questions, and how many may stay without an answer: a connection whose other end vanished
  /// fails within 7 s, and within 10 it is known that there is no other either. TLS and HTTP have
  /// no word for that, and a watch may be silent for minutes.
  static final int IDLE_SECONDS = 3;

  static final int INTERVAL_SECONDS = 1;
  static final int PROBES_MAX = 4;

  /// What is offered first, where the runtime has it.
  static final String FIRST_CIPHER = "TLS_CHACHA20_POLY1305_SHA256";

  private final SSLSocketFactory tls;
  private final String serverName;
  private volatile Socket plain = new Socket(); // written by the request's thread
  private volatile Optional<Socket> secured = Optional.empty(); // written by the request's thread
  private volatile boolean closed;

  /// @param serverName the name to be proven by the server; "" for the host that is connected to
  KeptSocket(SSLSocketFactory tls, String serverName) {
    this.tls = tls;
    this.serverName = serverName;
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
      throws IOException {
    plain = socket;
    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    set(socket);
    SSLSocket made =
        (SSLSocket)
            tls.createSocket(socket, serverName.isEmpty() ? host : serverName, port, autoClose);
    SSLParameters parameters = made.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setCipherSuites(preferred(parameters.getCipherSuites()));
    made.setSSLParameters(parameters);
    secured = Optional.of(made);
    if (closed) close();
    return made;
  }

  /// The cipher that costs least before it is compiled comes first, which API servers follow: a
  /// process that reads all objects as it starts deciphers most of its life's bytes then, and the
  /// runtime's AES-GCM is a third as fast until its second compiler gets to it.
  private static String[] preferred(String[] suites) {
    List<String> all = new ArrayList<>(List.of(suites));
    if (all.remove(FIRST_CIPHER)) all.addFirst(FIRST_CIPHER);
    return all.toArray(String[]::new);
  }

  private static void set(Socket socket) throws IOException {
    if (!socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) return;
    socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, IDLE_SECONDS);
    socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, INTERVAL_SECONDS);
    socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES_MAX);
  }

  /// How long a read may wait from now on; zero for any time.
  void silence(Duration silence) throws IOException {
    if (isSecured()) secured.get().setSoTimeout((int) silence.toMillis());
  }

  /// Whether it was handed a connection: not without TLS.
  boolean isSecured() {
    return secured.isPresent();
  }

  /// Ends the connection, without a word to the other side: that could block.
  void close() {
    closed = true;
    try {
      plain.close();
    } catch (IOException gone) {
      // Then it is closed.
    }
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return tls.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return tls.getSupportedCipherSuites();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw new IOException("never connects by itself");
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return createSocket(host.getHostName(), port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws IOException {
    return createSocket(host.getHostName(), port);
  }
}
