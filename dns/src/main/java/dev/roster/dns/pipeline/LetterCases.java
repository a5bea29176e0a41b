package dev.roster.dns.pipeline;

import dev.roster.core.names.Name;
import dev.roster.core.wire.RecordType;
import dev.roster.dns.pipeline.Plan.LetterCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Finds which bytes of a plan follow the letter case of the question.
///
/// Pointers into the question follow it by themselves. The rest are names that are never
/// compressed, the targets of SRV records: their zone is written as the question writes it. They
/// are found by comparing the bodies of a question in lower and in upper case, and the finding is
/// checked: put into the one, the question's bytes must give the other.
final class LetterCases {
  private LetterCases() {}

  /// All ASCII letters in upper case.
  static Name upper(Name name) {
    byte[] wire = new byte[name.wireLength()];
    name.writeTo(wire, 0);
    for (int i = 0; i < wire.length; i++) {
      if (wire[i] >= 'a' && wire[i] <= 'z') wire[i] = (byte) (wire[i] - 32);
    }
    return Name.ofWire(wire, 0, wire.length);
  }

  /// What the question's letters do to the body of `lower`, given the body for the same question in
  /// upper case.
  static LetterCase compare(Plan lower, Plan upper, Name question) {
    if (!lower.body.sameShape(upper.body)) return new LetterCase.Differs();
    byte[] from = masked(lower);
    byte[] to = masked(upper);
    List<int[]> runs = new ArrayList<>();
    for (int record = 0; record < lower.body.records(); record++) {
      int start = lower.body.start(record);
      int end = lower.body.ends()[record];
      int at = Arrays.mismatch(from, start, end, to, start, end);
      if (at < 0) continue;
      at += start;
      int inQuestion = question.wireLength() - (end - at);
      if (at < targetAt(from, start, end) || inQuestion < 0) return new LetterCase.Differs();
      runs.add(new int[] {at, end, inQuestion});
    }
    for (int[] run : runs) {
      for (int i = run[0]; i < run[1]; i++) {
        from[i] = question.wireByte(run[2] + i - run[0]);
      }
    }
    return Arrays.equals(from, to) ? runsOf(runs) : new LetterCase.Differs();
  }

  private static LetterCase runsOf(List<int[]> runs) {
    return new LetterCase.Runs(
        runs.stream().mapToInt(run -> run[0]).toArray(),
        runs.stream().mapToInt(run -> run[1]).toArray(),
        runs.stream().mapToInt(run -> run[2]).toArray());
  }

  /// Where the target of an SRV record begins, which goes to the record's end; the end for others.
  private static int targetAt(byte[] bytes, int start, int end) {
    int at = start;
    while (bytes[at] != 0 && (bytes[at] & 0xc0) == 0) at += 1 + bytes[at];
    at += bytes[at] == 0 ? 1 : 2;
    boolean srv = bytes[at] == 0 && bytes[at + 1] == RecordType.SRV;
    return srv ? at + 16 : end;
  }

  /// A copy of the records without the serials that are written with each packet.
  private static byte[] masked(Plan plan) {
    byte[] bytes = plan.body.bytes().clone();
    if (plan.head.catalogSerial() == 0) return bytes;
    for (int serial : plan.body.serials()) Arrays.fill(bytes, serial, serial + 4, (byte) 0);
    return bytes;
  }
}
