package dev.roster.engine.control;

import dev.roster.core.objects.Tree;

/// Takes what a controller or the node has to tell about an object, for `describe` and `get
/// events`. Never blocks for long and never fails: an event that can't be kept is counted and lost.
@FunctionalInterface
public interface EventRecorder {
  /// Keeps nothing.
  EventRecorder DISCARD = (_, _) -> {};

  /// Keeps one event; the same one again within a while raises its count.
  ///
  /// @param about the object it tells of, as stored (its uid is taken)
  void record(Tree.Obj about, Note note);

  /// Whether it is news or trouble.
  enum Type {
    NORMAL("Normal"),
    WARNING("Warning");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    /// As Kubernetes writes it.
    public String text() {
      return text;
    }
  }

  /// What happened.
  ///
  /// @param reason one word in CamelCase, as Kubernetes' own components say it
  /// @param fieldPath the part of the object, such as `spec.containers{web}`; "" for the whole
  /// @param component who tells: `kubelet`, `statefulset-controller`
  record Note(Type type, String reason, String message, String fieldPath, String component) {}
}
