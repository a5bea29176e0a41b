package dev.roster.manifest;

import dev.roster.core.catalog.Fact;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.engine.feed.ObjectEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Facts of files by kind, as events that replace all that was said before.
final class FactLists {
  private final Map<Kind, List<Fact>> facts = new LinkedHashMap<>();

  FactLists() {
    FileFacts.KINDS.forEach(kind -> facts.put(kind, new ArrayList<>()));
  }

  void add(Fact fact) {
    facts.computeIfAbsent(fact.kind(), _ -> new ArrayList<>()).add(fact);
  }

  /// A namespace that no object declares.
  static Fact namespace(String name) {
    return new Fact.NamespaceFact(ObjectKey.local(Kind.NAMESPACE, "", name), Map.of());
  }

  List<ObjectEvent> events() {
    List<ObjectEvent> events = new ArrayList<>();
    facts.forEach((kind, all) -> {
      events.add(new ObjectEvent.Replace(ObjectKey.LOCAL, kind, all, ""));
      events.add(new ObjectEvent.Synced(ObjectKey.LOCAL, kind));
    });
    return events;
  }
}
