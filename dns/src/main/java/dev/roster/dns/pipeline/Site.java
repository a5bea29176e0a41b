package dev.roster.dns.pipeline;

import dev.roster.core.wire.RecordType;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.metrics.DnsMetrics.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// What one listener serves: its blocks, and the numbers they are counted under. Immutable; a new
/// configuration is a new site.
public final class Site {
  /// Directives that configure and never answer: CoreDNS counts no answer as theirs.
  private static final Set<String> NO_HANDLERS =
      Set.of(
          "roster",
          "root",
          "bind",
          "reload",
          "ready",
          "health",
          "pprof",
          "debug",
          "tls",
          "timeouts",
          "multisocket",
          "prometheus");

  /// Those of them that are no part of CoreDNS's chain: a block of nothing else has no chain at
  /// all.
  private static final Set<String> CONFIGURE_ALONE =
      Set.of(
          "root",
          "bind",
          "reload",
          "ready",
          "health",
          "pprof",
          "debug",
          "tls",
          "timeouts",
          "multisocket");

  /// Directives with which a listener takes questions of other classes than IN, as CoreDNS does.
  private static final Set<String> ANY_CLASS = Set.of("chaos", "forward");

  /// A block and its series.
  ///
  /// @param bare whether nothing in it could answer: CoreDNS refuses what is asked of it
  record Entry(ServerBlock block, int series, boolean bare) {}

  /// Serves nothing.
  public static final Site NONE = new Site("", List.of(), new DnsMetrics());

  private final String server;
  private final Entry[] entries;
  private final int droppedSeries;
  private final boolean anyClass;
  private final boolean viewed;
  private final boolean constant;
  private final Changing[] changing;

  /// What a listener serves.
  ///
  /// @param server as metrics name it, `dns://127.0.0.1:53`
  /// @param blocks in the order of the configuration; the longest zone answers, of equal ones the
  ///   first whose view takes the packet
  public Site(String server, List<ServerBlock> blocks, DnsMetrics metrics) {
    this.server = server;
    List<Entry> all = new ArrayList<>();
    boolean anyShown = false;
    boolean classes = false;
    for (ServerBlock block : blocks) {
      boolean shown = false;
      String plugin = "";
      boolean bare = true;
      for (Directive directive : block.directives()) {
        if (directive.name().equals("prometheus")) shown = true;
        classes |= ANY_CLASS.contains(directive.name());
        bare &= CONFIGURE_ALONE.contains(directive.name());
        if (plugin.isEmpty() && !NO_HANDLERS.contains(directive.name())) plugin = directive.name();
      }
      String zone = block.zone().toString();
      int number = metrics.number(new Series(server, zone, block.view(), plugin, shown));
      all.add(new Entry(block, number, bare));
      anyShown |= shown;
    }
    all.sort(Comparator.comparingInt((Entry entry) -> -entry.block.zone().labelCount()));
    entries = all.toArray(new Entry[0]);
    anyClass = classes;
    viewed = all.stream().anyMatch(entry -> !entry.block.view().isEmpty());
    constant = blocks.stream().noneMatch(ServerBlock::takesSome);
    changing =
        blocks.stream()
            .flatMap(block -> block.directives().stream())
            .filter(Changing.class::isInstance)
            .map(Changing.class::cast)
            .toArray(Changing[]::new);
    droppedSeries = metrics.number(new Series(server, "dropped", "", "", anyShown));
  }

  /// The listener's address without brackets, `::` for all addresses.
  String serverAddress() {
    int from = server.indexOf("://") + 3;
    int to = server.lastIndexOf(':');
    if (from < 3 || to <= from) return "::";
    String host = server.substring(from, to);
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /// The listener's port.
  String serverPort() {
    return server.substring(server.lastIndexOf(':') + 1);
  }

  /// The listener as metrics name it.
  String server() {
    return server;
  }

  /// Whether questions of any class are for its blocks; elsewhere they are REFUSED.
  boolean takesAnyClass() {
    return anyClass;
  }

  /// Whether the same block answers the same question always.
  boolean isConstant() {
    return constant;
  }

  /// Rises when directives say something else of where answers are remembered, see [Changing].
  long changes() {
    long all = 0;
    for (int i = 0; i < changing.length; i++) all += changing[i].changes();
    return all;
  }

  /// The index of the block that answers, -1 for none: REFUSED. DS is the parent's: as in CoreDNS
  /// the last block of the shortest zone answers it, the root's where there is no other.
  int find(Packet packet) {
    int found = -1;
    for (int i = 0; i < entries.length; i++) {
      ServerBlock block = entries[i].block;
      if (!packet.isIn(block.zone()) || !block.takes(packet)) continue;
      if (entries[i].bare) return -1;
      if (packet.query.type() != RecordType.DS) return i;
      if (block.zone().labelCount() == 0) return found < 0 ? i : found;
      found = i;
    }
    return found;
  }

  /// The index of the block that answers a question that a packet led the server to ask itself, -1
  /// for none. Views look at that question.
  int find(Packet packet, Question other) {
    Packet inner = viewed ? packet.asking(other) : packet;
    for (int i = 0; i < entries.length; i++) {
      ServerBlock block = entries[i].block;
      if (!other.name().isIn(block.zone())) continue;
      if (viewed && !block.takes(inner)) continue;
      return entries[i].bare ? -1 : i;
    }
    return -1;
  }

  ServerBlock block(int index) {
    return entries[index].block;
  }

  /// The number that a block's queries are counted under; -1 is what no block answers.
  int series(int index) {
    return index < 0 ? droppedSeries : entries[index].series;
  }
}
