package dev.roster.core.reconcile;

import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;

/// One write that a plan asks for.
public sealed interface Action {
  /// What to tell about it, as events on the object that the plan is for.
  Report report();

  /// A new object.
  record Create(Tree.Obj object, Report report) implements Action {}

  /// The whole object anew, status aside; its resourceVersion is the one that was read.
  record Update(Tree.Obj object, Report report) implements Action {}

  /// The start of a deletion, with the object's own grace.
  ///
  /// @param uid only that very object
  record Delete(ObjectKey key, String uid, Report report) implements Action {}

  /// The words of an event in Kubernetes' form.
  ///
  /// @param verb `Create`, `Delete`, `Update`; "" tells nothing
  /// @param subject `Pod web-0 in StatefulSet web`
  /// @param done the word for success: `successful`
  record Report(String verb, String subject, String done) {
    /// Tells nothing.
    public static final Report NONE = new Report("", "", "");

    /// Whether nothing is told.
    public boolean isSilent() {
      return verb.isEmpty();
    }

    /// The event's message after success.
    public String message() {
      return lowerVerb() + " " + subject + " " + done;
    }

    /// The event's message after a failure.
    public String failure(String error) {
      return lowerVerb() + " " + subject + " failed error: " + error;
    }

    private String lowerVerb() {
      return verb.isEmpty() ? "" : Character.toLowerCase(verb.charAt(0)) + verb.substring(1);
    }
  }
}
