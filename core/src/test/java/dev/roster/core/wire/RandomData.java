package dev.roster.core.wire;

import dev.roster.core.names.Name;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Supplier;

/// Data of the rarer record types as their RFCs have it, so that a strict decoder takes it.
final class RandomData {
  /// A letter a field: `1` `2` `4` `6` `8` so many bytes, `a` an IPv4 address, `n` a name, `s` a
  /// string, `d` one of digits, `S` strings to the end, `w` a string of letters, `t` text to the
  /// end, `x` bytes to the end, `h` some after their count, `B` a bitmap of types, `P` service
  /// parameters, `F` `G` `Z` a kind of digest and the digest, `L` a place on earth.
  private static final String FORMS =
      """
      MD n MF n MB n MG n MR n NULL x HINFO ss MINFO nn RP nn AFSDB 2n X25 d ISDN ss RT 2n
      SIG 2114442nx KEY 211x PX 2nn GPOS ddd LOC L NAPTR 22sssn KX 2n CERT 221x DNAME n DS 21F
      SSHFP 1F RRSIG 2114442nx NSEC nB DNSKEY 211x DHCID x NSEC3 112hhB NSEC3PARAM 112h TLSA 11G
      SMIMEA 11G TALINK nn CDS 21F CDNSKEY 211x OPENPGPKEY x CSYNC 42B ZONEMD 4Z SVCB 2nP
      HTTPS 2nP SPF S NID 28 L32 2a L64 28 LP 2n EUI48 6 EUI64 8 URI 22t CAA 1wt AVC S TA 21F
      DLV 21F RESINFO S NINFO S UID 4 GID 4
      """;

  private static final Map<Integer, String> FORM_OF = new HashMap<>();
  private static final List<Integer> TYPES;

  static {
    String[] words = FORMS.trim().split("\\s+");
    for (int i = 0; i < words.length; i += 2) {
      FORM_OF.put(RecordType.parse(words[i]).orElseThrow(), words[i + 1]);
    }
    TYPES = FORM_OF.keySet().stream().sorted().toList();
  }

  private final Random random;
  private final Supplier<Name> names;

  RandomData(Random random, Supplier<Name> names) {
    this.random = random;
    this.names = names;
  }

  /// Every type that has a form here.
  static List<Integer> types() {
    return TYPES;
  }

  /// Data of any of them.
  RecordData next() {
    return of(TYPES.get(random.nextInt(TYPES.size())));
  }

  /// Data of one of them.
  RecordData of(int type) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String form = FORM_OF.getOrDefault(type, "x");
    for (int i = 0; i < form.length(); i++) field(form.charAt(i), out);
    return new RecordData.Unknown(type, out.toByteArray());
  }

  private void field(char kind, ByteArrayOutputStream out) {
    switch (kind) {
      case '1', '2', '4', '6', '8' -> out.writeBytes(bytes(kind - '0'));
      case 'a' -> out.writeBytes(bytes(4));
      case 'n' -> {
        byte[] wire = new byte[Name.WIRE_BYTES_MAX];
        out.write(wire, 0, names.get().writeTo(wire, 0));
      }
      case 's' -> counted(bytes(random.nextInt(20)), out);
      case 'd' -> counted(latin("" + random.nextInt(90)), out);
      case 'w' -> counted(latin(random.nextBoolean() ? "issue" : "iodef"), out);
      case 'S' -> {
        for (int i = 1 + random.nextInt(3); i > 0; i--) counted(bytes(random.nextInt(256)), out);
      }
      case 't', 'x' -> out.writeBytes(bytes(1 + random.nextInt(40)));
      case 'h' -> counted(bytes(1 + random.nextInt(20)), out);
      case 'B' -> bitmap(out);
      case 'P' -> parameters(out);
      case 'F', 'G' -> {
        // SHA-1 of 20 bytes in DS and SSHFP, SHA-256 of 32 in TLSA.
        out.write(1);
        out.writeBytes(bytes(kind == 'F' ? 20 : 32));
      }
      case 'Z' -> {
        // Scheme SIMPLE; SHA-384.
        out.writeBytes(new byte[] {1, 1});
        out.writeBytes(bytes(48));
      }
      case 'L' -> {
        // Version, size, precisions, then places within the ranges.
        out.writeBytes(new byte[] {0, 0x12, 0x16, 0x13});
        u32((1L << 31) + random.nextInt(-324_000_000, 324_000_000), out);
        u32((1L << 31) + random.nextInt(-648_000_000, 648_000_000), out);
        u32(10_000_000 + random.nextInt(-100_000, 900_000), out);
      }
      default -> throw new IllegalStateException("no field " + kind);
    }
  }

  private void bitmap(ByteArrayOutputStream out) {
    TreeSet<Integer> windows = new TreeSet<>(List.of(0));
    while (random.nextBoolean()) windows.add(random.nextInt(256));
    for (int window : windows) {
      byte[] bits = bytes(1 + random.nextInt(32));
      // The last byte says something; type 0 is none.
      bits[bits.length - 1] |= 2;
      if (window == 0) bits[0] &= 0x7f;
      out.write(window);
      counted(bits, out);
    }
  }

  private void parameters(ByteArrayOutputStream out) {
    List<byte[]> values = new ArrayList<>();
    for (int key : new int[] {1, 3, 4, 5, 6, 7, 667}) {
      if (random.nextInt(3) > 0) continue;
      ByteArrayOutputStream value = new ByteArrayOutputStream();
      switch (key) {
        case 1 -> {
          counted(latin("h2"), value);
          counted(latin("a,b\\\"c"), value);
        }
        case 3 -> value.writeBytes(bytes(2));
        case 4 -> value.writeBytes(bytes(4 * (1 + random.nextInt(3))));
        case 6 -> value.writeBytes(bytes(16 * (1 + random.nextInt(3))));
        case 7 -> value.writeBytes(latin("/dns-query{?dns}"));
        default -> value.writeBytes(bytes(1 + random.nextInt(20)));
      }
      ByteArrayOutputStream parameter = new ByteArrayOutputStream();
      u16(key, parameter);
      u16(value.size(), parameter);
      parameter.writeBytes(value.toByteArray());
      values.add(parameter.toByteArray());
    }
    values.forEach(out::writeBytes);
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void counted(byte[] bytes, ByteArrayOutputStream out) {
    out.write(bytes.length);
    out.writeBytes(bytes);
  }

  private static void u16(int value, ByteArrayOutputStream out) {
    out.write(value >> 8);
    out.write(value);
  }

  private static void u32(long value, ByteArrayOutputStream out) {
    u16((int) (value >> 16), out);
    u16((int) value, out);
  }
}
