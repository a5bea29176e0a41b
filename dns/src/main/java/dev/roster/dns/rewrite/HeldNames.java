package dev.roster.dns.rewrite;

import dev.roster.core.names.Name;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordData.Address;
import dev.roster.core.wire.RecordData.Cname;
import dev.roster.core.wire.RecordData.Mx;
import dev.roster.core.wire.RecordData.Ns;
import dev.roster.core.wire.RecordData.Ptr;
import dev.roster.core.wire.RecordData.Soa;
import dev.roster.core.wire.RecordData.Srv;
import dev.roster.core.wire.RecordData.Txt;
import dev.roster.core.wire.RecordData.Unknown;
import dev.roster.core.wire.RecordType;
import java.util.Arrays;
import java.util.Optional;

/// The one name that a record's data holds, as answer rules see it: of SOA it is the first server.
final class HeldNames {
  private static final int DNAME = 39;

  private HeldNames() {}

  /// The name; empty for data without one.
  static Optional<Name> of(RecordData data) {
    return switch (data) {
      case Srv srv -> Optional.of(srv.target());
      case Mx mx -> Optional.of(mx.exchange());
      case Cname cname -> Optional.of(cname.target());
      case Ns ns -> Optional.of(ns.host());
      case Soa soa -> Optional.of(soa.mname());
      case Ptr ptr -> Optional.of(ptr.target());
      case Unknown unknown -> {
        int at = nameAt(unknown);
        if (at < 0) yield Optional.empty();
        try {
          byte[] bytes = unknown.bytes();
          yield Optional.of(Name.ofWire(bytes, at, bytes.length - at));
        } catch (IllegalArgumentException _) {
          yield Optional.empty();
        }
      }
      case Address _, Txt _ -> Optional.empty();
    };
  }

  /// The same data with another name.
  static RecordData with(RecordData data, Name name) {
    return switch (data) {
      case Srv srv -> new Srv(srv.priority(), srv.weight(), srv.port(), name);
      case Mx mx -> new Mx(mx.preference(), name);
      case Cname _ -> new Cname(name);
      case Ns _ -> new Ns(name);
      case Soa soa ->
          new Soa(
              name,
              soa.rname(),
              soa.serial(),
              soa.refresh(),
              soa.retry(),
              soa.expire(),
              soa.minimum());
      case Ptr _ -> new Ptr(name);
      case Unknown unknown -> {
        int at = nameAt(unknown);
        if (at < 0) yield data;
        byte[] bytes = Arrays.copyOf(unknown.bytes(), at + name.wireLength());
        name.writeTo(bytes, at);
        yield new Unknown(unknown.type(), bytes);
      }
      case Address _, Txt _ -> data;
    };
  }

  /// Where the last field of a DNAME (RFC 6672) or NAPTR (RFC 3403) begins, which is a name.
  private static int nameAt(Unknown unknown) {
    if (unknown.type() == DNAME) return 0;
    if (unknown.type() != RecordType.NAPTR) return -1;
    byte[] bytes = unknown.bytes();
    int at = 4;
    for (int i = 0; i < 3; i++) {
      if (at >= bytes.length) return -1;
      at += 1 + (bytes[at] & 0xff);
    }
    return at < bytes.length ? at : -1;
  }
}
