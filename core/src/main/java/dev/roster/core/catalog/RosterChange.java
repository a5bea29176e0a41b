package dev.roster.core.catalog;

import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.names.IpAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What an edit of one roster changes in answers.
///
/// @param seen the aspects ([Serials]) in which some answer differs
/// @param counted aspects whose serials move without that, as CoreDNS moves them
record RosterChange(int seen, int counted) {
  /// Who is ready under what: what names show of a member. The address is one or a name.
  private record Shown(Object address, String hostname, String target, Object more) {}

  /// What names show of a Service: ports only of those with virtual addresses, others have their
  /// slices'.
  private record Head(String type, List<IpAddress> clusterIps, String target, List<Port> ports) {
    static Head of(@Nullable ServiceFact service) {
      if (service == null) return new Head("", List.of(), "", List.of());
      boolean virtual = service.type() == ServiceFact.Type.CLUSTER_IP;
      return new Head(
          service.type().name(),
          service.clusterIps(),
          service.externalName(),
          virtual ? service.ports() : List.of());
    }
  }

  /// The difference between a draft's roster before and after.
  @SuppressWarnings("ReferenceEquality") // the very Service
  static RosterChange of(RosterDraft draft, @Nullable Roster after) {
    ServiceFact old = draft.oldService();
    ServiceFact now = draft.service();
    int names = draft.key().imported() ? Serials.IMPORTED : Serials.INTERNAL;
    if (old == now) { // only members may differ
      int seen = membersDiffer(draft, after) ? names : selected(draft, after);
      return new RosterChange(seen, 0);
    }
    boolean ports = !portsOf(old).equals(portsOf(now)) && old != null && now != null;
    int seen = 0;
    if (!Head.of(old).equals(Head.of(now)) || membersDiffer(draft, after)) seen |= names;
    if (!externalsOf(old).equals(externalsOf(now))) seen |= Serials.EXTERNAL;
    if (ports && !externalsOf(now).isEmpty()) seen |= Serials.EXTERNAL;
    if ((seen & names) == 0) seen |= selected(draft, after);
    return new RosterChange(seen, ports ? names | Serials.EXTERNAL : 0);
  }

  private static List<Port> portsOf(@Nullable ServiceFact service) {
    return service == null ? List.of() : service.ports();
  }

  private static List<String> externalsOf(@Nullable ServiceFact service) {
    return service == null ? List.of() : service.externals();
  }

  /// Whether the same members are ready with other labels or in other zones.
  private static int selected(RosterDraft draft, @Nullable Roster after) {
    ServiceFact old = draft.oldService();
    ServiceFact now = draft.service();
    int seen = 0;
    if (old != null && now != null && !old.labels().equals(now.labels())) seen |= Serials.LABELS;
    boolean relabelled = labels(draft.before(), after).size() > 1;
    if (relabelled && !balance(draft, MemberBlock::labels).isEmpty()) seen |= Serials.LABELS;
    if (!zoneBalance(draft).isEmpty()) seen |= Serials.ZONES;
    return seen;
  }

  /// All the labels that slices have, before and after: where they are the same, no selector tells
  /// one from another.
  private static Set<Map<String, String>> labels(@Nullable Roster before, @Nullable Roster after) {
    Set<Map<String, String>> labels = new HashSet<>();
    for (Roster roster : new Roster[] {before, after}) {
      if (roster != null) for (MemberBlock block : roster.blocks()) labels.add(block.labels());
    }
    return labels;
  }

  /// Whether other members are ready, or under other names and ports. A member that moves from
  /// slice to slice in one edit changes nothing.
  ///
  /// Where SRV records are, every entry counts, duplicates too: they share the weight.
  private static boolean membersDiffer(RosterDraft draft, @Nullable Roster after) {
    ServiceFact now = draft.service();
    // Members of what has no entries of its own are seen in reverse names only.
    boolean portsShow = now != null && now.type() != ServiceFact.Type.EXTERNAL_NAME;
    boolean imported = draft.key().imported();
    if (portsShow && isFirst(draft) && hasPorts(after)) return after != null && after.anyReady();
    Roster before = draft.before();
    boolean anyCounts = portsShow && (imported || hasPorts(before) || hasPorts(after));
    if (anyCounts && sum(draft) != 0) return true;
    Map<Shown, Integer> balance =
        balance(
            draft,
            block -> portsShow ? List.of(block.ports(), imported ? block.cluster() : "") : "");
    if (balance.isEmpty()) return false;
    if (anyCounts) return true;
    return balance.keySet().stream()
        .anyMatch(member -> isReadyIn(before, member) != isReadyIn(after, member));
  }

  /// Whether no slice was there before: what is ready now was not.
  private static boolean isFirst(RosterDraft draft) {
    Roster before = draft.before();
    return before == null || before.blocks().length == 0;
  }

  private static boolean hasPorts(@Nullable Roster roster) {
    if (roster == null) return false;
    for (MemberBlock block : roster.blocks()) if (!block.ports().isEmpty()) return true;
    return false;
  }

  private static boolean isReadyIn(@Nullable Roster roster, Shown member) {
    if (roster == null) return false;
    boolean[] found = {false};
    if (member.address() instanceof IpAddress address) {
      roster.at(
          address,
          (block, at) ->
              found[0] |=
                  block.isReady(at)
                      && block.hostname(at).equals(member.hostname())
                      && block.targetName(at).equals(member.target()));
    } else {
      roster.hosts((_, host) ->
          found[0] |=
              host.ready()
                  && host.host().equals(member.address())
                  && host.hostname().equals(member.hostname())
                  && host.targetName().equals(member.target()));
    }
    return found[0];
  }

  /// Sums of the ready members in the slices that differ, after less before: where it is not zero
  /// there are others than before, for certain; that is so of most changes, and takes no object.
  private static long sum(RosterDraft draft) {
    long[] sum = {0};
    draft.slices((old, now) ->
        RowDifference.of(
            old,
            now,
            (block, at) -> sum[0] -= block.isReady(at) ? block.shownHash(at) : 0,
            (block, at) -> sum[0] += block.isReady(at) ? block.shownHash(at) : 0));
    return sum[0];
  }

  /// How often each ready member stands in the slices that differ, more or less than before; those
  /// that stand as often are left out.
  private static Map<Shown, Integer> balance(
      RosterDraft draft, Function<MemberBlock, Object> more) {
    Map<Shown, Integer> balance = new HashMap<>();
    draft.slices((old, now) -> {
      Object before = shared(old, more);
      Object after = shared(now, more);
      Roster.Visitor gone = (block, at) -> count(block, at, -1, before, balance);
      Roster.Visitor come = (block, at) -> count(block, at, 1, after, balance);
      if (before.equals(after)) {
        RowDifference.of(old, now, gone, come);
      } else {
        for (MemberBlock block : old) for (int i = 0; i < block.count(); i++) gone.member(block, i);
        for (MemberBlock block : now) for (int i = 0; i < block.count(); i++) come.member(block, i);
      }
      countHosts(old, -1, before, balance);
      countHosts(now, 1, after, balance);
    });
    balance.values().removeIf(count -> count == 0);
    return balance;
  }

  /// What all members of a slice share.
  private static Object shared(List<MemberBlock> blocks, Function<MemberBlock, Object> more) {
    return blocks.isEmpty() ? "" : more.apply(blocks.getFirst());
  }

  private static void count(
      MemberBlock block, int at, int each, Object shared, Map<Shown, Integer> balance) {
    if (!block.isReady(at)) return;
    Shown member = new Shown(block.address(at), block.hostname(at), block.targetName(at), shared);
    balance.merge(member, each, Integer::sum);
  }

  private static void countHosts(
      List<MemberBlock> blocks, int each, Object shared, Map<Shown, Integer> balance) {
    for (MemberBlock block : blocks) {
      for (HostMember host : block.hosts()) {
        if (!host.ready()) continue;
        Shown member = new Shown(host.host(), host.hostname(), host.targetName(), shared);
        balance.merge(member, each, Integer::sum);
      }
    }
  }

  private record Placed(Object address, String zone) {}

  private static Map<Placed, Integer> zoneBalance(RosterDraft draft) {
    Map<Placed, Integer> balance = new HashMap<>();
    draft.slices((old, now) -> {
      RowDifference.of(
          old,
          now,
          (block, at) -> countZone(block, at, -1, balance),
          (block, at) -> countZone(block, at, 1, balance));
      countHostZones(old, -1, balance);
      countHostZones(now, 1, balance);
    });
    balance.entrySet().removeIf(it -> it.getValue() == 0 || it.getKey().zone.isEmpty());
    return balance;
  }

  private static void countZone(MemberBlock block, int at, int each, Map<Placed, Integer> balance) {
    if (!block.isReady(at)) return;
    balance.merge(new Placed(block.address(at), block.zone(at)), each, Integer::sum);
  }

  private static void countHostZones(
      List<MemberBlock> blocks, int each, Map<Placed, Integer> balance) {
    for (MemberBlock block : blocks) {
      for (HostMember host : block.hosts()) {
        if (host.ready()) balance.merge(new Placed(host.host(), host.zone()), each, Integer::sum);
      }
    }
  }
}
