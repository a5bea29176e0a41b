package dev.roster.engine.feed;

/// Compares resourceVersions of one kind of one origin: whole numbers of any length, as Kubernetes
/// 1.35 defines them to be.
public final class Positions {
  private Positions() {}

  /// Whether `reached` is at or behind `wanted`. Nothing ("") covers nothing but nothing; of what
  /// is no number only itself is covered.
  public static boolean covers(String reached, String wanted) {
    if (reached.equals(wanted) || wanted.isEmpty()) return true;
    if (!isNumber(reached) || !isNumber(wanted)) return false;
    String a = significant(reached);
    String b = significant(wanted);
    return a.length() != b.length() ? a.length() > b.length() : a.compareTo(b) >= 0;
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static String significant(String digits) {
    int from = 0;
    while (from < digits.length() - 1 && digits.charAt(from) == '0') from++;
    return digits.substring(from);
  }
}
