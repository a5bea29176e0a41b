package dev.roster.dns.pipeline;

import dev.roster.core.names.Name;
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
    byte[] from = lower.body.bytes();
    byte[] to = upper.body.bytes();
    List<int[]> runs = new ArrayList<>();
    for (int at = 0; at < from.length; at++) {
      if (from[at] == to[at] || isSerial(lower, at)) continue;
      int end = nameEnd(from, at);
      int start = at;
      int inQuestion = question.wireLength() - (end - start);
      if (inQuestion < 0) return new LetterCase.Differs();
      runs.add(new int[] {start, end, inQuestion});
      at = end - 1;
    }
    byte[] patched = from.clone();
    for (int[] run : runs) {
      for (int i = run[0]; i < run[1]; i++) {
        patched[i] = question.wireByte(run[2] + i - run[0]);
      }
    }
    return equalButSerials(lower, patched, to) ? runsOf(runs) : new LetterCase.Differs();
  }

  private static LetterCase runsOf(List<int[]> runs) {
    return new LetterCase.Runs(
        runs.stream().mapToInt(run -> run[0]).toArray(),
        runs.stream().mapToInt(run -> run[1]).toArray(),
        runs.stream().mapToInt(run -> run[2]).toArray());
  }

  /// The offset behind the root label of the name that a letter stands in. Letters are not below
  /// 64, label lengths are: the first zero byte ends the name, or there is none.
  private static int nameEnd(byte[] bytes, int at) {
    int end = at;
    while (end < bytes.length && bytes[end] != 0) end++;
    return Math.min(bytes.length, end + 1);
  }

  private static boolean isSerial(Plan plan, int at) {
    if (!plan.head.catalogSerial()) return false;
    for (int serial : plan.body.serials()) if (at >= serial && at < serial + 4) return true;
    return false;
  }

  private static boolean equalButSerials(Plan plan, byte[] patched, byte[] wanted) {
    if (plan.head.catalogSerial()) {
      for (int serial : plan.body.serials()) {
        System.arraycopy(wanted, serial, patched, serial, 4);
      }
    }
    return Arrays.equals(patched, wanted);
  }
}
