package dev.roster.dns.server;

import dev.roster.dns.host.Reasons;
import java.io.IOException;
import java.util.Optional;

/// An address can't be listened on. The message is one line for the person who asked for it.
public final class ListenException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Optional<Listen> listen;

  /// With the line.
  public ListenException(String message) {
    this(message, Optional.empty());
  }

  private ListenException(String message, Optional<Listen> listen) {
    super(message);
    this.listen = listen;
  }

  /// The address, if it is one's fault.
  public Optional<Listen> listen() {
    return listen;
  }

  /// An open port can't begin or cease to speak TLS.
  static ListenException ofProtocol(Listen listen, String onOff) {
    return new ListenException(
        listen + " is open: TLS is switched " + onOff + " by a restart only", Optional.of(listen));
  }

  /// What went wrong, in words of the system made plain.
  static ListenException of(Listen listen, String transport, IOException cause) {
    String why = Reasons.of(cause);
    if (why.contains("Permission denied")) {
      why = "permission denied (ports below 1024 need a privilege; choose another port)";
    } else if (why.contains("in use")) {
      why = "another program listens there already (" + transport + ")";
    } else if (why.contains("Cannot assign") || why.contains("Can't assign")) {
      why = "this machine has no such address";
    }
    return new ListenException("cannot listen on " + listen + ": " + why, Optional.of(listen));
  }
}
