package dev.roster.check.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// A question and what a right answer to it looks like.
///
/// @param name absolute, with its last dot
/// @param type the number of the type asked for
/// @param edns whether it says that 1232 bytes may come back
/// @param rcode the answer's code
/// @param found whether there are records in the answer, unless it is truncated
record Question(String name, int type, boolean edns, int rcode, boolean found) {
  static final int A = 1;
  static final int AAAA = 28;
  static final int SRV = 33;
  static final int HEADER_BYTES = 12;

  private static final byte[] OPT = {0, 0, 41, 0x04, (byte) 0xd0, 0, 0, 0, 0, 0, 0};

  static Question found(String name, int type) {
    return new Question(name, type, false, 0, true);
  }

  static Question noData(String name, int type) {
    return new Question(name, type, false, 0, false);
  }

  static Question noName(String name, int type) {
    return new Question(name, type, false, 3, false);
  }

  /// The message, with RD set as clients of a cluster do.
  byte[] packet(int id) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    bytes.writeBytes(new byte[] {(byte) (id >> 8), (byte) id, 1, 0, 0, 1, 0, 0, 0, 0, 0});
    bytes.write(edns ? 1 : 0);
    for (String label : name.substring(0, name.length() - 1).split("\\.", -1)) {
      bytes.write(label.length());
      bytes.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    bytes.writeBytes(new byte[] {0, (byte) (type >> 8), (byte) type, 0, 1});
    if (edns) bytes.writeBytes(OPT);
    return bytes.toByteArray();
  }

  /// Whether a reply's flags and count of answers are those of this question.
  boolean isAnsweredBy(int flags, int answers) {
    boolean truncated = (flags & 0x200) != 0;
    return (flags & 0xf) == rcode && (truncated || answers > 0 == found);
  }
}
