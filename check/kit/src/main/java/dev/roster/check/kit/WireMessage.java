package dev.roster.check.kit;

import dev.roster.core.names.IpAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// A DNS message read for comparison: records as lines of text, `NAME TTL TYPE DATA`, letter case
/// kept. Written apart from the server's own codec, so that a mistake there is not read back as
/// right.
///
/// @param flags the second 16 bits of the header
/// @param question the name asked
/// @param opt the OPT record, if there is one
public record WireMessage(
    int flags,
    String question,
    Optional<Opt> opt,
    List<String> answers,
    List<String> authorities,
    List<String> additionals) {
  private static final Map<String, Integer> TYPES =
      Map.ofEntries(
          Map.entry("A", 1),
          Map.entry("NS", 2),
          Map.entry("CNAME", 5),
          Map.entry("SOA", 6),
          Map.entry("PTR", 12),
          Map.entry("HINFO", 13),
          Map.entry("MX", 15),
          Map.entry("TXT", 16),
          Map.entry("AAAA", 28),
          Map.entry("SRV", 33),
          Map.entry("NAPTR", 35),
          Map.entry("DS", 43),
          Map.entry("SVCB", 64),
          Map.entry("HTTPS", 65),
          Map.entry("IXFR", 251),
          Map.entry("AXFR", 252),
          Map.entry("ANY", 255),
          Map.entry("CAA", 257));
  private static final Map<Integer, String> NAMES =
      TYPES.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
  private static final Map<Integer, String> RCODES =
      Map.of(
          0,
          "NOERROR",
          1,
          "FORMERR",
          2,
          "SERVFAIL",
          3,
          "NXDOMAIN",
          4,
          "NOTIMP",
          5,
          "REFUSED",
          9,
          "NOTAUTH");
  private static final int OPT_TYPE = 41;
  private static final int JUMPS_MAX = 200;

  public WireMessage {
    answers = List.copyOf(answers);
    authorities = List.copyOf(authorities);
    additionals = List.copyOf(additionals);
  }

  /// The OPT record.
  public record Opt(int version, boolean dnssecOk) {}

  /// A question of class IN with RD set.
  ///
  /// @param udpSize of the OPT record; empty: none
  public static byte[] question(
      int id, String name, String type, OptionalInt udpSize, boolean dnssecOk) {
    ByteBuffer out = ByteBuffer.allocate(512);
    out.putShort((short) id).putShort((short) 0x0100).putShort((short) 1).putInt(0);
    out.putShort((short) (udpSize.isPresent() ? 1 : 0));
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (!bare.isEmpty()) {
      for (String label : bare.split("\\.", -1)) {
        byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
        out.put((byte) bytes.length).put(bytes);
      }
    }
    out.put((byte) 0).putShort((short) type(type)).putShort((short) 1);
    if (udpSize.isPresent()) {
      out.put((byte) 0).putShort((short) OPT_TYPE).putShort((short) udpSize.getAsInt());
      out.putShort((short) 0).putShort((short) (dnssecOk ? 0x8000 : 0)).putShort((short) 0);
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  private static int type(String name) {
    Integer known = TYPES.get(name);
    if (known == null) throw new IllegalArgumentException("type \"" + name + "\" is not known");
    return known;
  }

  /// Reads a message.
  ///
  /// @throws IllegalArgumentException if it is none
  public static WireMessage read(byte[] bytes) {
    try {
      return new Reader(bytes).message();
    } catch (IndexOutOfBoundsException | BufferUnderflowException cut) {
      throw new IllegalArgumentException("no DNS message: " + HexFormat.of().formatHex(bytes), cut);
    }
  }

  /// The rcode's name, its number where it has none here.
  public String rcode() {
    return RCODES.getOrDefault(flags & 15, Integer.toString(flags & 15));
  }

  /// The AA flag.
  public boolean authoritative() {
    return (flags & 0x400) != 0;
  }

  /// The TC flag.
  public boolean truncated() {
    return (flags & 0x200) != 0;
  }

  /// How many of the answers are SOA records: a transfer ends with its second.
  long soaCount() {
    return answers.stream().filter(each -> each.split(" ", 4)[2].equals("SOA")).count();
  }

  WireMessage withMoreAnswers(List<String> more) {
    List<String> all = new ArrayList<>(answers);
    all.addAll(more);
    return new WireMessage(flags, question, opt, all, authorities, additionals);
  }

  private static final class Reader {
    private final byte[] bytes;
    private int at = 12;
    private Optional<Opt> opt = Optional.empty();

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    WireMessage message() {
      String question = "";
      for (int i = 0; i < u16(4); i++) {
        question = name();
        at += 4;
      }
      List<String> answers = section(u16(6));
      List<String> authorities = section(u16(8));
      List<String> additionals = section(u16(10));
      return new WireMessage(u16(2), question, opt, answers, authorities, additionals);
    }

    private List<String> section(int count) {
      List<String> records = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String owner = name();
        int type = u16(at);
        long ttl = u32(at + 4);
        int length = u16(at + 8);
        int end = at + 10 + length;
        if (end > bytes.length) throw new IndexOutOfBoundsException(end);
        if (type == OPT_TYPE) {
          opt = Optional.of(new Opt((int) (ttl >> 16) & 0xff, (ttl & 0x8000) != 0));
        } else {
          at += 10;
          String shown = NAMES.getOrDefault(type, "TYPE" + type);
          records.add(owner + " " + ttl + " " + shown + " " + data(type, length));
        }
        at = end;
      }
      return records;
    }

    private String data(int type, int length) {
      return switch (type) {
        case 1, 28 -> address(length);
        case 2, 5, 12 -> name();
        case 33 -> {
          String head = u16(at) + " " + u16(at + 2) + " " + u16(at + 4) + " ";
          at += 6;
          yield head + name();
        }
        case 6 -> {
          String names = name() + " " + name();
          StringBuilder numbers = new StringBuilder(names);
          for (int i = 0; i < 5; i++) numbers.append(' ').append(u32(at + 4 * i));
          yield numbers.toString();
        }
        case 15 -> {
          String head = u16(at) + " ";
          at += 2;
          yield head + name();
        }
        case 16 -> strings(length);
        default -> HexFormat.of().formatHex(bytes, at, at + length);
      };
    }

    private String address(int length) {
      return IpAddress.of(Arrays.copyOfRange(bytes, at, at + length)).toString();
    }

    private String strings(int length) {
      List<String> strings = new ArrayList<>();
      for (int i = at; i < at + length; i += 1 + (bytes[i] & 0xff)) {
        String text = new String(bytes, i + 1, bytes[i] & 0xff, StandardCharsets.ISO_8859_1);
        strings.add('"' + text + '"');
      }
      return String.join(" ", strings);
    }

    private String name() {
      StringBuilder text = new StringBuilder();
      int here = at;
      boolean jumped = false;
      for (int jumps = 0; jumps < JUMPS_MAX; ) {
        int length = bytes[here] & 0xff;
        if (length >= 0xc0) {
          if (!jumped) at = here + 2;
          jumped = true;
          here = u16(here) & 0x3fff;
          jumps++;
        } else if (length == 0) {
          if (!jumped) at = here + 1;
          return text.isEmpty() ? "." : text.toString();
        } else {
          text.append(new String(bytes, here + 1, length, StandardCharsets.ISO_8859_1)).append('.');
          here += 1 + length;
        }
      }
      throw new IndexOutOfBoundsException("a name loops");
    }

    private int u16(int from) {
      return ((bytes[from] & 0xff) << 8) | (bytes[from + 1] & 0xff);
    }

    private long u32(int from) {
      return ((long) u16(from) << 16) | u16(from + 2);
    }
  }
}
