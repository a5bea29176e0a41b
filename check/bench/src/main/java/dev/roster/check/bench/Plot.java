package dev.roster.check.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A picture of a results file: a bar for each server, the processor time of a query in user space
/// and in the kernel, as fast as answers came.
final class Plot {
  private static final int WIDTH = 760;
  private static final int LEFT = 140;
  private static final int RIGHT = 150;
  private static final int ROW = 26;
  private static final int TOP = 52;
  private static final Pattern LINE =
      Pattern.compile(
          "\"server\":\"([^\"]+)\".*?\"rate\":0,.*?\"qps\":\\{\"median\":([0-9.]+)"
              + ".*?\"user_us\":\\{\"median\":([0-9.]+).*?\"system_us\":\\{\"median\":([0-9.]+)");

  private Plot() {}

  private record Bar(String name, double perSecond, double user, double system) {}

  /// The picture.
  ///
  /// @param results as [Results#json] wrote them
  static String svg(String results) {
    List<Bar> bars = new ArrayList<>();
    for (String line : results.lines().toList()) {
      Matcher found = LINE.matcher(line);
      if (!found.find()) continue;
      bars.add(new Bar(found.group(1), number(found, 2), number(found, 3), number(found, 4)));
    }
    double longest = bars.stream().mapToDouble(bar -> bar.user() + bar.system()).max().orElse(1);
    double scale = (WIDTH - LEFT - RIGHT) / longest;
    StringBuilder text = new StringBuilder();
    int height = TOP + bars.size() * ROW + 10;
    text.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13">
        <rect width="%d" height="%d" fill="#fff"/>
        <text x="10" y="20" font-size="15">Processor time of a query, µs (mix "%s", %s)</text>
        <rect x="10" y="30" width="11" height="11" fill="#3465a4"/><text x="26" y="40">user</text>
        <rect x="70" y="30" width="11" height="11" fill="#c4cdd8"/><text x="86" y="40">kernel</text>
        """
            .formatted(WIDTH, height, WIDTH, height, fact(results, "mix"), fact(results, "date")));
    for (int i = 0; i < bars.size(); i++) text.append(row(bars.get(i), TOP + i * ROW, scale));
    return text.append("</svg>\n").toString();
  }

  private static String row(Bar bar, int y, double scale) {
    double user = bar.user() * scale;
    double system = bar.system() * scale;
    return String.format(
        Locale.ROOT,
        """
        <text x="%d" y="%d" text-anchor="end">%s</text>\
        <rect x="%d" y="%d" width="%.1f" height="18" fill="#3465a4"/>\
        <rect x="%.1f" y="%d" width="%.1f" height="18" fill="#c4cdd8"/>\
        <text x="%.1f" y="%d">%.2f (%.0fk/s)</text>
        """,
        LEFT - 8,
        y + 14,
        bar.name(),
        LEFT,
        y,
        user,
        LEFT + user,
        y,
        system,
        LEFT + user + system + 6,
        y + 14,
        bar.user() + bar.system(),
        bar.perSecond() / 1000);
  }

  private static double number(Matcher found, int group) {
    return Double.parseDouble(found.group(group));
  }

  private static String fact(String results, String name) {
    Matcher found = Pattern.compile("\"" + name + "\": \"([^\"]*)\"").matcher(results);
    return found.find() ? found.group(1) : "";
  }
}
