package dev.roster.node.root;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Plans a pod's root: the machine's files as they are, with what the pod wants on top. Nothing of
/// the machine is touched: a folder that lacks a mount point is covered by an empty file system in
/// memory, and its entries are bound into it one by one. The root folder always is.
public final class RootPlanner {
  /// Entries of one folder that has to be covered.
  public static final int COVERED_ENTRIES_MAX = 4_096;

  private final HostFiles host;

  /// Folders by path that are covered, in the order of their depth. One stands for what the pod
  /// sees there.
  private final Map<String, Cover> covers = new TreeMap<>(byDepth());

  private final List<Wanted> placed = new ArrayList<>();
  private final List<RootStep> binds = new ArrayList<>();

  private RootPlanner(HostFiles host) {
    this.host = host;
  }

  /// What a pod wants to see at a path.
  ///
  /// @param source on the machine; a folder or a file
  /// @param path absolute, where the pod sees it
  public record Wanted(String source, String path, boolean readOnly) {}

  /// A covered folder.
  ///
  /// @param entries whether its entries on the machine are bound into it
  /// @param made folders (true) and files (false) made in it, by relative path
  private record Cover(boolean entries, Map<String, Boolean> made) {}

  /// The steps, in order.
  ///
  /// @throws IOException if something can't be mounted; the message is for a person
  public static List<RootStep> plan(List<Wanted> wanted, HostFiles host) throws IOException {
    RootPlanner planner = new RootPlanner(host);
    planner.covers.put("/", new Cover(true, new LinkedHashMap<>()));
    List<Wanted> ordered = new ArrayList<>();
    for (Wanted each : wanted) {
      ordered.add(new Wanted(each.source(), planner.withoutLinks(each.path()), each.readOnly()));
    }
    ordered.sort(Comparator.comparing(Wanted::path, byDepth()));
    for (Wanted each : ordered) planner.place(each);
    return planner.steps();
  }

  private static Comparator<String> byDepth() {
    return Comparator.<String>comparingLong(path -> path.chars().filter(c -> c == '/').count())
        .thenComparingInt(String::length)
        .thenComparing(Comparator.naturalOrder());
  }

  /// The path with the links of the part that exists followed.
  private String withoutLinks(String path) throws IOException {
    for (String here = path; !here.equals("/"); here = parent(here)) {
      if (host.leadsTo(here) == HostFiles.Type.NONE) continue;
      String rest = path.substring(here.length());
      return host.real(here) + rest;
    }
    return path;
  }

  private void place(Wanted wanted) throws IOException {
    if (wanted.path().equals("/")) throw new IOException("nothing can be mounted at /");
    boolean folder = host.leadsTo(wanted.source()) == HostFiles.Type.FOLDER;
    Wanted below = lastAround(wanted.path());
    if (below != null) {
      // The mount point lies in something else that is mounted: it is made there.
      String inside = below.source() + wanted.path().substring(below.path().length());
      if (host.leadsTo(inside) == HostFiles.Type.NONE) host.make(inside, folder);
      mustFit(wanted, host.leadsTo(inside), folder);
    } else {
      reach(wanted, folder);
    }
    placed.add(wanted);
    binds.add(bind(wanted.source(), wanted.path(), wanted.readOnly()));
  }

  @SuppressWarnings("NullAway") // null: none
  private Wanted lastAround(String path) {
    Wanted found = null;
    for (Wanted each : placed) {
      if (path.startsWith(each.path() + "/") && !each.path().equals(path)) found = each;
    }
    return found;
  }

  /// Makes sure that there is something to mount on.
  private void reach(Wanted wanted, boolean folder) throws IOException {
    String path = wanted.path();
    List<String> above = above(path);
    for (int i = 0; i < above.size(); i++) {
      String here = above.get(i);
      String next = i + 1 < above.size() ? above.get(i + 1) : path;
      String cover = coverOf(here);
      if (isMade(cover, here)) {
        madeBelow(cover, next, path, folder);
        return;
      }
      if (host.leadsTo(here) != HostFiles.Type.FOLDER) {
        throw new IOException("can't mount at " + path + ": " + here + " is not a folder");
      }
      if (!here.equals("/") && !host.passes(here) && !covers.containsKey(here)) {
        covers.put(here, new Cover(false, new LinkedHashMap<>()));
      }
      Cover own = covers.get(here);
      boolean there = host.leadsTo(next) != HostFiles.Type.NONE && (own == null || own.entries());
      if (!there) {
        if (own == null) covers.put(here, new Cover(true, new LinkedHashMap<>()));
        madeBelow(here, next, path, folder);
        return;
      }
    }
    mustFit(wanted, host.leadsTo(path), folder);
  }

  /// Makes the path from `next` to its end in a cover.
  private void madeBelow(String cover, String next, String path, boolean folder) {
    Map<String, Boolean> made = cover(cover).made();
    for (String each : above(path)) {
      if (each.length() >= next.length()) made.putIfAbsent(each, true);
    }
    made.putIfAbsent(path, folder);
  }

  private String coverOf(String path) {
    String best = "/";
    for (String each : covers.keySet()) {
      if (each.equals("/") || path.equals(each) || path.startsWith(each + "/")) best = each;
    }
    return best;
  }

  private boolean isMade(String cover, String path) {
    return Boolean.TRUE.equals(cover(cover).made().get(path));
  }

  private Cover cover(String path) {
    return Objects.requireNonNull(covers.get(path));
  }

  private static void mustFit(Wanted wanted, HostFiles.Type there, boolean folder)
      throws IOException {
    if ((there == HostFiles.Type.FOLDER) == folder) return;
    String is = folder ? "a file" : "a folder";
    String not = folder ? "a folder" : "a file";
    throw new IOException(
        "can't mount " + not + " at " + wanted.path() + ": there is " + is + " already");
  }

  // --- steps

  private List<RootStep> steps() throws IOException {
    List<RootStep> steps = new ArrayList<>();
    for (Map.Entry<String, Cover> each : covers.entrySet()) {
      cover(each.getKey(), each.getValue(), steps);
    }
    steps.addAll(binds);
    return steps;
  }

  private void cover(String path, Cover cover, List<RootStep> steps) throws IOException {
    steps.add(new RootStep.Memory(path, cover.entries() ? host.mode(path) : "755"));
    List<RootStep> later = new ArrayList<>();
    if (cover.entries()) {
      List<String> names = host.list(path);
      if (names.size() > COVERED_ENTRIES_MAX) {
        throw new IOException(
            "can't make a mount point in "
                + path
                + ": more than "
                + COVERED_ENTRIES_MAX
                + " entries");
      }
      for (String name : names)
        entry(path.equals("/") ? "/" + name : path + "/" + name, steps, later);
    }
    cover.made().forEach((made, folder) -> steps.add(step(made, folder)));
    steps.addAll(later);
  }

  private void entry(String path, List<RootStep> steps, List<RootStep> later) throws IOException {
    switch (host.type(path)) {
      case NONE -> {}
      case LINK -> steps.add(new RootStep.Link(path, host.target(path)));
      case FOLDER -> {
        steps.add(new RootStep.Folder(path));
        later.add(new RootStep.Bind(path, path, List.of(), false));
      }
      case FILE -> {
        steps.add(new RootStep.File(path));
        later.add(new RootStep.Bind(path, path, List.of(), false));
      }
    }
  }

  private static RootStep step(String path, boolean folder) {
    return folder ? new RootStep.Folder(path) : new RootStep.File(path);
  }

  private RootStep bind(String source, String path, boolean readOnly) {
    List<String> options = new ArrayList<>();
    if (readOnly) {
      options.add("ro");
      options.addAll(host.lockedOptions(source));
    }
    return new RootStep.Bind(source, path, options, true);
  }

  /// The folders above a path, from the root down.
  private static List<String> above(String path) {
    List<String> above = new ArrayList<>();
    above.add("/");
    for (int at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1)) {
      above.add(path.substring(0, at));
    }
    return above;
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }
}
