package dev.roster.core.wire;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import java.util.Arrays;
import java.util.List;

/// The data of a resource record. What has no case of its own is [Unknown] (RFC 3597).
public sealed interface RecordData {
  /// An IPv4 address (type A) or an IPv6 address (type AAAA).
  record Address(IpAddress address) implements RecordData {}

  /// Type CNAME.
  record Cname(Name target) implements RecordData {}

  /// Type NS.
  record Ns(Name host) implements RecordData {}

  /// Type PTR.
  record Ptr(Name target) implements RecordData {}

  /// Type SRV (RFC 2782); the target is never compressed.
  record Srv(int priority, int weight, int port, Name target) implements RecordData {}

  /// Type MX.
  record Mx(int preference, Name exchange) implements RecordData {}

  /// Type TXT: character strings of at most 255 bytes, as Latin-1 text.
  record Txt(List<String> strings) implements RecordData {
    public Txt {
      strings = List.copyOf(strings);
    }
  }

  /// Type SOA; times in seconds, the serial as an unsigned 32 bit number.
  record Soa(
      Name mname, Name rname, long serial, long refresh, long retry, long expire, long minimum)
      implements RecordData {}

  /// Any other type, its bytes as they are. Do not change the array.
  @SuppressWarnings("ArrayRecordComponent")
  record Unknown(int type, byte[] bytes) implements RecordData {
    @Override
    public boolean equals(Object other) {
      return other instanceof Unknown that && type == that.type && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return 31 * type + Arrays.hashCode(bytes);
    }
  }

  /// The record type that this data belongs to.
  default int type() {
    return switch (this) {
      case Address a -> a.address().isIpv4() ? RecordType.A : RecordType.AAAA;
      case Cname _ -> RecordType.CNAME;
      case Ns _ -> RecordType.NS;
      case Ptr _ -> RecordType.PTR;
      case Srv _ -> RecordType.SRV;
      case Mx _ -> RecordType.MX;
      case Txt _ -> RecordType.TXT;
      case Soa _ -> RecordType.SOA;
      case Unknown u -> u.type();
    };
  }

  /// Bytes in wire form, names uncompressed.
  default int wireLength() {
    return switch (this) {
      case Address a -> a.address().length();
      case Cname(var target) -> target.wireLength();
      case Ns(var host) -> host.wireLength();
      case Ptr(var target) -> target.wireLength();
      case Srv srv -> 6 + srv.target().wireLength();
      case Mx mx -> 2 + mx.exchange().wireLength();
      case Txt(var strings) ->
          strings.stream().mapToInt(it -> 1 + Math.min(it.length(), 255)).sum();
      case Soa soa -> soa.mname().wireLength() + soa.rname().wireLength() + 20;
      case Unknown unknown -> unknown.bytes().length;
    };
  }
}
