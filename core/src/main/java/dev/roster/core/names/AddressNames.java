package dev.roster.core.names;

import java.util.Optional;

/// Names made of an address, both ways: reverse names (RFC 1035 section 3.5, RFC 3596 section 2.5)
/// and the dashed label of a member or pod without a name of its own.
public final class AddressNames {
  private static final Name IN_ADDR_ARPA = Name.of("in-addr.arpa");
  private static final Name IP6_ARPA = Name.of("ip6.arpa");
  private static final String NIBBLES = "0123456789abcdef";

  private AddressNames() {}

  /// `7.0.1.10.in-addr.arpa.`, or 32 nibbles under `ip6.arpa.`.
  public static Name reverseName(IpAddress address) {
    Name name = address.isIpv4() ? IN_ADDR_ARPA : IP6_ARPA;
    for (int i = 0; i < address.length(); i++) {
      int value = address.byteAt(i);
      if (address.isIpv4()) {
        name = name.child(Integer.toString(value));
      } else {
        name = name.child(NIBBLES.substring(value >> 4, (value >> 4) + 1));
        name = name.child(NIBBLES.substring(value & 15, (value & 15) + 1));
      }
    }
    return name;
  }

  /// Whether a name is in a tree of reverse names.
  public static boolean isReverse(Name name) {
    return name.isIn(IN_ADDR_ARPA) || name.isIn(IP6_ARPA);
  }

  /// The address that a whole reverse name says; empty for inner nodes and all other names.
  public static Optional<IpAddress> reverseAddress(Name name) {
    int count = name.labelCount() - 2;
    if (count == 4 && name.isIn(IN_ADDR_ARPA)) {
      String text = name.label(3) + "." + name.label(2) + "." + name.label(1) + "." + name.label(0);
      return IpAddress.parse(text);
    }
    if (count != 32 || !name.isIn(IP6_ARPA)) return Optional.empty();
    byte[] bytes = new byte[16];
    for (int i = 0; i < 32; i++) {
      String label = name.label(31 - i);
      int nibble = label.length() == 1 ? NIBBLES.indexOf(label) : -1;
      if (nibble < 0) return Optional.empty();
      bytes[i / 2] = (byte) (bytes[i / 2] << 4 | nibble);
    }
    return Optional.of(IpAddress.of(bytes));
  }

  /// Whether a name is an inner node of the tree of reverse names: one that whole reverse names are
  /// below.
  public static boolean isInnerReverse(Name name) {
    boolean four = name.isIn(IN_ADDR_ARPA);
    int labels = name.labelCount() - 2;
    if (!isReverse(name) || labels >= (four ? 4 : 32)) return false;
    for (int i = 0; i < labels; i++) {
      String label = name.label(i);
      boolean fits =
          four
              ? label.matches("0|[1-9][0-9]{0,2}") && Integer.parseInt(label) <= 255
              : label.length() == 1 && NIBBLES.contains(label);
      if (!fits) return false;
    }
    return true;
  }

  /// The label of a member without a name: `10-1-0-7`, `2001-db8--1`. One that would end with a
  /// dash gets a `0`; one may begin with dashes.
  public static String dashed(IpAddress address) {
    String label = address.toString().replace('.', '-').replace(':', '-');
    return label.endsWith("-") ? label + "0" : label;
  }

  /// The address whose [#dashed] label this is; empty if there is none.
  public static Optional<IpAddress> ofDashed(String label) {
    Optional<IpAddress> address = IpAddress.parse(label.replace('-', '.'));
    if (address.isEmpty()) address = IpAddress.parse(label.replace('-', ':'));
    if (address.isEmpty() && label.endsWith("-0")) {
      address = IpAddress.parse(label.substring(0, label.length() - 1).replace('-', ':'));
    }
    return address.filter(found -> dashed(found).equals(label));
  }

  /// The address that a pod's label says, as CoreDNS reads it: exactly three dashes and no two in a
  /// row are IPv4, all else is IPv6 with the dashes as colons.
  public static Optional<IpAddress> ofPodLabel(String label) {
    long dashes = label.chars().filter(c -> c == '-').count();
    boolean four = dashes == 3 && !label.contains("--");
    return IpAddress.parse(label.replace('-', four ? '.' : ':'));
  }
}
