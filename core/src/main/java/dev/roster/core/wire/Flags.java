package dev.roster.core.wire;

/// The second 16 bits of a header (RFC 1035 section 4.1.1, RFC 4035 section 3.2).
public final class Flags {
  /// A response.
  public static final int QR = 0x8000;

  /// The opcode's bits; 0 is QUERY.
  public static final int OPCODE = 0x7800;

  /// The opcode of NOTIFY (RFC 1996).
  public static final int OPCODE_NOTIFY = 4;

  /// Authoritative answer.
  public static final int AA = 0x0400;

  /// Something was left out.
  public static final int TC = 0x0200;

  /// Recursion desired.
  public static final int RD = 0x0100;

  /// Recursion available.
  public static final int RA = 0x0080;

  /// Authentic data.
  public static final int AD = 0x0020;

  /// Checking disabled.
  public static final int CD = 0x0010;

  /// The lower four bits of the rcode.
  public static final int RCODE = 0x000f;

  /// DNSSEC OK, in the lower 16 bits of an OPT record's TTL (RFC 3225).
  public static final int DO = 0x8000;

  /// Bytes of a header.
  public static final int HEADER_BYTES = 12;

  private Flags() {}

  /// The opcode of a header's flags, 0..15.
  public static int opcode(int flags) {
    return (flags & OPCODE) >> 11;
  }
}
