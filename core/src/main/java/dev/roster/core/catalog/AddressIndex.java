package dev.roster.core.catalog;

import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The index of addresses: the hash of one leads to the Services that have it, as their own or as a
/// member's, ready or not. Reverse names know no ServiceImports.
///
/// What is told of a kind for the first time isn't indexed before its end: nobody is answered from
/// it before, and each part has members all over the index, whose leaves would be copied again and
/// again.
final class AddressIndex {
  private final FeedsDraft feeds;

  AddressIndex(FeedsDraft feeds) {
    this.feeds = feeds;
  }

  /// Brings it up to date with one Service.
  void steps(RosterDraft draft, @Nullable Roster after, IndexSteps<ServiceKey> steps) {
    ServiceKey key = draft.key();
    if (key.imported()) return;
    Set<Integer> gone = new HashSet<>(0);
    Set<Integer> come = new HashSet<>(0);
    if (hasMembers(key)) {
      draft.slices((old, now) ->
          RowDifference.of(
              old,
              now,
              (block, member) -> gone.add(block.addressHash(member)),
              (block, member) -> come.add(block.addressHash(member))));
    }
    ServiceFact old = draft.oldService();
    ServiceFact now = draft.service();
    if (hasServices(key) && (old == null ? now != null : !old.equals(now))) {
      if (old != null) gone.addAll(hashes(old));
      if (now != null) come.addAll(hashes(now));
    }
    // What is told as both was there and stays: another condition of a member, most of the time.
    for (int hash : come) if (!gone.contains(hash)) steps.add(hash, key);
    for (int hash : gone) {
      if (!come.contains(hash) && (after == null || !after.holdsHash(hash)))
        steps.remove(hash, key);
    }
  }

  /// The index of all of these, made anew.
  HashIndex<ServiceKey> of(HashIndex<Roster> rosters) {
    int[] members = {0};
    rosters.forEach(roster -> members[0] += hasMembers(roster.key()) ? roster.memberCount() : 0);
    IndexSteps<ServiceKey> steps = new IndexSteps<>(rosters.size() + members[0]);
    rosters.forEach(roster -> add(roster, steps));
    return HashIndex.<ServiceKey>empty().after(steps);
  }

  private void add(Roster roster, IndexSteps<ServiceKey> steps) {
    ServiceKey key = roster.key();
    if (key.imported()) return;
    if (hasServices(key) && roster.service().isPresent()) {
      for (int hash : hashes(roster.service().get())) steps.add(hash, key);
    }
    if (!hasMembers(key)) return;
    for (MemberBlock block : roster.blocks()) {
      for (int i = 0; i < block.count(); i++) steps.add(block.addressHash(i), key);
    }
  }

  private boolean hasServices(ServiceKey key) {
    return !feeds.isOpening(key.origin(), Kind.SERVICE);
  }

  private boolean hasMembers(ServiceKey key) {
    return !feeds.isOpening(key.origin(), Kind.ENDPOINT_SLICE);
  }

  private static Set<Integer> hashes(ServiceFact service) {
    Set<Integer> hashes = new HashSet<>();
    for (IpAddress address : service.clusterIps()) hashes.add(address.hashCode());
    for (IpAddress address : service.externalIps()) hashes.add(address.hashCode());
    return hashes;
  }
}
