package dev.roster.core.names;

import java.util.List;
import java.util.Optional;

/// A network: an address and how many of its first bits count (RFC 4632, RFC 4291 section 2.3).
///
/// @param bits 0..32 or 0..128
public record Network(IpAddress address, int bits) {
  /// All addresses of both families.
  public static final List<Network> ALL =
      List.of(new Network(IpAddress.of("0.0.0.0"), 0), new Network(IpAddress.of("::"), 0));

  public Network {
    if (bits < 0 || bits > 8 * address.length()) {
      throw new IllegalArgumentException(
          "/" + bits + " (expected: /0../" + 8 * address.length() + ")");
    }
  }

  /// The network that a text says, `10.0.0.0/8`; an address without a length is a network of one.
  public static Optional<Network> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return IpAddress.parse(text).map(address -> new Network(address, 8 * address.length()));
    }
    String length = text.substring(slash + 1);
    boolean number = !length.isEmpty() && length.length() <= 3;
    for (int i = 0; i < length.length(); i++) {
      number &= length.charAt(i) >= '0' && length.charAt(i) <= '9';
    }
    Optional<IpAddress> address = IpAddress.parse(text.substring(0, slash));
    if (address.isEmpty() || !number) return Optional.empty();
    int bits = Integer.parseInt(length);
    if (bits > 8 * address.get().length()) return Optional.empty();
    return Optional.of(new Network(address.get(), bits));
  }

  /// Whether an address lies in it; one of the other family never does.
  public boolean contains(IpAddress other) {
    if (other.length() != address.length()) return false;
    int whole = bits / 8;
    for (int i = 0; i < whole; i++) {
      if (other.byteAt(i) != address.byteAt(i)) return false;
    }
    int rest = 8 - bits % 8;
    return rest == 8 || (other.byteAt(whole) ^ address.byteAt(whole)) >> rest == 0;
  }

  @Override
  public String toString() {
    return address + "/" + bits;
  }
}
