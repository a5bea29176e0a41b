package dev.roster.core.wire;

import java.util.Optional;

/// Where names stand in the data of types that have no case in [RecordData]. Other servers compress
/// them, so they are written out when such a record is read (RFC 3597 section 4); they are never
/// compressed here.
///
/// @param fixed bytes before the first name
/// @param strings character strings between those and the first name
/// @param names one behind the other
/// @param open whether bytes may follow the last name
record EmbeddedNames(int fixed, int strings, int names, boolean open) {
  private static final EmbeddedNames ONE = new EmbeddedNames(0, 0, 1, false);
  private static final EmbeddedNames TWO = new EmbeddedNames(0, 0, 2, false);
  private static final EmbeddedNames ONE_PREFERRED = new EmbeddedNames(2, 0, 1, false);
  private static final EmbeddedNames SIGNATURE = new EmbeddedNames(18, 0, 1, true);
  private static final EmbeddedNames ONE_THEN_MORE = new EmbeddedNames(0, 0, 1, true);

  /// The layout of a type; empty for types without names, and for those that nobody knows.
  static Optional<EmbeddedNames> of(int type) {
    return switch (type) {
      // MD, MF, MB, MG, MR, NSAP-PTR, DNAME
      case 3, 4, 7, 8, 9, 23, RecordType.DNAME -> Optional.of(ONE);
      // MINFO, RP, TALINK
      case 14, 17, 58 -> Optional.of(TWO);
      // AFSDB, RT, KX, LP
      case 18, 21, 36, 107 -> Optional.of(ONE_PREFERRED);
      // PX
      case 26 -> Optional.of(new EmbeddedNames(2, 0, 2, false));
      // SIG
      case 24, RecordType.RRSIG -> Optional.of(SIGNATURE);
      // NXT
      case 30, RecordType.NSEC -> Optional.of(ONE_THEN_MORE);
      case RecordType.NAPTR -> Optional.of(new EmbeddedNames(4, 3, 1, false));
      case RecordType.SVCB, RecordType.HTTPS -> Optional.of(new EmbeddedNames(2, 0, 1, true));
      default -> Optional.empty();
    };
  }
}
