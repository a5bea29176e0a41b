package dev.roster.core.wire;

import java.util.Arrays;
import java.util.List;

/// An OPT record (RFC 6891) of a whole message.
///
/// @param udpSize the sender's UDP payload size
/// @param version 0 is the only one there is
/// @param dnssecOk the DO bit
/// @param options in order, kept as numbers and bytes
public record Edns(int udpSize, int version, boolean dnssecOk, List<Option> options) {
  public static final int NSID = 3;
  public static final int EXPIRE = 9;
  public static final int COOKIE = 10;
  public static final int KEEPALIVE = 11;
  public static final int PADDING = 12;
  public static final int EXTENDED_ERROR = 15;

  public Edns {
    options = List.copyOf(options);
  }

  /// An OPT record without options.
  public static Edns of(int udpSize) {
    return new Edns(udpSize, 0, false, List.of());
  }

  /// One option; do not change the array.
  @SuppressWarnings("ArrayRecordComponent")
  public record Option(int code, byte[] bytes) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Option that && code == that.code && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return 31 * code + Arrays.hashCode(bytes);
    }
  }
}
