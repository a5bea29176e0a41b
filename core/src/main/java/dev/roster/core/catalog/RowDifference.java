package dev.roster.core.catalog;

import java.util.List;

/// Which members of a slice differ between two times: a walk over both, without an object for any
/// that is the same.
final class RowDifference {
  private final List<MemberBlock> blocks;
  private int block;
  private int member;

  private RowDifference(List<MemberBlock> blocks) {
    this.blocks = blocks;
    settle();
  }

  /// Tells the members at addresses that are gone and those that came; one that changed is both. Of
  /// members at one address more may be told, as gone and as come.
  ///
  /// @param old the blocks of a slice in the order of parts
  static void of(
      List<MemberBlock> old, List<MemberBlock> now, Roster.Visitor gone, Roster.Visitor come) {
    RowDifference a = new RowDifference(old);
    RowDifference b = new RowDifference(now);
    while (a.isThere() && b.isThere()) {
      int order = a.at().compareAddress(a.member, b.at(), b.member);
      boolean same = order == 0 && a.at().isSameRow(a.member, b.at(), b.member);
      if (order <= 0) {
        if (!same) gone.member(a.at(), a.member);
        a.advance();
      }
      if (order >= 0) {
        if (!same) come.member(b.at(), b.member);
        b.advance();
      }
    }
    for (; a.isThere(); a.advance()) gone.member(a.at(), a.member);
    for (; b.isThere(); b.advance()) come.member(b.at(), b.member);
  }

  /// Tells the members at addresses that no member of the others is at.
  ///
  /// @param blocks the blocks of a slice in the order of parts, as those of the others
  static void ofAddresses(List<MemberBlock> blocks, List<MemberBlock> others, Roster.Visitor only) {
    RowDifference a = new RowDifference(blocks);
    RowDifference b = new RowDifference(others);
    while (a.isThere()) {
      int order = b.isThere() ? a.at().compareAddress(a.member, b.at(), b.member) : -1;
      if (order > 0) {
        b.advance();
        continue;
      }
      if (order < 0) only.member(a.at(), a.member);
      a.advance();
    }
  }

  private boolean isThere() {
    return block < blocks.size();
  }

  private MemberBlock at() {
    return blocks.get(block);
  }

  private void advance() {
    member++;
    settle();
  }

  /// To the next block that has members left.
  private void settle() {
    while (isThere() && member == at().count()) {
      block++;
      member = 0;
    }
  }
}
