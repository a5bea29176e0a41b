package dev.roster.core.catalog;

import dev.roster.core.catalog.Fact.EndpointFact;
import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Slices to blocks of members. What can't be a name (a hostname over 63 bytes, a target over 253)
/// is left out: the member is then named by its address.
final class BlockWriter {
  private static final int TARGET_LENGTH_MAX = 253;

  /// Bytes of the texts of one member, at most, with their lengths.
  private static final int TEXTS_BYTES_MAX =
      1 + Name.LABEL_BYTES_MAX + 1 + TARGET_LENGTH_MAX + Uids.BYTES_MAX;

  private static final String[] NO_PLACES = {""};

  private BlockWriter() {}

  /// One endpoint at one address.
  private record Row(EndpointFact endpoint, IpAddress address) {}

  private static final Comparator<Row> ORDER =
      Comparator.comparing(Row::address)
          .thenComparing(row -> row.endpoint.hostname())
          .thenComparing(row -> row.endpoint.targetName())
          .thenComparing(row -> row.endpoint.targetUid())
          .thenComparing(row -> row.endpoint.node())
          .thenComparing(row -> row.endpoint.zone())
          .thenComparingInt(row -> MemberBlock.flags(row.endpoint, row.address));

  /// The blocks of a slice, in the order of their parts; one without members for an empty slice.
  ///
  /// @param name the slice's name, as it is held elsewhere
  /// @param like its first block so far, or one of another slice of its Service: ports, labels and
  ///   places that are the same are the very same
  static List<MemberBlock> blocks(
      String name, SliceFact slice, @Nullable MemberBlock like, Interner interner) {
    List<Port> ports = interner.ports(slice.ports(), like == null ? List.of() : like.ports());
    // Each has the name of its Service among them: nobody else's are equal.
    Map<String, String> labels =
        like != null && like.labels().equals(slice.labels()) ? like.labels() : slice.labels();
    if (slice.endpoints() instanceof PackedEndpoints packed) {
      return packed.in(name, ports, labels, like, interner);
    }
    List<HostMember> hosts = hosts(slice);
    return blocks(new Slice(name, ports, labels), slice.endpoints(), hosts, interner::text);
  }

  /// The blocks of endpoints without hosts that are of no slice yet.
  static List<MemberBlock> packed(List<EndpointFact> endpoints) {
    Slice none = new Slice("", List.of(), Map.of());
    return blocks(none, endpoints, List.of(), UnaryOperator.identity());
  }

  private static List<MemberBlock> blocks(
      Slice slice,
      List<EndpointFact> endpoints,
      List<HostMember> hosts,
      UnaryOperator<String> interned) {
    List<Row> rows = new ArrayList<>(endpoints.size());
    for (EndpointFact endpoint : endpoints) {
      for (IpAddress address : endpoint.addresses()) rows.add(new Row(endpoint, address));
    }
    rows.sort(ORDER);
    List<MemberBlock> blocks = new ArrayList<>(1);
    int from = 0;
    do {
      int to = Math.min(rows.size(), from + MemberBlock.MEMBERS_MAX);
      List<HostMember> first = from == 0 ? hosts : List.of();
      blocks.add(block(slice, blocks.size(), rows.subList(from, to), first, interned));
      from = to;
    } while (from < rows.size());
    return blocks;
  }

  /// What the blocks of a slice share.
  private record Slice(String name, List<Port> ports, Map<String, String> labels) {}

  /// In the order of the slice.
  private static List<HostMember> hosts(SliceFact slice) {
    List<HostMember> hosts = new ArrayList<>();
    for (EndpointFact each : slice.endpoints()) {
      for (Name host : each.hosts()) {
        hosts.add(
            new HostMember(
                host, each.ready(), kept(each.hostname()), each.targetName(), each.zone()));
      }
    }
    return List.copyOf(hosts);
  }

  private static String kept(String hostname) {
    return hostname.length() > Name.LABEL_BYTES_MAX ? "" : hostname;
  }

  private static MemberBlock block(
      Slice slice,
      int part,
      List<Row> rows,
      List<HostMember> hosts,
      UnaryOperator<String> interned) {
    int addressLength = 4;
    for (Row row : rows) addressLength = Math.max(addressLength, row.address.length());
    int stride = 1 + addressLength + 8;
    byte[] bytes = new byte[rows.size() * (stride + 40) + TEXTS_BYTES_MAX];
    Map<String, Integer> places = new HashMap<>(Map.of("", 0));
    int textsAt = rows.size() * stride;
    int at = 0;
    int beforeAt = 0;
    for (int i = 0; i < rows.size(); i++) {
      EndpointFact endpoint = rows.get(i).endpoint;
      IpAddress address = rows.get(i).address;
      bytes[at] = MemberBlock.flags(endpoint, address);
      address.writeTo(bytes, at + 1);
      if (i == 0 || !endpoint.equals(rows.get(i - 1).endpoint)) {
        beforeAt = textsAt;
        if (textsAt + TEXTS_BYTES_MAX > bytes.length) {
          bytes = Arrays.copyOf(bytes, (textsAt + TEXTS_BYTES_MAX) * 2);
        }
        textsAt = Uids.writeText(bytes, textsAt, endpoint.hostname(), Name.LABEL_BYTES_MAX);
        textsAt = Uids.writeText(bytes, textsAt, endpoint.targetName(), TARGET_LENGTH_MAX);
        textsAt = Uids.write(bytes, textsAt, endpoint.targetUid());
      }
      write(bytes, at + stride - 8, 4, beforeAt);
      write(bytes, at + stride - 4, 2, place(places, endpoint.node()));
      write(bytes, at + stride - 2, 2, place(places, endpoint.zone()));
      at += stride;
    }
    String[] placeTexts = places.size() == 1 ? NO_PLACES : new String[places.size()];
    places.forEach((text, number) -> placeTexts[number] = interned.apply(text));
    byte[] exact = Arrays.copyOf(bytes, textsAt);
    return new MemberBlock(
        slice.name, part, slice.ports, rows.size(), stride, exact, placeTexts, slice.labels, hosts);
  }

  private static int place(Map<String, Integer> places, String text) {
    Integer known = places.putIfAbsent(text, places.size());
    return known == null ? places.size() - 1 : known;
  }

  private static void write(byte[] to, int at, int length, int value) {
    for (int i = 0; i < length; i++) to[at + i] = (byte) (value >> (8 * (length - 1 - i)));
  }
}
