package dev.roster.kubernetes.decode;

import dev.roster.core.catalog.Fact.Port;
import java.util.List;
import java.util.Locale;

/// Ports of Services and of slices: name, protocol and number are the fields 1 to 3 of both.
final class ProtoPorts {
  private static final int PORT_MAX = 65_535;

  private final ProtoFields fields;
  private List<Port> last = List.of();

  ProtoPorts(ProtoFields fields) {
    this.fields = fields;
  }

  /// Reads one; [Port#number] is -1 where the number is left out (all ports of a slice).
  Port read(String path) throws MalformedBodyException, Unreadable {
    int outer = fields.enter();
    String name = "";
    String protocol = "";
    long number = -1;
    for (int field = fields.next(); field != 0; field = fields.next()) {
      switch (field) {
        case 1 -> name = fields.shared();
        case 2 -> protocol = fields.shared();
        case 3 -> {
          number = fields.number();
          if (number == 0 || number < -1 || number > PORT_MAX) {
            throw new Unreadable(path + ".port", "is " + number + " (expected: 1..65535)");
          }
        }
        default -> fields.skip();
      }
    }
    fields.leave(outer);
    return new Port(name, lower(protocol), (int) number);
  }

  /// An immutable list of them; that of the object before where it is equal, as it mostly is.
  List<Port> shared(List<Port> ports) {
    if (!ports.equals(last)) last = List.copyOf(ports);
    return last;
  }

  private static String lower(String protocol) {
    return switch (protocol) {
      case "", "TCP" -> "tcp";
      case "UDP" -> "udp";
      case "SCTP" -> "sctp";
      default -> protocol.toLowerCase(Locale.ROOT);
    };
  }
}
