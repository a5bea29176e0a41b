package dev.roster.dns.server;

import dev.roster.core.wire.Flags;
import java.util.Base64;
import java.util.Optional;

/// The message in a request of DNS over HTTPS (RFC 8484).
public final class HttpsMessage {
  private HttpsMessage() {}

  /// The bytes that the parameter `dns` of a GET says: base64url without padding (section 6); empty
  /// where it is none.
  public static Optional<byte[]> ofParameter(String value) {
    if (value.endsWith("=")) return Optional.empty();
    try {
      return Optional.of(Base64.getUrlDecoder().decode(value));
    } catch (IllegalArgumentException broken) {
      return Optional.empty();
    }
  }

  /// Whether bytes have a header that is no response's. Anything else is a bad request; whatever is
  /// wrong behind the header DNS says.
  public static boolean isQuery(byte[] message) {
    return message.length >= Flags.HEADER_BYTES && message[2] >= 0;
  }
}
