package dev.roster.core.wire;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Follows the names of a message that was written here, as RFC 1035 section 4.1.4 has them: by its
/// own reading of the format, not by the decoder's.
final class WrittenNames {
  private final byte[] bytes;

  /// Where labels of earlier names stand that nobody read through a pointer.
  private final Set<Integer> labels = new HashSet<>();

  private int at = Flags.HEADER_BYTES;
  private String problem = "";

  private WrittenNames(byte[] bytes) {
    this.bytes = bytes;
  }

  /// What is wrong with a pointer: one that leads forward, past the first 16,384 bytes, or to where
  /// no label begins; one in data whose names must stay whole.
  static Optional<String> problem(byte[] bytes) {
    WrittenNames names = new WrittenNames(bytes);
    names.walk();
    return names.problem.isEmpty() ? Optional.empty() : Optional.of(names.problem);
  }

  private void walk() {
    for (int i = u16(4); i > 0; i--) {
      name();
      at += 4;
    }
    for (int i = u16(6) + u16(8) + u16(10); i > 0; i--) {
      name();
      int type = u16(at);
      int end = at + 10 + u16(at + 8);
      at += 10;
      switch (type) {
        case RecordType.CNAME, RecordType.NS, RecordType.PTR -> name();
        case RecordType.MX -> {
          at += 2;
          name();
        }
        case RecordType.SOA -> {
          name();
          name();
        }
        case RecordType.SRV -> {
          at += 6;
          whole(end);
        }
        default -> at = end;
      }
      if (type == RecordType.SOA) at += 20;
      if (at != end) problem = "data ends at " + at + " (expected: " + end + ")";
    }
    if (at != bytes.length) problem = "the message ends at " + at;
  }

  private void whole(int end) {
    int from = at;
    name();
    if (at == end && at > from + 1 && (bytes[at - 2] & 0xc0) == 0xc0 && bytes[at - 1] != 0) {
      problem = "a pointer in the data of SRV at " + (at - 2);
    }
  }

  private void name() {
    Set<Integer> own = new HashSet<>();
    while (true) {
      int label = bytes[at] & 0xff;
      if (label == 0) {
        at++;
        break;
      }
      if (label >= 0xc0) {
        int target = u16(at) & 0x3fff;
        boolean back = target < at && labels.contains(target);
        if (!back) problem = "a pointer at " + at + " to " + target;
        at += 2;
        break;
      }
      own.add(at);
      at += 1 + label;
    }
    labels.addAll(own);
  }

  private int u16(int where) {
    return ((bytes[where] & 0xff) << 8) | (bytes[where + 1] & 0xff);
  }
}
