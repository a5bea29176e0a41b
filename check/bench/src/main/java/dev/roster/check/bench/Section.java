package dev.roster.check.bench;

import java.util.List;
import java.util.Map;

/// A part of what was measured.
///
/// @param name of its file
/// @param table for people
/// @param json for machines
record Section(String name, String table, String json) {

  /// Facts, then lines, so that a later run's difference can be read.
  static String json(Map<String, String> facts, String what, List<String> lines) {
    StringBuilder text = new StringBuilder("{\n");
    facts.forEach((name, value) ->
        text.append("%s: %s,\n".formatted(Results.quoted(name), Results.quoted(value))));
    return text.append(Results.quoted(what))
        .append(": [\n")
        .append(String.join(",\n", lines))
        .append("\n]}\n")
        .toString();
  }
}
