package dev.roster.core.catalog;

import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What lies between two versions of a zone, SOA aside: a record counts once, however often a
/// transfer sends it (RFC 2181 section 5), and a record with another TTL is another record.
///
/// @param removed only the first version has them
/// @param added only the second version has them
/// @param growthBytes by how much a transfer of the whole zone grows, doubles and all
public record ZoneDifference(
    List<ResourceRecord> removed, List<ResourceRecord> added, long growthBytes) {
  /// Nothing differs.
  public static final ZoneDifference NONE = new ZoneDifference(List.of(), List.of(), 0);

  public ZoneDifference {
    removed = List.copyOf(removed);
    added = List.copyOf(added);
  }

  /// The difference between a part of a zone and what stands in its place.
  public static ZoneDifference between(List<ResourceRecord> before, List<ResourceRecord> after) {
    Set<ResourceRecord> gone = new LinkedHashSet<>(before);
    Set<ResourceRecord> come = new LinkedHashSet<>(after);
    List<ResourceRecord> removed = new ArrayList<>();
    for (ResourceRecord record : gone) if (!come.remove(record)) removed.add(record);
    return new ZoneDifference(removed, List.copyOf(come), bytes(after) - bytes(before));
  }

  /// The difference that these make one after the other: what comes and goes again is not in it.
  public static ZoneDifference condensed(List<ZoneDifference> steps) {
    if (steps.size() == 1) return steps.getFirst();
    Map<ResourceRecord, Integer> balance = new HashMap<>();
    Set<ResourceRecord> order = new LinkedHashSet<>();
    long growth = 0;
    for (ZoneDifference step : steps) {
      for (ResourceRecord record : step.removed) balance.merge(record, -1, Integer::sum);
      for (ResourceRecord record : step.added) balance.merge(record, 1, Integer::sum);
      order.addAll(step.removed);
      order.addAll(step.added);
      growth += step.growthBytes;
    }
    List<ResourceRecord> removed = new ArrayList<>();
    List<ResourceRecord> added = new ArrayList<>();
    for (ResourceRecord record : order) {
      int sum = balance.getOrDefault(record, 0);
      if (sum < 0) removed.add(record);
      if (sum > 0) added.add(record);
    }
    return new ZoneDifference(removed, added, growth);
  }

  /// Whether both versions have the same records.
  public boolean isEmpty() {
    return removed.isEmpty() && added.isEmpty();
  }

  /// Bytes of all its records in wire form, names uncompressed.
  public long bytes() {
    return bytes(removed) + bytes(added);
  }

  static long bytes(List<ResourceRecord> records) {
    long bytes = 0;
    for (ResourceRecord record : records) bytes += record.wireLength();
    return bytes;
  }
}
