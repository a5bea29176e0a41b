package dev.roster.dns.server;

import dev.roster.dns.pipeline.ServerBlock;
import java.util.List;

/// What the DNS server serves and where: the Corefile's meaning.
public record DnsConfig(List<Listener> listeners) {
  public DnsConfig {
    listeners = List.copyOf(listeners);
  }

  /// An address and the server blocks that answer there. The block with the longest zone answers;
  /// of several with that zone the first whose view takes the packet.
  public record Listener(Listen listen, List<ServerBlock> blocks, ListenOptions options) {
    public Listener {
      blocks = List.copyOf(blocks);
    }

    /// Served as by default.
    public Listener(Listen listen, List<ServerBlock> blocks) {
      this(listen, blocks, ListenOptions.DEFAULT);
    }
  }
}
