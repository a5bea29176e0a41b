package dev.roster.check.fuzz;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Edns;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ReplyEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// Packets from a seed: queries that the test site has answers to, and what becomes of them when
/// bytes, counts, names and options are wrong.
final class Packets {
  /// Bytes of one packet, at most.
  static final int BYTES_MAX = 2_000;

  private static final List<String> NAMES =
      List.of(
          ".",
          "cluster.local.",
          "svc.cluster.local.",
          "default.svc.cluster.local.",
          "db.default.svc.cluster.local.",
          "db-0.db.default.svc.cluster.local.",
          "db-p1.db.default.svc.cluster.local.",
          "_pg._tcp.db.default.svc.cluster.local.",
          "_http._tcp.web.prod.svc.cluster.local.",
          "web.prod.svc.cluster.local.",
          "none.default.svc.cluster.local.",
          "big.default.svc.cluster.local.",
          "_pg._tcp.big.default.svc.cluster.local.",
          "out.default.svc.cluster.local.",
          "in.prod.svc.cluster.local.",
          "nope.prod.svc.cluster.local.",
          "10-1-1-1.default.pod.cluster.local.",
          "10-1-1-99.default.pod.cluster.local.",
          "dns-version.cluster.local.",
          "ns.dns.cluster.local.",
          "1.1.1.10.in-addr.arpa.",
          "1.0.96.10.in-addr.arpa.",
          "1.0.2.10.in-addr.arpa.",
          "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.",
          "x.arpa.",
          "db.old.test.",
          "web.alias.test.",
          "odd.default.svc.cluster.local.",
          "ip-7-8.template.test.",
          "ip-x.template.test.",
          "x.broken.test.",
          "a.hosts.test.",
          "any.wild.hosts.test.",
          "inline.hosts.test.",
          "example.org.",
          "www.example.org.",
          "loop1.example.org.",
          "out.example.org.",
          "x.y.wild.example.org.",
          "x.child.example.org.",
          "deep.old.example.org.",
          "b.c.d.example.org.",
          "many.example.org.",
          "type999.example.org.",
          "_sip._tcp.example.org.",
          "view.test.",
          "x.view.test.",
          "x.dns64.test.",
          "x.out.test.",
          "foreign.example.net.");

  private static final int[] TYPES = {
    RecordType.A,
    RecordType.AAAA,
    RecordType.SRV,
    RecordType.PTR,
    RecordType.NS,
    RecordType.SOA,
    RecordType.TXT,
    RecordType.CNAME,
    RecordType.MX,
    RecordType.HTTPS,
    RecordType.CAA,
    RecordType.DS,
    RecordType.ANY,
    RecordType.AXFR,
    RecordType.IXFR,
    RecordType.OPT,
    250,
    999,
    0,
  };

  private static final int[] ODD = {0, 1, 2, 0x3f, 0x40, 0x7f, 0x80, 0xc0, 0xc1, 0xff};

  private final SplittableRandom random;
  private final List<byte[]> valid = new ArrayList<>();
  private final byte[] bytes = new byte[BYTES_MAX];
  private int length;

  /// Packets of a seed.
  Packets(long seed) {
    random = new SplittableRandom(seed);
    for (String name : NAMES) {
      for (int type : TYPES) {
        Optional<Edns> edns =
            switch (random.nextInt(3)) {
              case 0 -> Optional.empty();
              case 1 -> Optional.of(Edns.of(1232));
              default ->
                  Optional.of(
                      new Edns(
                          4096,
                          0,
                          random.nextBoolean(),
                          List.of(new Edns.Option(Edns.COOKIE, new byte[8]))));
            };
        valid.add(ReplyEncoder.bytes(Message.query(0, Name.of(name), type, edns)));
      }
    }
  }

  /// The packet made last; its first bytes are it.
  byte[] bytes() {
    return bytes;
  }

  /// Makes the next packet; returns its length.
  int next() {
    set(valid.get(random.nextInt(valid.size())));
    if (length > 2) {
      bytes[0] = (byte) random.nextInt(256);
      bytes[1] = (byte) random.nextInt(256);
    }
    int kind = random.nextInt(20);
    if (kind == 19) {
      for (int i = 2 + random.nextInt(3); i > 0; i--) change(4 + random.nextInt(15));
    } else if (kind >= 4) {
      change(kind);
    } else if (kind >= 2) {
      mixCase();
    }
    return length;
  }

  private void set(byte[] packet) {
    length = packet.length;
    System.arraycopy(packet, 0, bytes, 0, length);
  }

  private void change(int kind) {
    switch (kind) {
      case 4 -> flip();
      case 5 -> length = random.nextInt(length + 1);
      case 6 -> overwrite();
      case 7 -> counts();
      case 8 -> set(2, (bytes[2] & 0x87) | (random.nextInt(16) << 3));
      case 9 -> set(2, bytes[2] | 0x80);
      case 10 -> length = random.nextInt(12);
      case 11 -> noise();
      case 12 -> pointers();
      case 13 -> options();
      case 14 -> append(random.nextInt(400));
      case 15 -> longName();
      case 16 -> question();
      case 17 -> splice();
      default -> mixCase();
    }
  }

  private void set(int at, int value) {
    if (at < length) bytes[at] = (byte) value;
  }

  private void flip() {
    for (int i = 1 + random.nextInt(8); i > 0 && length > 0; i--) {
      bytes[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
    }
  }

  private void overwrite() {
    for (int i = 1 + random.nextInt(6); i > 0 && length > 0; i--) {
      boolean odd = random.nextBoolean();
      bytes[random.nextInt(length)] =
          (byte) (odd ? ODD[random.nextInt(ODD.length)] : random.nextInt(256));
    }
  }

  private void counts() {
    for (int at = 4; at < 12; at += 2) {
      if (random.nextBoolean()) continue;
      set(at, random.nextInt(4) == 0 ? random.nextInt(256) : 0);
      set(at + 1, random.nextInt(4) == 0 ? random.nextInt(256) : random.nextInt(4));
    }
  }

  private void noise() {
    int kept = random.nextBoolean() ? Math.min(12, length) : 0;
    length = kept;
    append(random.nextInt(600));
  }

  private void append(int count) {
    int end = Math.min(BYTES_MAX, length + count);
    for (int i = length; i < end; i++) bytes[i] = (byte) random.nextInt(256);
    length = end;
  }

  /// A question whose name is, or ends in, a pointer: to itself, to the header, beyond the end.
  private void pointers() {
    length = Math.min(12, length);
    if (random.nextBoolean()) put(1, 'a');
    int target =
        switch (random.nextInt(5)) {
          case 0 -> length;
          case 1 -> 12;
          case 2 -> random.nextInt(12);
          case 3 -> length + 2 + random.nextInt(8);
          default -> random.nextInt(0x4000);
        };
    put(0xc0 | (target >> 8), target & 0xff, 0, 1, 0, 1);
    if (random.nextBoolean()) put(0xc0, 12, 0, 1, 0, 1, 1, 'b', 0, 0, 1, 0, 1);
  }

  private void put(int... values) {
    for (int value : values) {
      if (length < BYTES_MAX) bytes[length++] = (byte) value;
    }
  }

  /// OPT records of any version, size and options, sometimes two, sometimes not at the root.
  private void options() {
    int records = 1 + random.nextInt(2);
    set(11, records);
    for (int i = 0; i < records; i++) {
      if (random.nextInt(6) == 0) put(1, 'x');
      put(0, 0, RecordType.OPT, random.nextInt(256), random.nextInt(256));
      put(random.nextInt(3) == 0 ? random.nextInt(256) : 0);
      put(random.nextInt(4) == 0 ? random.nextInt(256) : 0);
      put(random.nextInt(256), random.nextInt(256));
      int lengthAt = length;
      put(0, 0);
      for (int n = random.nextInt(4); n > 0; n--) {
        int size = random.nextInt(random.nextInt(8) == 0 ? 300 : 40);
        int said = random.nextInt(6) == 0 ? random.nextInt(300) : size;
        put(0, random.nextInt(20), said >> 8, said & 0xff);
        append(size);
      }
      int size = random.nextInt(8) == 0 ? random.nextInt(600) : length - lengthAt - 2;
      set(lengthAt, size >> 8);
      set(lengthAt + 1, size & 0xff);
    }
  }

  /// Names at and beyond the bounds of 63, 127 labels and 255 bytes.
  private void longName() {
    length = Math.min(12, length);
    int label = random.nextBoolean() ? 1 : 1 + random.nextInt(64);
    int total = 240 + random.nextInt(30);
    for (int at = 0; at + 1 + label < total; at += 1 + label) {
      put(label);
      for (int i = 0; i < label; i++) put(random.nextInt(3) == 0 ? random.nextInt(256) : 'x');
    }
    put(0, 0, RecordType.A, 0, 1);
  }

  private void question() {
    int at = 12;
    while (at < length && bytes[at] > 0) at += 1 + bytes[at];
    set(at + 1, random.nextInt(3));
    set(at + 2, random.nextInt(256));
    set(at + 3, random.nextInt(3) == 0 ? random.nextInt(256) : 0);
    set(at + 4, random.nextInt(6));
  }

  private void splice() {
    byte[] other = valid.get(random.nextInt(valid.size()));
    int from = random.nextInt(other.length);
    length = random.nextInt(length + 1);
    int count = Math.min(other.length - from, BYTES_MAX - length);
    System.arraycopy(other, from, bytes, length, count);
    length += count;
  }

  private void mixCase() {
    for (int i = 12; i < length; i++) {
      boolean letter = bytes[i] >= 'a' && bytes[i] <= 'z';
      if (letter && random.nextBoolean()) bytes[i] = (byte) (bytes[i] - 0x20);
    }
  }

  /// The packet as hexadecimal text, for messages.
  String hex() {
    return HexFormat.of().formatHex(Arrays.copyOf(bytes, length));
  }
}
