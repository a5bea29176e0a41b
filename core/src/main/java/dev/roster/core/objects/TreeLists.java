package dev.roster.core.objects;

import java.util.ArrayList;
import java.util.List;

/// Reading lists of trees.
public final class TreeLists {
  private TreeLists() {}

  /// The strings among the elements, in order.
  public static List<String> texts(List<Tree> elements) {
    List<String> texts = new ArrayList<>(elements.size());
    for (Tree each : elements) if (each instanceof Tree.Text text) texts.add(text.value());
    return texts;
  }

  /// The objects among the elements, in order.
  public static List<Tree.Obj> objects(List<Tree> elements) {
    List<Tree.Obj> objects = new ArrayList<>(elements.size());
    for (Tree each : elements) if (each instanceof Tree.Obj obj) objects.add(obj);
    return objects;
  }
}
