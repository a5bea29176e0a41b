package dev.roster.core.wire;

import dev.roster.core.names.Name;
import dev.roster.core.wire.RecordData.Address;
import dev.roster.core.wire.RecordData.Cname;
import dev.roster.core.wire.RecordData.Mx;
import dev.roster.core.wire.RecordData.Ns;
import dev.roster.core.wire.RecordData.Ptr;
import dev.roster.core.wire.RecordData.Soa;
import dev.roster.core.wire.RecordData.Srv;
import dev.roster.core.wire.RecordData.Txt;
import dev.roster.core.wire.RecordData.Unknown;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes one message after the other into a buffer that grows to a bound, with name compression.
///
/// Names are compressed as CoreDNS does it, because that decides what fits: case-sensitively; in
/// owner names and in the data of CNAME, NS, PTR, MX and SOA alone, so never in SRV (RFC 3597
/// section 4); later names may point into any earlier one, SRV targets too; a pointer reaches the
/// first 16,384 bytes (RFC 1035 section 4.1.4).
public final class MessageWriter {
  /// Offsets below this can be pointed to.
  public static final int POINTER_TARGET_MAX = 0x4000;

  private static final int BYTES_FIRST = 512;
  private static final int SUFFIXES_FIRST = 256;

  private final int bytesMax;
  private byte[] bytes;
  private int at;
  private boolean overflow;
  private boolean compresses = true;

  /// Open addressing, from a suffix' hash to its offset; 0 is empty, the header has no names.
  private int[] suffixes = new int[SUFFIXES_FIRST];

  private int suffixCount;
  private int[] pointers = new int[16];
  private int pointerCount;

  /// A writer of messages of at most this many bytes.
  public MessageWriter(int bytesMax) {
    this.bytesMax = bytesMax;
    this.bytes = new byte[Math.min(BYTES_FIRST, bytesMax)];
  }

  /// Starts a message with a header whose counts are set by [#counts].
  public void begin(int id, int flags) {
    at = 0;
    overflow = false;
    Arrays.fill(suffixes, 0);
    suffixCount = 0;
    pointerCount = 0;
    u16(id);
    u16(flags);
    u32(0);
    u32(0);
  }

  /// Whether names are compressed from now on, in this message and the next ones; at first they
  /// are.
  public void compress(boolean wanted) {
    compresses = wanted;
  }

  /// Writes a question; it must fit.
  public void question(Name name, int type, int qclass) {
    name(name, true);
    u16(type);
    u16(qclass);
  }

  /// Appends a record. Returns false and leaves the message as it was where it would pass `limit`
  /// (or the writer's bound); nothing with names may be appended then.
  public boolean record(ResourceRecord record, int limit) {
    int start = at;
    int pointersBefore = pointerCount;
    name(record.owner(), true);
    u16(record.type());
    u16(record.recordClass());
    u32(record.ttlSeconds());
    int lengthAt = at;
    u16(0);
    data(record.data());
    if (overflow || at > Math.min(limit, bytesMax) || at - lengthAt - 2 > 0xffff) {
      at = start;
      pointerCount = pointersBefore;
      overflow = false;
      return false;
    }
    set16(lengthAt, at - lengthAt - 2);
    return true;
  }

  /// Appends an OPT record with the upper bits of an rcode; it must fit.
  public void opt(Edns edns, int rcode) {
    u8(0);
    u16(RecordType.OPT);
    u16(edns.udpSize());
    u8(rcode >> 4);
    u8(edns.version());
    u16(edns.dnssecOk() ? Flags.DO : 0);
    u16(optionBytes(edns));
    for (Edns.Option option : edns.options()) {
      u16(option.code());
      u16(option.bytes().length);
      raw(option.bytes());
    }
  }

  /// Bytes of an OPT record.
  public static int optBytes(Edns edns) {
    return 11 + optionBytes(edns);
  }

  private static int optionBytes(Edns edns) {
    int length = 0;
    for (Edns.Option option : edns.options()) length += 4 + option.bytes().length;
    return length;
  }

  /// Sets the header's counts.
  public void counts(int questions, int answers, int authorities, int additionals) {
    set16(4, questions);
    set16(6, answers);
    set16(8, authorities);
    set16(10, additionals);
  }

  /// Sets flags in the header.
  public void addFlags(int flags) {
    set16(2, Names.u16(bytes, 2) | flags);
  }

  /// Bytes written.
  public int length() {
    return at;
  }

  /// The buffer; its first [#length] bytes are the message. Changes with the next one.
  public byte[] buffer() {
    return bytes;
  }

  /// How many compression pointers were written.
  public int pointerCount() {
    return pointerCount;
  }

  /// Where the `index`-th pointer stands.
  public int pointerAt(int index) {
    return pointers[index];
  }

  private void data(RecordData data) {
    switch (data) {
      case Address(var address) -> {
        if (room(address.length())) at = address.writeTo(bytes, at);
      }
      case Cname(var target) -> name(target, true);
      case Ns(var host) -> name(host, true);
      case Ptr(var target) -> name(target, true);
      case Srv srv -> {
        u16(srv.priority());
        u16(srv.weight());
        u16(srv.port());
        name(srv.target(), false);
      }
      case Mx(var preference, var exchange) -> {
        u16(preference);
        name(exchange, true);
      }
      case Txt(var strings) -> {
        for (String string : strings) {
          byte[] latin = string.getBytes(StandardCharsets.ISO_8859_1);
          int length = Math.min(latin.length, 255);
          u8(length);
          for (int i = 0; i < length; i++) u8(latin[i]);
        }
      }
      case Soa soa -> {
        name(soa.mname(), true);
        name(soa.rname(), true);
        u32(soa.serial());
        u32(soa.refresh());
        u32(soa.retry());
        u32(soa.expire());
        u32(soa.minimum());
      }
      case Unknown unknown -> raw(unknown.bytes());
    }
  }

  /// Writes a name; each suffix that is new can be pointed to later, whether or not this name may
  /// itself be compressed.
  private void name(Name name, boolean compress) {
    if (2 * (suffixCount + name.labelCount()) > suffixes.length) growSuffixes();
    for (int from = 0; name.wireByte(from) != 0; from += 1 + name.wireByte(from)) {
      int slot = slotOf(name, from);
      int there = suffixes[slot];
      if (there != 0) {
        if (compress && compresses) {
          pointer(there);
          return;
        }
      } else if (at < POINTER_TARGET_MAX) {
        suffixes[slot] = at;
        suffixCount++;
      }
      int label = 1 + name.wireByte(from);
      if (!room(label)) return;
      for (int i = 0; i < label; i++) bytes[at++] = name.wireByte(from + i);
    }
    u8(0);
  }

  private void pointer(int target) {
    if (pointerCount == pointers.length) pointers = Arrays.copyOf(pointers, 2 * pointerCount);
    pointers[pointerCount++] = at;
    u16(0xc000 | target);
  }

  /// Only between names: each suffix that is held can then be read back.
  private void growSuffixes() {
    int[] old = suffixes;
    suffixes = new int[4 * old.length];
    for (int offset : old) {
      if (offset == 0) continue;
      int slot = hashOfWritten(offset) & suffixes.length - 1;
      while (suffixes[slot] != 0) slot = slot + 1 & suffixes.length - 1;
      suffixes[slot] = offset;
    }
  }

  /// The slot that holds this suffix, or the free one for it.
  private int slotOf(Name name, int from) {
    int slot = hashOf(name, from) & suffixes.length - 1;
    while (suffixes[slot] != 0 && !isWrittenAt(suffixes[slot], name, from)) {
      slot = slot + 1 & suffixes.length - 1;
    }
    return slot;
  }

  private static int hashOf(Name name, int from) {
    int hash = 0;
    for (int i = from; i < name.wireLength(); i++) hash = 31 * hash + name.wireByte(i);
    return hash ^ hash >>> 15;
  }

  private int hashOfWritten(int offset) {
    int hash = 0;
    int here = offset;
    while (true) {
      int label = bytes[here] & 0xff;
      if (label >= 0xc0) {
        here = Names.u16(bytes, here) & 0x3fff;
        continue;
      }
      for (int i = 0; i <= label; i++) hash = 31 * hash + bytes[here + i];
      if (label == 0) return hash ^ hash >>> 15;
      here += 1 + label;
    }
  }

  /// Whether the name written at `offset` equals the suffix, letter case included. A name that is
  /// being written ends where nothing is written yet and so equals nothing longer.
  private boolean isWrittenAt(int offset, Name name, int from) {
    int here = offset;
    int there = from;
    while (true) {
      if (here >= at) return false;
      int label = bytes[here] & 0xff;
      if (label >= 0xc0) {
        here = Names.u16(bytes, here) & 0x3fff;
        continue;
      }
      for (int i = 0; i <= label; i++) {
        if (bytes[here + i] != name.wireByte(there + i)) return false;
      }
      if (label == 0) return true;
      here += 1 + label;
      there += 1 + label;
    }
  }

  private void raw(byte[] source) {
    if (!room(source.length)) return;
    System.arraycopy(source, 0, bytes, at, source.length);
    at += source.length;
  }

  private void u8(int value) {
    if (room(1)) bytes[at++] = (byte) value;
  }

  private void u16(int value) {
    if (!room(2)) return;
    set16(at, value);
    at += 2;
  }

  private void u32(long value) {
    if (!room(4)) return;
    set16(at, (int) (value >>> 16));
    set16(at + 2, (int) value);
    at += 4;
  }

  private void set16(int where, int value) {
    bytes[where] = (byte) (value >> 8);
    bytes[where + 1] = (byte) value;
  }

  /// Whether `count` more bytes have room; the buffer grows, up to the bound.
  private boolean room(int count) {
    if (at + count <= bytes.length) return !overflow;
    if (overflow || at + count > bytesMax) {
      overflow = true;
      return false;
    }
    bytes = Arrays.copyOf(bytes, Math.min(bytesMax, Math.max(at + count, 2 * bytes.length)));
    return true;
  }
}
