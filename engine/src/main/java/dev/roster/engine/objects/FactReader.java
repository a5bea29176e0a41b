package dev.roster.engine.objects;

import dev.roster.core.catalog.Fact;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;

/// Trees to facts, leniently: only what an answer needs is looked at.
public final class FactReader {
  private FactReader() {}

  /// What reading a tree gives.
  public sealed interface Reading {
    /// The fact.
    record Read(Fact fact) implements Reading {}

    /// The object is of a kind that feeds names, but shows nothing now (a Pod that ended): what was
    /// known under its key is gone.
    record Nothing(ObjectKey key) implements Reading {}

    /// A kind that no answer needs.
    record Ignored() implements Reading {}

    /// Something that an answer needs can't be read.
    ///
    /// @param path as kubectl prints it: `spec.ports[0].port`
    record Broken(String path, String message) implements Reading {}
  }

  /// The fact of a Service, EndpointSlice, Namespace, Pod, Node or StatefulSet.
  public static Reading fact(String origin, Tree.Obj object) {
    if (!origin.isEmpty()) throw new UnsupportedOperationException(object.toString());
    return new Reading.Ignored();
  }
}
