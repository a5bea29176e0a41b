package dev.roster.app.serve;

import dev.roster.app.wiring.HostPortOption;
import dev.roster.core.names.IpAddress;

/// `--shadow ADDR[:PORT] --shadow-share SHARE`.
///
/// @param server the other server; port 53 where none is said
/// @param oneOf of how many answers one is compared, 1 or more
public record ShadowOption(HostPortOption server, int oneOf) {
  /// The share where none is said: one answer of a hundred.
  static final double SHARE_DEFAULT = 0.01;

  /// The least share: one answer of a million.
  static final double SHARE_MIN = 0.000_001;

  /// Reads what people write.
  ///
  /// @throws IllegalArgumentException with what people read
  static ShadowOption parse(String address, double share) {
    if (!(share >= SHARE_MIN && share <= 1)) {
      throw new IllegalArgumentException(
          "--shadow-share is " + share + " (expected: above 0, at most 1, such as 0.01)");
    }
    HostPortOption server =
        IpAddress.parse(address).isPresent()
            ? new HostPortOption(address, 53)
            : HostPortOption.parse(address);
    if (server.port() == 0) throw new IllegalArgumentException("--shadow has port 0");
    return new ShadowOption(server, (int) Math.round(1 / share));
  }
}
