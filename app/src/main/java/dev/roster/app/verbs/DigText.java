package dev.roster.app.verbs;

import dev.roster.core.wire.Edns;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.core.zonetext.RecordText;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/// DNS messages as dig prints them.
final class DigText {
  private static final String[] OPCODES = {"QUERY", "IQUERY", "STATUS", "", "NOTIFY", "UPDATE"};

  private DigText() {}

  /// A whole message: header, question, sections.
  static String message(DigQuestion question, Message message) {
    StringBuilder text = new StringBuilder();
    String type = RecordType.toText(question.type());
    text.append("\n; <<>> roster dig <<>> ").append(question.name()).append(' ').append(type);
    text.append("\n;; Got answer:\n;; ->>HEADER<<- opcode: ").append(opcode(message));
    text.append(", status: ").append(Rcode.toText(message.rcode()));
    text.append(", id: ").append(message.id()).append("\n;; flags:").append(flags(message));
    int additional = message.additionals().size() + (message.edns().isPresent() ? 1 : 0);
    text.append("; QUERY: ").append(message.questions().size());
    text.append(", ANSWER: ").append(message.answers().size());
    text.append(", AUTHORITY: ").append(message.authorities().size());
    text.append(", ADDITIONAL: ").append(additional).append("\n\n");
    message.edns().ifPresent(edns -> edns(text, edns));
    text.append(";; QUESTION SECTION:\n");
    for (Message.Question each : message.questions()) {
      text.append(';').append(each.name()).append("\t\tIN\t");
      text.append(RecordType.toText(each.type())).append('\n');
    }
    text.append('\n');
    section(text, "ANSWER", message.answers());
    section(text, "AUTHORITY", message.authorities());
    section(text, "ADDITIONAL", message.additionals());
    return text.toString();
  }

  private static void section(StringBuilder text, String name, List<ResourceRecord> records) {
    if (records.isEmpty()) return;
    text.append(";; ").append(name).append(" SECTION:\n");
    for (ResourceRecord record : records) {
      text.append(RecordText.text(record)).append('\n');
    }
    text.append('\n');
  }

  private static void edns(StringBuilder text, Edns edns) {
    text.append(";; OPT PSEUDOSECTION:\n; EDNS: version: ").append(edns.version());
    text.append(", flags:").append(edns.dnssecOk() ? " do" : "");
    text.append("; udp: ").append(edns.udpSize()).append('\n');
    for (Edns.Option option : edns.options()) {
      if (option.code() == Edns.EXTENDED_ERROR && option.bytes().length >= 2) {
        int code = ((option.bytes()[0] & 0xff) << 8) | (option.bytes()[1] & 0xff);
        int length = option.bytes().length - 2;
        String why = new String(option.bytes(), 2, length, StandardCharsets.UTF_8);
        text.append("; EDE: ").append(code);
        if (!why.isEmpty()) text.append(": (").append(printable(why)).append(')');
      } else {
        text.append("; OPT=").append(option.code()).append(": ");
        text.append(HexFormat.ofDelimiter(" ").formatHex(option.bytes()));
      }
      text.append('\n');
    }
  }

  private static String flags(Message message) {
    StringBuilder flags = new StringBuilder();
    if (message.has(Flags.QR)) flags.append(" qr");
    if (message.has(Flags.AA)) flags.append(" aa");
    if (message.has(Flags.TC)) flags.append(" tc");
    if (message.has(Flags.RD)) flags.append(" rd");
    if (message.has(Flags.RA)) flags.append(" ra");
    if (message.has(Flags.AD)) flags.append(" ad");
    if (message.has(Flags.CD)) flags.append(" cd");
    return flags.toString();
  }

  private static String opcode(Message message) {
    int opcode = Flags.opcode(message.flags());
    boolean named = opcode < OPCODES.length && !OPCODES[opcode].isEmpty();
    return named ? OPCODES[opcode] : "RESERVED" + opcode;
  }

  /// What a terminal may take for a command is written as a decimal escape.
  private static String printable(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f) {
        out.append(c);
      } else {
        for (byte b : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
          out.append(String.format("\\%03d", b & 0xff));
        }
      }
    }
    return out.toString();
  }
}
