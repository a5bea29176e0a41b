package dev.roster.dns.server;

/// Which senders are answered.
final class Senders {
  private Senders() {}

  /// Whether an address is one host's: not unspecified, not multicast, not the broadcast address.
  static boolean isOneHost(byte[] address) {
    int first = address[0] & 0xff;
    boolean multicast = address.length == 4 ? first >= 224 && first < 240 : first == 0xff;
    if (multicast) return false;
    return !isAll(address, 0) && (address.length != 4 || !isAll(address, -1));
  }

  private static boolean isAll(byte[] address, int value) {
    for (byte each : address) if (each != value) return false;
    return true;
  }
}
