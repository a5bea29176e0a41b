package dev.roster.dns.hosts;

import dev.roster.core.names.AddressNames;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.dns.pipeline.Packet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a hosts file says: `ADDRESS NAME...` a line, `#` begins a comment, a line that is none is
/// skipped. `*.NAME` stands for all names with one label more that don't stand there themselves.
final class HostsTable {
  /// Names of one file, at most; what is beyond is not seen.
  static final int NAMES_MAX = 2_000_000;

  static final HostsTable EMPTY = new HostsTable();

  private final Map<Name, List<IpAddress>> ipv4 = new HashMap<>();
  private final Map<Name, List<IpAddress>> ipv6 = new HashMap<>();
  private final Map<IpAddress, List<Name>> names = new HashMap<>();
  private int[] owners = {}; // hashes of all names with records, in order
  private int[] patterns = {}; // hashes of the names below which a wildcard stands, in order
  private int size;

  private HostsTable() {}

  /// Reads a text.
  ///
  /// @param zones names outside of them are skipped
  /// @param reverse whether addresses lead to names
  static HostsTable read(String text, List<Name> zones, boolean reverse) {
    HostsTable table = new HostsTable();
    text.lines().forEach(line -> table.line(line, zones, reverse));
    table.index();
    return table;
  }

  private void line(String line, List<Name> zones, boolean reverse) {
    int comment = line.indexOf('#');
    String[] words = (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+", -1);
    if (words.length < 2) return;
    int scope = words[0].indexOf('%');
    Optional<IpAddress> address =
        IpAddress.parse(scope < 0 ? words[0] : words[0].substring(0, scope));
    if (address.isEmpty()) return;
    IpAddress plain = address.get().unmapped();
    for (int i = 1; i < words.length && size < NAMES_MAX; i++) {
      Optional<Name> name = Name.parse(words[i]).map(Name::folded).filter(it -> isIn(it, zones));
      if (name.isPresent()) add(name.get(), plain, reverse);
    }
  }

  private static boolean isIn(Name name, List<Name> zones) {
    for (Name zone : zones) if (name.isIn(zone)) return true;
    return false;
  }

  private void add(Name name, IpAddress address, boolean reverse) {
    Map<Name, List<IpAddress>> family = address.isIpv4() ? ipv4 : ipv6;
    family.computeIfAbsent(name, _ -> new ArrayList<>()).add(address);
    size++;
    if (!reverse || isWildcard(name)) return;
    names.computeIfAbsent(address, _ -> new ArrayList<>()).add(name);
    size++;
  }

  private static boolean isWildcard(Name name) {
    return name.wireLength() > 2 && name.wireByte(0) == 1 && name.wireByte(1) == '*';
  }

  private void index() {
    List<Name> all = new ArrayList<>(ipv4.keySet());
    all.addAll(ipv6.keySet());
    for (IpAddress address : names.keySet()) all.add(AddressNames.reverseName(address));
    owners = all.stream().mapToInt(Name::hashCode).sorted().toArray();
    patterns =
        all.stream()
            .filter(HostsTable::isWildcard)
            .mapToInt(name -> name.suffix(1).hashCode())
            .sorted()
            .toArray();
  }

  /// Whether the packet's name may stand here; false only if it does not. No allocation.
  boolean mayHold(Packet packet) {
    if (owners.length == 0) return false;
    int length = packet.query().nameLength();
    if (Arrays.binarySearch(owners, hash(packet, 0, length)) >= 0) return true;
    if (patterns.length == 0 || packet.labelCount() < 2) return false;
    return Arrays.binarySearch(patterns, hash(packet, packet.labelAt(1), length)) >= 0;
  }

  /// The hash of a name that is a part of the packet's.
  private static int hash(Packet packet, int from, int to) {
    int hash = 1;
    for (int i = from; i < to; i++) hash = 31 * hash + packet.folded(i);
    return hash;
  }

  /// The addresses of a name, those of its wildcard where it has none.
  List<IpAddress> addresses(Name name, boolean wantsIpv4) {
    Map<Name, List<IpAddress>> family = wantsIpv4 ? ipv4 : ipv6;
    // A name in the file that begins with an asterisk is a pattern and nothing else.
    List<IpAddress> found = isWildcard(name) ? null : family.get(name);
    if (found != null) return found;
    if (name.labelCount() < 2) return List.of();
    return family.getOrDefault(name.suffix(1).child("*"), List.of());
  }

  /// The names of an address.
  List<Name> names(IpAddress address) {
    return names.getOrDefault(address, List.of());
  }

  /// Addresses of names and names of addresses, counted together.
  int size() {
    return size;
  }
}
