package dev.roster.kubernetes.decode;

import dev.roster.core.objects.ObjectKey;
import dev.roster.engine.objects.FactReader.Reading;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// One object as a server sent it, with nothing left of it but what is needed.
///
/// @param key in the origin that the decoder was made for
/// @param reading the fact, or [Reading.Nothing] (a Pod that ended), or [Reading.Ignored] (of a
///   kind that no answer needs), or [Reading.Broken] where the object is well encoded but says
///   something that can't be (an address that is none): one such object spoils no list
/// @param uid `metadata.uid`
/// @param resourceVersion `metadata.resourceVersion`
/// @param ownerUid the UID of the first owner of kind Service, "" if it has none
/// @param trigger the annotation `endpoints.kubernetes.io/last-change-trigger-time`, "" if it has
///   none
public record ApiObject(
    ObjectKey key,
    Reading reading,
    String uid,
    String resourceVersion,
    String ownerUid,
    String trigger) {
  /// When the change happened that a slice follows, as its controller notes it.
  static final String TRIGGER = "endpoints.kubernetes.io/last-change-trigger-time";

  /// Marks the bookmark behind the first part of a streaming list (KEP-3157).
  static final String INITIAL_EVENTS_END = "k8s.io/initial-events-end";

  /// When the change happened that led to this slice (a Pod's readiness, a Service's selector), as
  /// its controller noted it.
  public Optional<Instant> triggered() {
    if (trigger.isEmpty()) return Optional.empty();
    try {
      return Optional.of(Instant.parse(trigger));
    } catch (DateTimeParseException noTime) {
      return Optional.empty(); // anybody may write an annotation
    }
  }
}
