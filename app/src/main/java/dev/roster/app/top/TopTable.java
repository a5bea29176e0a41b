package dev.roster.app.top;

import dev.roster.app.verbs.Columns;
import dev.roster.app.wiring.HostPortOption;
import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A report as people read it.
final class TopTable {
  private static final String HINT =
      "In vain: names that only a search path makes. A dot at a name's end, a smaller ndots in the"
          + " pod, or autopath in the Corefile saves them.";

  private final double seconds;
  private final List<String> lines = new ArrayList<>();

  private TopTable(double seconds) {
    this.seconds = seconds;
  }

  /// The lines of a report.
  ///
  /// @param rows of each table, at most
  static List<String> of(Tree.Obj report, HostPortOption address, int rows) {
    double seconds = Math.max(1, report.number(0, "milliseconds") / 1e3);
    TopTable table = new TopTable(seconds);
    table.head(report, address);
    table.clients(first(report, "clients", rows));
    table.names(first(report, "nxdomainNames", rows));
    table.wasters(first(report, "searchPathClients", rows));
    return table.lines;
  }

  /// The first rows of each list, and what to do about each client that asks in vain.
  static Tree.Obj cut(Tree.Obj report, int rows) {
    List<Tree> wasters = new ArrayList<>();
    for (Tree.Obj row : first(report, "searchPathClients", rows)) {
      wasters.add(row.with("remedy", Tree.Text.of(remedy(row))));
    }
    return report
        .with("clients", Tree.Arr.of(first(report, "clients", rows)))
        .with("nxdomainNames", Tree.Arr.of(first(report, "nxdomainNames", rows)))
        .with("searchPathClients", Tree.Arr.of(wasters));
  }

  private static List<Tree.Obj> first(Tree.Obj report, String list, int rows) {
    List<Tree.Obj> all = TreeLists.objects(report.list(list));
    return all.subList(0, Math.min(rows, all.size()));
  }

  private void head(Tree.Obj report, HostPortOption address) {
    long questions = report.number(0, "questions");
    lines.add(
        address
            + ": "
            + questions
            + " questions in "
            + Math.round(seconds)
            + " s ("
            + rate(questions)
            + "/s), "
            + share(report.number(0, "nxdomain"), questions)
            + " NXDOMAIN, "
            + share(report.number(0, "searchPathWaste"), questions)
            + " in vain");
  }

  private void clients(List<Tree.Obj> rows) {
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("CLIENT", "QUESTIONS", "PER SECOND"));
    for (Tree.Obj row : rows) {
      table.add(List.of(row.text("client"), count(row, "questions"), rate(row, "questions")));
    }
    add(table);
  }

  private void names(List<Tree.Obj> rows) {
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("NXDOMAIN", "QUESTIONS", "PER SECOND"));
    for (Tree.Obj row : rows) {
      table.add(List.of(row.text("name"), count(row, "questions"), rate(row, "questions")));
    }
    add(table);
  }

  private void wasters(List<Tree.Obj> rows) {
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("SEARCH PATH OF", "IN VAIN", "OF ITS QUESTIONS", "PROGRAM ASKS", "BETTER"));
    for (Tree.Obj row : rows) {
      table.add(
          List.of(
              row.text("client"),
              count(row, "wasted"),
              share(row.number(0, "wasted"), row.number(0, "questions")),
              withoutDot(row.text("meant")),
              remedy(row)));
    }
    add(table);
    if (!rows.isEmpty()) lines.add(HINT);
  }

  private void add(List<List<String>> table) {
    if (table.size() == 1) return;
    lines.add("");
    new Columns().lines(table).lines().map(String::stripTrailing).forEach(lines::add);
  }

  /// What a program had better ask.
  private static String remedy(Tree.Obj row) {
    String better = row.text("better");
    return better.isEmpty() ? "no such Service in its namespace" : better;
  }

  /// As a program writes it, which is the mistake.
  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /// `12`, or `12..15` where that is how much is known.
  private static String count(Tree.Obj row, String name) {
    long count = row.number(0, name);
    long most = row.number(count, name + "Max");
    return most > count ? count + ".." + most : Long.toString(count);
  }

  private String rate(Tree.Obj row, String name) {
    return rate(row.number(0, name));
  }

  private String rate(long count) {
    double rate = count / seconds;
    return String.format(Locale.ROOT, rate < 10 ? "%.1f" : "%.0f", rate);
  }

  private static String share(long part, long all) {
    return (all == 0 ? 0 : Math.round(100.0 * part / all)) + "%";
  }
}
