package dev.roster.dns.hosts;

import dev.roster.core.names.Name;
import java.util.List;

/// Reads hosts files for the fuzz tests; the table is its package's own.
public final class HostsText {
  private HostsText() {}

  /// How much a text says.
  public static int size(String text) {
    HostsTable table = HostsTable.read(text, List.of(Name.ROOT), true);
    table.addresses(Name.of("www.example.org"), true);
    return table.size();
  }
}
