package dev.roster.kubernetes.http;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Blocks of a PEM text (RFC 7468), leniently as Go reads them: what stands between blocks is
/// passed over.
final class Pem {
  /// Characters of one text, at most.
  static final int TEXT_CHARS_MAX = 4 << 20;

  /// Blocks of one text, at most.
  static final int BLOCKS_MAX = 2_000;

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  private Pem() {}

  /// One block.
  ///
  /// @param label `CERTIFICATE`
  /// @param line of its begin, from 1
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Block(String label, byte[] bytes, int line) {
    @Override
    public String toString() {
      return label + " in line " + line; // its bytes may be a key
    }
  }

  /// The blocks of a text in order.
  ///
  /// @param part what it is, for problems
  static List<Block> read(String text, String part) throws BadAccessException {
    if (text.length() > TEXT_CHARS_MAX) {
      throw new BadAccessException(part, "is over " + TEXT_CHARS_MAX + " characters");
    }
    List<Block> blocks = new ArrayList<>();
    String label = "";
    int begun = 0; // the line of a block that is open
    StringBuilder content = new StringBuilder();
    int number = 0;
    for (String each : (Iterable<String>) text.lines()::iterator) {
      number++;
      String line = each.strip();
      if (begun == 0) {
        if (!line.startsWith(BEGIN) || !line.endsWith(DASHES)) continue;
        if (line.length() < BEGIN.length() + DASHES.length()) continue;
        label = line.substring(BEGIN.length(), line.length() - DASHES.length());
        begun = number;
        content.setLength(0);
      } else if (line.equals(END + label + DASHES)) {
        blocks.add(new Block(label, decoded(content.toString(), part, begun), begun));
        begun = 0;
        if (blocks.size() > BLOCKS_MAX) {
          throw new BadAccessException(part, "has over " + BLOCKS_MAX + " blocks");
        }
      } else if (line.indexOf(':') < 0) { // headers (RFC 1421) have a colon
        content.append(line);
      }
    }
    if (begun == 0) return blocks;
    throw new BadAccessException(part, label + " in line " + begun + " has no end");
  }

  private static byte[] decoded(String content, String part, int line) throws BadAccessException {
    try {
      return Base64.getDecoder().decode(content);
    } catch (IllegalArgumentException noBase64) {
      throw new BadAccessException(part, "the block in line " + line + " is no base64");
    }
  }
}
