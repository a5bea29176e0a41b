package dev.roster.check.cluster;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.CatalogEdit;
import dev.roster.core.catalog.Lookup;
import dev.roster.core.catalog.Roster;
import dev.roster.core.catalog.ZoneOptions;
import dev.roster.core.catalog.ZoneOptions.PodMode;
import dev.roster.core.names.Name;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Tree;
import dev.roster.core.wire.RecordType;
import dev.roster.engine.objects.FactReader;
import dev.roster.engine.objects.FactReader.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// All that a catalog knows, as lines in order, to compare two of them.
final class CatalogText {
  private static final Name ZONE = Name.of("cluster.local");
  private static final ZoneOptions OPTIONS =
      ZoneOptions.of(ZONE, Name.of("in-addr.arpa"), Name.of("ip6.arpa")).withPods(PodMode.VERIFIED);

  private CatalogText() {}

  /// Of a catalog that was told these objects at once.
  static String of(String origin, List<Tree.Obj> objects) {
    List<CatalogEdit> edits = new ArrayList<>();
    for (Tree.Obj object : objects) {
      if (FactReader.fact(origin, object) instanceof Reading.Read(var fact)) {
        edits.add(new CatalogEdit.Put(fact));
      }
    }
    for (Kind kind : ApiServer.KINDS) edits.add(new CatalogEdit.Synced(origin, kind));
    return of(Catalog.empty(1).edit(edits, 1000).next());
  }

  static String of(Catalog catalog) {
    TreeSet<String> lines = new TreeSet<>();
    catalog.rosters(roster -> {
      lines.add(roster.key() + " " + roster.key().imported() + " " + service(roster));
      roster.members((address, ready, serving, terminating, hostname, target, node, zone) ->
          lines.add(
              String.join(
                  " ",
                  roster.key() + " member " + address,
                  (ready ? "ready" : "") + (serving ? "+s" : "") + (terminating ? "+t" : ""),
                  hostname,
                  target,
                  node,
                  zone)));
    });
    for (int i = 0; i < World.NAMESPACES; i++) {
      lines.add(answer(catalog, "n" + i + ".svc"));
      for (int j = 1; j <= World.ADDRESSES; j++) {
        lines.add(answer(catalog, "10-0-0-" + j + ".n" + i + ".pod"));
      }
    }
    return String.join("\n", lines);
  }

  private static String service(Roster roster) {
    return roster
        .service()
        .map(fact ->
            fact.type()
                + " "
                + fact.clusterIps()
                + " "
                + fact.ports()
                + new TreeSet<>(fact.labels().entrySet().stream().map(Object::toString).toList()))
        .orElse("is not there");
  }

  private static String answer(Catalog catalog, String name) {
    Name full = Name.of(name + ".cluster.local");
    return name + " " + Lookup.answer(catalog, OPTIONS, ZONE, full, RecordType.A);
  }
}
