package dev.roster.dns.directive;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Network;
import dev.roster.dns.pipeline.Packet;
import java.util.Arrays;
import java.util.List;

/// Networks of both families, as two binary tries: whether a source is in one of them takes as many
/// steps as the longest prefix has bits, and allocates nothing. Immutable.
final class NetworkSet {
  private static final int ALL = -1;

  /// Two children a node: 0 for none, [#ALL] where everything below is in the set, else a node.
  private int[] ipv4 = new int[64];

  private int[] ipv6 = new int[64];
  private int nodes4 = 1;
  private int nodes6 = 1;
  private boolean all4;
  private boolean all6;

  private NetworkSet() {}

  static NetworkSet of(List<Network> networks) {
    NetworkSet set = new NetworkSet();
    for (Network network : networks) set.add(network);
    return set;
  }

  private void add(Network network) {
    IpAddress address = network.address();
    boolean four = address.isIpv4();
    if (network.bits() == 0) {
      if (four) all4 = true;
      else all6 = true;
      return;
    }
    int node = 0;
    for (int bit = 0; bit < network.bits(); bit++) {
      int at = 2 * node + (address.byteAt(bit / 8) >> (7 - bit % 8) & 1);
      int[] trie = four ? ipv4 : ipv6;
      if (trie[at] == ALL) return;
      if (bit == network.bits() - 1) {
        trie[at] = ALL;
        return;
      }
      if (trie[at] == 0) trie[at] = four ? nodes4++ : nodes6++;
      node = trie[at];
      if (2 * node + 1 < trie.length) continue;
      if (four) ipv4 = Arrays.copyOf(trie, 2 * trie.length);
      else ipv6 = Arrays.copyOf(trie, 2 * trie.length);
    }
  }

  /// Whether the packet's source is in one of the networks.
  boolean contains(Packet packet) {
    boolean four = packet.isIpv4();
    if (four ? all4 : all6) return true;
    int[] trie = four ? ipv4 : ipv6;
    int bits = four ? 32 : 128;
    int node = 0;
    for (int bit = 0; bit < bits; bit++) {
      node = trie[2 * node + (packet.sourceByte(bit / 8) >> (7 - bit % 8) & 1)];
      if (node <= 0) return node == ALL;
    }
    return false;
  }
}
