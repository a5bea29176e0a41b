package dev.roster.dns.directive;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Mnemonics;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.Request;
import dev.roster.dns.pipeline.Packet;
import java.util.ArrayList;
import java.util.List;

/// A format of `log`, compiled: text with the fields that CoreDNS knows. A word in braces that is
/// no field is text; `{/...}` is what directives know of the packet, `-` where none does.
final class LogFormat {
  private static final int UDP_BYTES_MIN = 512;
  private static final int STREAM_BYTES_MAX = 65_535;
  private static final String NONE = "-";

  private final List<Part> parts;

  private LogFormat(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  private sealed interface Part {
    record Text(String text) implements Part {}

    record Value(Field field) implements Part {}

    record Metadata(String label) implements Part {}
  }

  /// What a line can say of an answer.
  private enum Field {
    TYPE("{type}"),
    NAME("{name}"),
    CLASS("{class}"),
    PROTO("{proto}"),
    SIZE("{size}"),
    REMOTE("{remote}"),
    PORT("{port}"),
    LOCAL("{local}"),
    ID("{>id}"),
    OPCODE("{>opcode}"),
    DO("{>do}"),
    BUFSIZE("{>bufsize}"),
    RCODE("{rcode}"),
    RSIZE("{rsize}"),
    DURATION("{duration}"),
    RFLAGS("{>rflags}");

    private final String text;

    Field(String text) {
      this.text = text;
    }
  }

  /// Compiles a format: a closing brace ends the word that the last opening one before it began.
  static LogFormat compile(String format) {
    List<Part> parts = new ArrayList<>();
    String rest = format;
    while (true) {
      int end = rest.indexOf('}');
      if (end < 0) break;
      int begin = rest.lastIndexOf('{', end);
      String word = begin < 0 ? "" : rest.substring(begin, end + 1);
      List<Part> meant = meaning(word);
      if (meant.isEmpty()) {
        parts.add(new Part.Text(rest.substring(0, end + 1)));
      } else {
        if (begin > 0) parts.add(new Part.Text(rest.substring(0, begin)));
        parts.addAll(meant);
      }
      rest = rest.substring(end + 1);
    }
    if (!rest.isEmpty()) parts.add(new Part.Text(rest));
    return new LogFormat(parts);
  }

  private static List<Part> meaning(String word) {
    for (Field field : Field.values()) {
      if (field.text.equals(word)) return List.of(new Part.Value(field));
    }
    if (!word.startsWith("{/")) return List.of();
    return List.of(new Part.Metadata(word.substring(2, word.length() - 1)));
  }

  /// The line for a packet that was answered.
  ///
  /// @param nanos since the packet came
  String line(Packet packet, long nanos) {
    StringBuilder line = new StringBuilder(160);
    for (Part part : parts) {
      switch (part) {
        case Part.Text(String text) -> line.append(text);
        case Part.Value(Field field) -> append(line, field, packet, nanos);
        case Part.Metadata(String label) -> line.append(packet.metadata(label).orElse(NONE));
      }
    }
    return line.toString();
  }

  private static void append(StringBuilder line, Field field, Packet packet, long nanos) {
    Request.Query query = packet.query();
    switch (field) {
      case TYPE -> line.append(RecordType.toText(query.type()));
      case NAME -> line.append(name(query));
      case CLASS -> line.append(Mnemonics.classText(packet.query().qclass()));
      case PROTO -> line.append(packet.transport().proto());
      case SIZE -> line.append(query.end() - query.offset());
      case REMOTE -> {
        String address = packet.source().toString();
        line.append(packet.isIpv4() ? address : "[" + address + "]");
      }
      case PORT -> line.append(packet.sourcePort());
      case LOCAL -> {
        String address = packet.serverAddress();
        line.append(address.indexOf(':') < 0 ? address : "[" + address + "]");
      }
      case ID -> line.append(query.id());
      case OPCODE -> line.append(Flags.opcode(query.flags()));
      case DO -> line.append(query.dnssecOk());
      case BUFSIZE ->
          line.append(
              packet.transport().isStream()
                  ? STREAM_BYTES_MAX
                  : Math.max(UDP_BYTES_MIN, query.udpSize()));
      case RCODE -> line.append(Rcode.toText(packet.rcode()));
      case RSIZE -> line.append(packet.replyLength());
      case DURATION -> line.append(GoDurations.seconds(nanos)).append('s');
      case RFLAGS -> flags(line, packet.replyFlags());
    }
  }

  private static Name name(Request.Query query) {
    return query.name().folded();
  }

  private static void flags(StringBuilder line, int flags) {
    int begin = line.length();
    if ((flags & Flags.QR) != 0) line.append("qr,");
    if ((flags & Flags.AA) != 0) line.append("aa,");
    if ((flags & Flags.TC) != 0) line.append("tc,");
    if ((flags & Flags.RD) != 0) line.append("rd,");
    if ((flags & Flags.RA) != 0) line.append("ra,");
    if ((flags & Flags.AD) != 0) line.append("ad,");
    if ((flags & Flags.CD) != 0) line.append("cd,");
    if (line.length() > begin) line.setLength(line.length() - 1);
  }
}
