package dev.roster.app.verbs;

import dev.roster.core.objects.Kinds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the words behind a verb name: `TYPE`, `TYPE NAME...`, `TYPE/NAME...`, `TYPE,TYPE`, `all`.
///
/// @param entries the kinds in order, each with the names of its objects; no names: all of them
record Targets(Map<Kinds.Entry, List<String>> entries) {
  /// What `all` means: the kinds that run or name something.
  private static final List<String> ALL = List.of("pods", "services", "statefulsets");

  /// Reads the words.
  ///
  /// @throws VerbException for a kind that there isn't, or words that make no sense together
  static Targets of(List<String> words) throws VerbException {
    if (words.isEmpty()) {
      throw new VerbException(
          ExitCode.MEND, "error: which kind? Such as: pods, services, statefulset/db, all");
    }
    Map<Kinds.Entry, List<String>> entries = new LinkedHashMap<>();
    boolean slashes = words.stream().anyMatch(word -> word.indexOf('/') >= 0);
    if (slashes) {
      for (String word : words) {
        int slash = word.indexOf('/');
        if (slash < 1 || slash == word.length() - 1) {
          throw new VerbException(
              ExitCode.MEND,
              "error: there is no need to specify a resource type as a separate argument when"
                  + " passing arguments in resource/name form, and \""
                  + word
                  + "\" is not in that form");
        }
        entries
            .computeIfAbsent(entry(word.substring(0, slash)), _ -> new ArrayList<>())
            .add(word.substring(slash + 1));
      }
      return new Targets(entries);
    }
    List<String> names = words.subList(1, words.size());
    for (String word : words.getFirst().split(",", -1)) {
      for (String kind : word.equals("all") ? ALL : List.of(word)) {
        entries.put(entry(kind), new ArrayList<>(names));
      }
    }
    return new Targets(entries);
  }

  /// The kind that a word means.
  static Kinds.Entry entry(String word) throws VerbException {
    Optional<Kinds.Entry> entry = Kinds.named(word);
    if (entry.isPresent()) return entry.get();
    throw new VerbException(
        ExitCode.FAILED, "error: the server doesn't have a resource type \"" + word + "\"");
  }

  /// Whether objects are named.
  boolean named() {
    return entries.values().stream().anyMatch(names -> !names.isEmpty());
  }

  /// `statefulset.apps`, `service`: a kind in front of a name.
  static String word(Kinds.Entry entry) {
    String group = entry.kind().group();
    return group.isEmpty() ? entry.singular() : entry.singular() + "." + group;
  }
}
