package dev.roster.dns.pipeline;

import java.util.Arrays;

/// What the directives change on one packet's reply. One a worker, cleared for each packet; plain
/// fields, so that nothing is allocated.
public final class Patch {
  /// Whether answers start at a random member.
  public boolean rotate;

  /// The UDP size of the client counts as at most this; the OPT record says so too.
  public int udpSizeMax;

  /// Header flags to set, after all else.
  public int flagsSet;

  /// Header flags to clear, before [#flagsSet].
  public int flagsClear;

  /// Whether a record set that does not fit is left out as a whole, and additional records without
  /// a word (RFC 2181 section 9); else records one by one, each with TC, as CoreDNS does.
  public boolean wholeSets;

  /// The name server's identifier for clients that ask for it (RFC 5001); empty: their option goes
  /// back as it came.
  public byte[] nsid = NO_BYTES;

  /// What a client's cookie is answered with (RFC 7873): its own 8 bytes and the server's; only the
  /// first [#cookieLength].
  public final byte[] cookie = new byte[COOKIE_BYTES_MAX];

  /// Bytes of the cookie; 0: the client's option goes back as it came.
  public int cookieLength;

  /// The payload size of an OPT record that the request does not have; 0: nobody gave it one.
  int addedUdpSize;

  /// Bytes of a cookie (RFC 7873 section 4), at most.
  public static final int COOKIE_BYTES_MAX = 40;

  /// The empty array.
  public static final byte[] NO_BYTES = {};

  /// Back to: nothing is changed.
  public void clear() {
    rotate = false;
    wholeSets = false;
    udpSizeMax = 0xffff;
    flagsSet = 0;
    flagsClear = 0;
    nsid = NO_BYTES;
    addedUdpSize = 0;
    cookieLength = 0;
  }

  @Override
  public String toString() {
    return "rotate " + rotate + ", size " + udpSizeMax + ", nsid " + Arrays.toString(nsid);
  }
}
