package dev.roster.core.catalog;

import dev.roster.core.catalog.Fact.EndpointFact;
import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.names.AddressNames;
import dev.roster.core.names.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The members of one slice (of [#MEMBERS_MAX] of them where there are more) as one block of bytes
/// and a table: no object per member. Immutable.
///
/// A member here is an endpoint at one address: an endpoint of two addresses is two. They stand in
/// the order of address, then label, then target, so an address is found by halving. Layout of
/// each, `stride` bytes: flags, the address (4 bytes, or 16 where any of the block has 16), the
/// offset of its texts (4), the numbers of its node and zone in `places` (2 each). Texts are
/// hostname, target name and target UID, each as a length and bytes; a UID in the usual form takes
/// 16.
final class MemberBlock {
  /// Members of a block, at most; a larger slice is several blocks.
  static final int MEMBERS_MAX = 1024;

  private static final int READY = 1;
  private static final int SERVING = 2;
  private static final int TERMINATING = 4;
  private static final int IPV6 = 8;
  private static final char FREE = 0xffff;

  private final String slice;
  private final int part;
  private final List<Port> ports;
  private final int count;
  private final int stride;
  private final byte[] bytes;
  private final String[] places;
  private final Map<String, String> labels; // shared
  private final List<HostMember> hosts; // none but in slices of type FQDN
  private final char[] named; // open addressing by hostname, else target name: member or FREE

  MemberBlock(
      String slice,
      int part,
      List<Port> ports,
      int count,
      int stride,
      byte[] bytes,
      String[] places,
      Map<String, String> labels,
      List<HostMember> hosts) {
    this.slice = slice;
    this.part = part;
    this.ports = ports;
    this.count = count;
    this.stride = stride;
    this.bytes = bytes;
    this.places = places;
    this.labels = labels;
    this.hosts = hosts;
    this.named = table();
  }

  private MemberBlock(
      MemberBlock members,
      String slice,
      List<Port> ports,
      String[] places,
      Map<String, String> labels) {
    this.slice = slice;
    this.part = members.part;
    this.ports = ports;
    this.count = members.count;
    this.stride = members.stride;
    this.bytes = members.bytes;
    this.places = places;
    this.labels = labels;
    this.hosts = members.hosts;
    this.named = members.named;
  }

  /// The same members, their bytes shared, in a slice of this name, with these ports and labels.
  ///
  /// @param like a block whose places are likely the same
  MemberBlock in(
      String name,
      List<Port> ports,
      Map<String, String> labels,
      @Nullable MemberBlock like,
      Interner interner) {
    String[] shared = like != null && Arrays.equals(places, like.places) ? like.places : null;
    if (shared == null) {
      shared = places.clone();
      for (int i = 0; i < shared.length; i++) shared[i] = interner.text(shared[i]);
    }
    return new MemberBlock(this, name, ports, shared, labels);
  }

  /// The slice's name.
  String slice() {
    return slice;
  }

  /// Which part of its slice, from 0.
  int part() {
    return part;
  }

  /// The ports of every member; a slice without any has none.
  List<Port> ports() {
    return ports;
  }

  /// The slice's labels.
  Map<String, String> labels() {
    return labels;
  }

  /// The cluster that exports it, "" if unknown.
  String cluster() {
    return labels.getOrDefault(SliceFact.CLUSTER_LABEL, "");
  }

  /// The members whose address is a name; the first part of a slice has them all. [#count] and what
  /// is found by label or address leave them out.
  List<HostMember> hosts() {
    return hosts;
  }

  /// How many members at addresses.
  int count() {
    return count;
  }

  /// Whether the member may be named: its condition `ready` is true or unknown.
  boolean isReady(int member) {
    return (flags(member) & READY) != 0;
  }

  /// The condition `serving`.
  boolean isServing(int member) {
    return (flags(member) & SERVING) != 0;
  }

  /// The condition `terminating`.
  boolean isTerminating(int member) {
    return (flags(member) & TERMINATING) != 0;
  }

  /// Whether any member is ready.
  boolean anyReady() {
    for (HostMember host : hosts) if (host.ready()) return true;
    for (int i = 0; i < count; i++) if (isReady(i)) return true;
    return false;
  }

  /// How many members are ready.
  int readyCount() {
    int ready = 0;
    for (HostMember host : hosts) if (host.ready()) ready++;
    for (int i = 0; i < count; i++) if (isReady(i)) ready++;
    return ready;
  }

  /// The member's address.
  IpAddress address(int member) {
    int at = member * stride + 1;
    return IpAddress.of(Arrays.copyOfRange(bytes, at, at + addressLength(member)));
  }

  /// Its hostname, "" if it has none.
  String hostname(int member) {
    return text(textsOf(member));
  }

  /// The name of the object behind it, "" if unknown.
  String targetName(int member) {
    return text(skipText(textsOf(member)));
  }

  /// The UID of the object behind it, "" if unknown.
  String targetUid(int member) {
    return Uids.read(bytes, skipText(skipText(textsOf(member))));
  }

  /// Its node, "" if unknown.
  String node(int member) {
    return places[number(bytes, (member + 1) * stride - 4, 2)];
  }

  /// Its zone, "" if unknown.
  String zone(int member) {
    return places[number(bytes, (member + 1) * stride - 2, 2)];
  }

  /// The label below the Service's name: its hostname; with `podNames` the target's name if that is
  /// shorter than 64; else the dashed address.
  String label(int member, boolean podNames) {
    String hostname = hostname(member);
    if (!hostname.isEmpty()) return hostname;
    String target = podNames ? targetName(member) : "";
    if (!target.isEmpty() && target.length() < 64) return target;
    return AddressNames.dashed(address(member));
  }

  /// Tells each member whose [#label] this is, ready or not.
  void named(String label, boolean podNames, IntConsumer each) {
    if (named.length > 0) {
      int slot = label.hashCode() & named.length - 1;
      for (; named[slot] != FREE; slot = slot + 1 & named.length - 1) {
        int member = named[slot];
        if (givenName(member).equals(label) && label(member, podNames).equals(label)) {
          each.accept(member);
        }
      }
    }
    IntConsumer byAddress =
        member -> {
          if (!givenName(member).equals(label) && label(member, podNames).equals(label)) {
            each.accept(member);
          }
        };
    AddressNames.ofDashed(label).ifPresent(address -> at(address, byAddress));
  }

  /// Tells each member at an address, ready or not.
  void at(IpAddress address, IntConsumer each) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compareAddress(middle, address) < 0) low = middle + 1;
      else high = middle;
    }
    for (; low < count && compareAddress(low, address) == 0; low++) each.accept(low);
  }

  /// Whether any member, ready or not, is at an address of this hash.
  boolean holdsHash(int addressHash) {
    for (int i = 0; i < count; i++) if (addressHash(i) == addressHash) return true;
    return false;
  }

  /// Whether any member is at an address of this hash or is found by a name of it.
  boolean leadsTo(int hash) {
    for (int i = 0; i < count; i++) {
      if (addressHash(i) == hash || givenNameHash(i) == hash) return true;
    }
    return false;
  }

  /// The hash code of [#address].
  int addressHash(int member) {
    return IpAddress.hashOf(bytes, member * stride + 1, addressLength(member));
  }

  /// The hash code of [#givenName], 0 if it has none.
  int givenNameHash(int member) {
    int at = textsOf(member);
    if (bytes[at] == 0) at++; // no hostname
    int hash = 0;
    for (int i = at + 1; i <= at + (bytes[at] & 0xff); i++) hash = 31 * hash + (bytes[i] & 0xff);
    return hash;
  }

  /// A hash of address, hostname and target's name: of two members that names show as the same, it
  /// is the same.
  long shownHash(int member) {
    int at = textsOf(member);
    int end = skipText(skipText(at));
    long hash = addressHash(member);
    for (int i = at; i < end; i++) hash = 31 * hash + bytes[i];
    return (hash ^ hash >>> 29) * 0x9e37_79b9_7f4a_7c15L;
  }

  /// Compares the addresses of two members.
  int compareAddress(int member, MemberBlock other, int its) {
    int length = addressLength(member);
    int others = other.addressLength(its);
    if (length != others) return Integer.compare(length, others);
    int at = member * stride + 1;
    int otherAt = its * other.stride + 1;
    return Arrays.compareUnsigned(bytes, at, at + length, other.bytes, otherAt, otherAt + length);
  }

  /// Whether all that blocks hold of each of two members is the same.
  boolean isSameRow(int member, MemberBlock other, int its) {
    int at = textsOf(member);
    int otherAt = other.textsOf(its);
    return flags(member) == other.flags(its)
        && compareAddress(member, other, its) == 0
        && Arrays.equals(bytes, at, textsEnd(at), other.bytes, otherAt, other.textsEnd(otherAt))
        && node(member).equals(other.node(its))
        && zone(member).equals(other.zone(its));
  }

  private int textsEnd(int at) {
    return Uids.skip(bytes, skipText(skipText(at)));
  }

  private int compareAddress(int member, IpAddress address) {
    int length = addressLength(member);
    if (length != address.length()) return Integer.compare(length, address.length());
    int at = member * stride + 1;
    for (int i = 0; i < length; i++) {
      int order = (bytes[at + i] & 0xff) - address.byteAt(i);
      if (order != 0) return order;
    }
    return 0;
  }

  /// Whether both hold the same of the same: ports, and every member with all that is known of it.
  boolean isSame(MemberBlock other) {
    return slice.equals(other.slice)
        && part == other.part
        && ports.equals(other.ports)
        && stride == other.stride
        && Arrays.equals(bytes, other.bytes)
        && Arrays.equals(places, other.places)
        && labels.equals(other.labels)
        && hosts.equals(other.hosts);
  }

  /// Bytes of heap, interned texts and shared ports not counted.
  long bytesHeld() {
    return 56
        + 160L * hosts.size()
        + Footprint.array(1, bytes.length)
        + Footprint.array(4, places.length)
        + Footprint.array(2, named.length);
  }

  private char[] table() {
    int entries = 0;
    for (int i = 0; i < count; i++) if (isGivenName(i)) entries++;
    if (entries == 0) return new char[0];
    char[] table = new char[Integer.highestOneBit(entries * 2 - 1) * 2];
    Arrays.fill(table, FREE);
    for (int i = 0; i < count; i++) {
      if (!isGivenName(i)) continue;
      int slot = givenNameHash(i) & table.length - 1;
      while (table[slot] != FREE) slot = slot + 1 & table.length - 1;
      table[slot] = (char) i;
    }
    return table;
  }

  /// Its hostname, else its target's name, else "": what the table finds it by.
  String givenName(int member) {
    String hostname = hostname(member);
    return hostname.isEmpty() ? targetName(member) : hostname;
  }

  private boolean isGivenName(int member) {
    int at = textsOf(member);
    return bytes[at] != 0 || bytes[at + 1] != 0;
  }

  private int flags(int member) {
    return bytes[member * stride];
  }

  private int addressLength(int member) {
    return (flags(member) & IPV6) != 0 ? 16 : 4;
  }

  private int textsOf(int member) {
    return number(bytes, (member + 1) * stride - 8, 4);
  }

  private String text(int at) {
    int length = bytes[at] & 0xff;
    return new String(bytes, at + 1, length, StandardCharsets.ISO_8859_1);
  }

  private int skipText(int at) {
    return at + 1 + (bytes[at] & 0xff);
  }

  private static int number(byte[] from, int at, int length) {
    int value = 0;
    for (int i = 0; i < length; i++) value = (value << 8) | (from[at + i] & 0xff);
    return value;
  }

  /// The flags of an endpoint at an address.
  static byte flags(EndpointFact endpoint, IpAddress address) {
    return (byte)
        ((endpoint.ready() ? READY : 0)
            | (endpoint.serving() ? SERVING : 0)
            | (endpoint.terminating() ? TERMINATING : 0)
            | (address.isIpv4() ? 0 : IPV6));
  }
}
