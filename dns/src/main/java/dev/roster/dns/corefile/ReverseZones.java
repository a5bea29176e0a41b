package dev.roster.dns.corefile;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A network as the reverse zones that cover it exactly: borders lie on octets in `in-addr.arpa`
/// (RFC 1035 section 3.5) and on nibbles in `ip6.arpa` (RFC 3596 section 2.5), so that 10.0.0.0/7
/// is `10.in-addr.arpa` and `11.in-addr.arpa`.
final class ReverseZones {
  private ReverseZones() {}

  /// The zones of a CIDR such as `10.96.0.0/12`, in the order of their addresses (at most 128);
  /// empty where the text is no CIDR. Bits behind the prefix are ignored.
  static Optional<List<Name>> ofCidr(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) return Optional.empty();
    Optional<IpAddress> address = IpAddress.parse(text.substring(0, slash));
    String length = text.substring(slash + 1);
    boolean number = !length.isEmpty() && length.length() <= 3;
    for (int i = 0; i < length.length(); i++) number &= Character.digit(length.charAt(i), 10) >= 0;
    if (address.isEmpty() || !number) return Optional.empty();
    int bits = Integer.parseInt(length);
    if (bits > 8 * address.get().length()) return Optional.empty();
    return Optional.of(zones(address.get(), bits));
  }

  private static List<Name> zones(IpAddress address, int bits) {
    int digitBits = address.isIpv4() ? 8 : 4;
    int digits = (bits + digitBits - 1) / digitBits;
    int free = digits * digitBits - bits;
    int last = digits - 1;
    List<Name> zones = new ArrayList<>();
    for (int i = 0; i < 1 << free; i++) {
      Name zone = Name.of(address.isIpv4() ? "in-addr.arpa" : "ip6.arpa");
      for (int digit = 0; digit < digits; digit++) {
        int value = digit(address, digit, digitBits);
        if (digit == last) value = (value >> free << free) + i;
        zone = zone.child(Integer.toString(value, digitBits == 8 ? 10 : 16));
      }
      zones.add(zone);
    }
    return zones;
  }

  private static int digit(IpAddress address, int index, int bits) {
    if (bits == 8) return address.byteAt(index);
    int value = address.byteAt(index / 2);
    return index % 2 == 0 ? value >> 4 : value & 0xf;
  }
}
