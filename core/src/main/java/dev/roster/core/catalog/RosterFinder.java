package dev.roster.core.catalog;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Finds rosters and namespaces by the labels of a question as they stand in a packet, without
/// allocating. One a thread.
public final class RosterFinder {
  private byte[] wire = {};
  private int namespaceAt;
  private int serviceAt;
  private String origin = "";
  private boolean imported;
  private @Nullable Roster found;
  private boolean hasNamespace;
  private final Consumer<Roster> visit = this::visit;
  private final Consumer<NamespaceEntry> visitNamespace = this::visit;

  /// A finder.
  public RosterFinder() {}

  /// The roster that [Lookup] answers from, null where there is none.
  ///
  /// @param only the only origin looked at; "": all, in the order that names have
  /// @param name holds lower-cased labels, each behind its length byte
  /// @param namespace where the namespace's length byte is
  /// @param service where the Service's length byte is
  /// @param ofImport whether a ServiceImport is meant
  public @Nullable Roster find(
      Catalog catalog, String only, byte[] name, int namespace, int service, boolean ofImport) {
    wire = name;
    namespaceAt = namespace;
    serviceAt = service;
    origin = only;
    imported = ofImport;
    found = null;
    catalog.indexes().rosters().forEach(31 * hash(namespace) + hash(service), visit);
    return found;
  }

  /// Whether a namespace exists.
  ///
  /// @param only the only origin looked at; "": all
  /// @param name holds lower-cased labels, each behind its length byte
  /// @param namespace where the namespace's length byte is
  public boolean hasNamespace(Catalog catalog, String only, byte[] name, int namespace) {
    wire = name;
    namespaceAt = namespace;
    origin = only;
    hasNamespace = false;
    catalog.indexes().namespaces().forEach(hash(namespace), visitNamespace);
    return hasNamespace;
  }

  private void visit(NamespaceEntry entry) {
    hasNamespace |=
        entry.exists()
            && isLabel(namespaceAt, entry.name())
            && (origin.isEmpty() || entry.origin().equals(origin));
  }

  private void visit(Roster roster) {
    ServiceKey key = roster.key();
    boolean meant =
        isLabel(namespaceAt, key.namespace())
            && isLabel(serviceAt, key.name())
            && key.imported() == imported
            && (origin.isEmpty() || key.origin().equals(origin));
    if (meant && (found == null || Catalog.isBefore(roster, found))) found = roster;
  }

  /// As [String#hashCode] of the label as Latin-1 text.
  private int hash(int at) {
    int hash = 0;
    for (int i = at + 1; i <= at + wire[at]; i++) hash = 31 * hash + (wire[i] & 0xff);
    return hash;
  }

  private boolean isLabel(int at, String text) {
    int length = wire[at];
    if (text.length() != length) return false;
    for (int i = 0; i < length; i++) if (text.charAt(i) != (wire[at + 1 + i] & 0xff)) return false;
    return true;
  }
}
