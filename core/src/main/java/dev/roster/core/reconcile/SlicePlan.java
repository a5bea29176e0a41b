package dev.roster.core.reconcile;

import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.Tree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What to write so that a Service's EndpointSlices are as they should be; written in the order
/// creates, updates, deletes, so that an endpoint is in two slices for a moment rather than in
/// none.
///
/// @param creates carry a generateName and no name
/// @param updates the whole objects, with the name and resourceVersion of what they replace
/// @param deletes the objects as they were read
/// @param problems why something is left out; with any, the plan is to be carried out and then made
///   again later
public record SlicePlan(
    List<Tree.Obj> creates, List<Tree.Obj> updates, List<Tree.Obj> deletes, List<String> problems) {
  /// All is as it should be.
  public static final SlicePlan NOTHING = new SlicePlan(List.of(), List.of(), List.of(), List.of());

  public SlicePlan {
    creates = List.copyOf(creates);
    updates = List.copyOf(updates);
    deletes = List.copyOf(deletes);
    problems = List.copyOf(problems);
  }

  /// Whether nothing is to be written.
  public boolean isEmpty() {
    return creates.isEmpty() && updates.isEmpty() && deletes.isEmpty();
  }

  /// The slices as they are once the plan is carried out: for those who keep no store. New slices
  /// get the first free number behind their generateName.
  public List<Tree.Obj> applied(List<Tree.Obj> existing) {
    Set<String> gone = deletes.stream().map(SlicePlan::name).collect(Collectors.toSet());
    List<Tree.Obj> slices = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Tree.Obj slice : existing) {
      if (gone.contains(name(slice))) continue;
      Tree.Obj now = slice;
      for (Tree.Obj update : updates) if (name(update).equals(name(slice))) now = update;
      slices.add(now);
      names.add(name(now));
    }
    for (Tree.Obj create : creates) {
      int number = 0;
      String prefix = create.text("metadata", "generateName");
      while (!names.add(prefix + number)) number++;
      slices.add(create.with(List.of("metadata", "name"), Tree.Text.of(prefix + number)));
    }
    return List.copyOf(slices);
  }

  /// This plan and another one, together.
  SlicePlan and(SlicePlan other) {
    return new SlicePlan(
        joined(creates, other.creates),
        joined(updates, other.updates),
        joined(deletes, other.deletes),
        joined(problems, other.problems));
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private static String name(Tree.Obj slice) {
    return ObjectMeta.of(slice).name();
  }
}
