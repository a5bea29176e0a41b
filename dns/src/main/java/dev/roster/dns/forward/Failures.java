package dev.roster.dns.forward;

import dev.roster.dns.host.Reasons;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/// Failed connections in the words of Go's `net` package: expressions of `errors { consolidate }`
/// are written for those.
final class Failures {
  private Failures() {}

  /// `dial tcp 10.0.0.1:53: connect: connection refused`.
  ///
  /// @param network `udp` or `tcp`
  static IOException dial(String network, InetSocketAddress server, IOException failed) {
    return told("dial " + network + " " + Upstream.text(server), "connect", failed);
  }

  /// `read udp 10.0.0.2:4711->10.0.0.1:53: i/o timeout`.
  ///
  /// @param network `udp` or `tcp`
  static IOException read(
      String network, InetSocketAddress local, InetSocketAddress server, IOException failed) {
    String between = Upstream.text(local) + "->" + Upstream.text(server);
    return told("read " + network + " " + between, "read", failed);
  }

  private static IOException told(String what, String call, IOException failed) {
    String text =
        switch (failed) {
          case SocketTimeoutException _ -> what + ": i/o timeout";
          case EOFException end -> Reasons.of(end);
          case SSLException refused -> "tls: " + Reasons.of(rootOf(refused));
          case SocketException refused -> what + ": " + said(call, refused);
          default -> what + ": " + Reasons.of(failed);
        };
    return new IOException(text, failed);
  }

  /// What the system said, as Go writes it.
  private static String said(String call, SocketException failed) {
    String said = Reasons.of(failed).replaceFirst(" \\(.*\\)$", "").toLowerCase(Locale.ROOT);
    return switch (said) {
      // By us: the time was over.
      case "socket closed", "socket is closed", "closed by interrupt" -> "i/o timeout";
      case "connection reset" -> call + ": connection reset by peer";
      default -> call + ": " + said;
    };
  }

  /// Why a certificate was refused stands in the innermost exception that says anything.
  private static Throwable rootOf(Throwable failed) {
    Throwable root = failed;
    Throwable cause = failed.getCause();
    while (cause != null && cause.getMessage() != null) {
      root = cause;
      cause = cause.getCause();
    }
    return root;
  }
}
