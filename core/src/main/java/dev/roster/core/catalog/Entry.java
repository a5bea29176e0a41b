package dev.roster.core.catalog;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;

/// What a question matches before records are made of it.
sealed interface Entry {
  /// An address, its port, and the name that SRV records point to.
  record At(IpAddress address, int port, Name host) implements Entry {}

  /// A name that stands for addresses: of an ExternalName Service, or of a member whose address is
  /// a name.
  record Alias(Name target) implements Entry {}
}
