package dev.roster.dns.zonefile;

import dev.roster.core.names.Name;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordData.Unknown;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import java.util.Optional;

/// Names inside data: those that are looked up further.
final class Targets {
  private Targets() {}

  /// Whose addresses go into the additional section with a record (SRV, MX, SVCB, HTTPS).
  static Optional<Name> ofService(ResourceRecord record) {
    return switch (record.data()) {
      case RecordData.Srv srv -> Optional.of(srv.target());
      case RecordData.Mx mx -> Optional.of(mx.exchange());
      case Unknown unknown when isService(unknown.type()) -> name(unknown.bytes(), 2);
      default -> Optional.empty();
    };
  }

  /// What a DNAME says (RFC 6672).
  static Optional<Name> ofDname(ResourceRecord record) {
    return record.data() instanceof Unknown unknown ? name(unknown.bytes(), 0) : Optional.empty();
  }

  /// The same data with the target in lower case.
  static Unknown folded(Unknown data) {
    if (!isService(data.type())) return data;
    return name(data.bytes(), 2)
        .map(target -> {
          byte[] bytes = data.bytes().clone();
          target.folded().writeTo(bytes, 2);
          return new Unknown(data.type(), bytes);
        })
        .orElse(data);
  }

  private static boolean isService(int type) {
    return type == RecordType.SVCB || type == RecordType.HTTPS;
  }

  /// The uncompressed name that begins at a byte.
  private static Optional<Name> name(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length) {
      int label = bytes[at];
      if (label < 0 || label > 63) return Optional.empty();
      at += 1 + label;
      if (label == 0) {
        int length = at - from;
        return length > Name.WIRE_BYTES_MAX
            ? Optional.empty()
            : Optional.of(Name.ofWire(bytes, from, length));
      }
    }
    return Optional.empty();
  }
}
