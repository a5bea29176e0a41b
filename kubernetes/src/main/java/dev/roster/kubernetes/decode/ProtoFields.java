package dev.roster.kubernetes.decode;

/// Walks the fields of protobuf messages that stand in an array, without making anything of those
/// that nobody asks for.
///
/// Every message in it ends where its length says, and no field reaches over that end. Messages are
/// entered one by one, by name: what is skipped is not looked into, so no nesting is too deep.
final class ProtoFields {
  // Wire types.
  static final int VARINT = 0;
  static final int EIGHT_BYTES = 1;
  static final int BYTES = 2;
  static final int FOUR_BYTES = 5;

  private final Texts texts;
  private byte[] bytes = {};
  private int at;
  private int end;
  private int wire;
  private long base;
  private String place = "";

  ProtoFields(Texts texts) {
    this.texts = texts;
  }

  /// Begins with the message in a part of an array.
  ///
  /// @param base where the array's begin stands in the body
  /// @param place what it is, for faults
  void over(byte[] bytes, int from, int to, long base, String place) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
    this.base = base;
    this.place = place;
  }

  /// Steps to the next field of the message.
  ///
  /// @return its number; 0 at the end of the message
  int next() throws MalformedBodyException {
    if (at == end) return 0;
    long tag = varint();
    wire = (int) tag & 7;
    long field = tag >>> 3;
    if (field == 0 || field > Integer.MAX_VALUE) throw malformed("no field has number " + field);
    return (int) field;
  }

  /// Enters the message that the field is.
  ///
  /// @return for [#leave]
  int enter() throws MalformedBodyException {
    int length = length();
    int outer = end;
    end = at + length;
    return outer;
  }

  /// Leaves a message that was entered, and what is left of it.
  void leave(int outer) {
    at = end;
    end = outer;
  }

  /// Where reading stands, to come back to with [#rewind].
  int mark() {
    return at;
  }

  /// Goes back to a mark in the same message.
  void rewind(int mark) {
    at = mark;
  }

  /// The field's text.
  String text() throws MalformedBodyException {
    int length = length();
    at += length;
    return Texts.plain(bytes, at - length, length);
  }

  /// The field's text, one instance of equal ones.
  String shared() throws MalformedBodyException {
    int length = length();
    at += length;
    return texts.shared(bytes, at - length, length);
  }

  /// Whether the field's text is exactly this one of ASCII characters.
  boolean is(String text) throws MalformedBodyException {
    int length = length();
    at += length;
    if (length != text.length()) return false;
    for (int i = 0; i < length; i++) if (bytes[at - length + i] != text.charAt(i)) return false;
    return true;
  }

  /// The field's number.
  long number() throws MalformedBodyException {
    if (wire != VARINT) throw malformed("a field is no number");
    return varint();
  }

  /// Passes over the field.
  void skip() throws MalformedBodyException {
    switch (wire) {
      case VARINT -> varint();
      case EIGHT_BYTES -> step(8);
      case BYTES -> step(length());
      case FOUR_BYTES -> step(4);
      default -> throw malformed("no field has wire type " + wire);
    }
  }

  /// Passes over these bytes if they come next.
  boolean skipIfNext(byte[] expected) {
    if (end - at < expected.length) return false;
    for (int i = 0; i < expected.length; i++) if (bytes[at + i] != expected[i]) return false;
    at += expected.length;
    return true;
  }

  /// What is wrong, where reading stands.
  MalformedBodyException malformed(String why) {
    return new MalformedBodyException(base + at, place, why);
  }

  private void step(int count) throws MalformedBodyException {
    if (count > end - at) throw malformed("a field ends behind its message");
    at += count;
  }

  /// The length of a field of bytes, all of which are there.
  private int length() throws MalformedBodyException {
    if (wire != BYTES) throw malformed("a field is no text and no message");
    long length = varint();
    if (length < 0 || length > end - at) throw malformed("a field ends behind its message");
    return (int) length;
  }

  /// Nearly all are of one byte; the others are read elsewhere, lest the loop be compiled into all
  /// who read a number.
  private long varint() throws MalformedBodyException {
    if (at < end && bytes[at] >= 0) return bytes[at++];
    return longVarint();
  }

  private long longVarint() throws MalformedBodyException {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at == end) throw malformed("a number ends behind its message");
      byte part = bytes[at++];
      value |= (long) (part & 0x7f) << shift;
      if (part >= 0) return value;
    }
    throw malformed("a number is longer than 10 bytes");
  }
}
