package dev.roster.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Fact.DeclaredSetFact;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.LabelSelector;
import dev.roster.core.objects.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// That a catalog's indexes agree with what its rosters say, recomputed naively.
final class Invariants {
  private Invariants() {}

  static void check(Catalog catalog) {
    Set<String> addresses = new TreeSet<>();
    Set<String> slices = new TreeSet<>();
    Set<String> sets = new TreeSet<>();
    TreeMap<String, Integer> residents = new TreeMap<>();
    List<ServiceKey> keys = new ArrayList<>();
    catalog.rosters(roster -> {
      ServiceKey key = roster.key();
      keys.add(key);
      assertThat(catalog.isCurrent(roster)).isTrue();
      boolean known =
          roster.service().isPresent()
              || roster.blocks().length > 0
              || roster.declared().length > 0;
      assertThat(known).as("%s is kept for something", key).isTrue();
      roster
          .service()
          .ifPresent(service -> {
            for (IpAddress address : service.clusterIps()) {
              addresses.add(address.hashCode() + " " + key);
            }
            residents.merge(key.namespace(), 1, Integer::sum);
          });
      checkBlocks(roster);
      for (MemberBlock block : roster.blocks()) {
        slices.add(block.slice() + " of " + key);
        // Reverse names know no ServiceImports.
        for (int i = 0; i < block.count() && !key.imported(); i++) {
          addresses.add(block.address(i).hashCode() + " " + key);
          assertThat(catalog.at(block.address(i))).contains(roster);
        }
      }
      for (DeclaredSetFact set : roster.declared()) sets.add(set.toString());
    });
    assertThat(keys).doesNotHaveDuplicates();
    catalog.indexes().pods().forEach(pod -> residents.merge(pod.namespace(), 1, Integer::sum));
    assertThat(catalog.indexes().podAddresses().size()).isEqualTo(catalog.indexes().pods().size());
    Set<String> indexed = new TreeSet<>();
    catalog
        .indexes()
        .slices()
        .forEach(owner -> indexed.add(owner.slice() + " of " + owner.service()));
    assertThat(indexed).isEqualTo(slices);
    assertThat(catalog.indexes().slices().size()).isEqualTo(slices.size());
    assertThat(catalog.indexes().addresses().size()).isEqualTo(addresses.size());
    Set<String> indexedSets = new TreeSet<>();
    catalog.indexes().sets().forEach(set -> indexedSets.add(set.toString()));
    assertThat(indexedSets).isEqualTo(sets);
    catalog
        .indexes()
        .namespaces()
        .forEach(entry -> {
          assertThat(entry.exists()).isTrue();
          assertThat(entry.residents()).isEqualTo(residents.getOrDefault(entry.name(), 0));
        });
    for (String namespace : residents.keySet()) {
      assertThat(catalog.hasNamespace(ObjectKey.LOCAL, namespace, LabelSelector.NONE)).isTrue();
    }
  }

  /// Blocks are in order, and every member is found by its label and its address.
  private static void checkBlocks(Roster roster) {
    MemberBlock before = null;
    boolean indexed = roster.blocks().length > Roster.BLOCKS_WALKED_MAX;
    assertThat(roster.slicesOf() != null).isEqualTo(indexed);
    for (MemberBlock block : roster.blocks()) {
      if (before != null) {
        int order = before.slice().compareTo(block.slice());
        assertThat(order < 0 || (order == 0 && before.part() + 1 == block.part())).isTrue();
      }
      before = block;
      for (int i = 0; i < block.count(); i++) {
        for (boolean podNames : new boolean[] {false, true}) {
          String label = block.label(i, podNames);
          int member = i;
          int[] found = {0};
          roster.named(
              label,
              podNames,
              (in, at) -> {
                assertThat(in.label(at, podNames)).isEqualTo(label);
                if (in == block && at == member) found[0]++;
              });
          assertThat(found[0]).as("%s in %s, once", label, roster.key()).isEqualTo(1);
        }
      }
    }
  }

  /// Every kind that edits know.
  static List<Kind> kinds() {
    return List.of(Kind.NAMESPACE, Kind.SERVICE, Kind.ENDPOINT_SLICE, Kind.POD, Kind.STATEFUL_SET);
  }
}
