package dev.roster.dns.view;

import dev.roster.dns.pipeline.Packet;
import java.util.ArrayList;
import java.util.List;

/// A part of an expression, which has a value for each packet: a `Boolean`, a `Long`, a `Double`, a
/// `String`, a `List`, a [Span] or [#NIL]. What is often asked for truth or a number gives it
/// without making an object.
abstract class ViewNode {
  /// Numbers of a range that become a list.
  static final int LISTED_MAX = 10_000;

  /// The value that nothing else equals.
  static final Object NIL = new Object();

  /// Kinds of values, as far as they are known before a packet is there.
  enum Sort {
    BOOL,
    INT,
    FLOAT,
    STRING,
    LIST,
    NIL,
    /// Known with the packet alone.
    ANY;

    boolean isNumber() {
      return this == INT || this == FLOAT || this == ANY;
    }

    boolean is(Sort other) {
      return this == other || this == ANY;
    }
  }

  /// Whole numbers from one to another, both included.
  record Span(long from, long to) {
    boolean holds(Object value) {
      return value instanceof Long number && number >= from && number <= to;
    }

    long length() {
      return Math.max(0, to - from + 1);
    }

    /// All of them; failed where they are more than [#LISTED_MAX].
    List<Object> list() {
      if (length() > LISTED_MAX) throw new Failed("more than " + LISTED_MAX + " numbers");
      List<Object> all = new ArrayList<>();
      for (long number = from; number <= to; number++) all.add(number);
      return all;
    }
  }

  /// No value could be had; the view does not take the packet.
  static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failed(String why) {
      super(why, null, false, false);
    }
  }

  final Sort type;

  /// Of a list, the type of its elements.
  final Sort elements;

  ViewNode(Sort type) {
    this(type, Sort.ANY);
  }

  ViewNode(Sort type, Sort elements) {
    this.type = type;
    this.elements = elements;
  }

  abstract Object value(Packet packet);

  /// The value as truth: anything but true is false.
  boolean truth(Packet packet) {
    return value(packet).equals(true);
  }

  /// The value as a whole number.
  long whole(Packet packet) {
    if (value(packet) instanceof Long number) return number;
    throw new Failed("no whole number");
  }

  /// Whether it is the same for every packet.
  boolean isConstant() {
    return false;
  }

  /// A value that is the same for every packet.
  static final class Constant extends ViewNode {
    private final Object value;

    Constant(Sort type, Object value) {
      super(type);
      this.value = value;
    }

    @Override
    Object value(Packet packet) {
      return value;
    }

    @Override
    boolean isConstant() {
      return true;
    }
  }

  /// True or false, without an object.
  abstract static class Truth extends ViewNode {
    Truth() {
      super(Sort.BOOL);
    }

    @Override
    abstract boolean truth(Packet packet);

    @Override
    final Object value(Packet packet) {
      return truth(packet);
    }
  }

  /// A whole number, without an object.
  abstract static class Whole extends ViewNode {
    Whole() {
      super(Sort.INT);
    }

    @Override
    abstract long whole(Packet packet);

    @Override
    final Object value(Packet packet) {
      return whole(packet);
    }
  }

  /// Whether two values are the same; numbers by what they count.
  static boolean same(Object a, Object b) {
    if (a instanceof Number && b instanceof Number) return compare(a, b) == 0;
    return a.equals(b);
  }

  /// Negative, zero or positive.
  static int compare(Object a, Object b) {
    if (a instanceof Long x && b instanceof Long y) return Long.compare(x, y);
    if (a instanceof Number x && b instanceof Number y) {
      return Double.compare(x.doubleValue(), y.doubleValue());
    }
    if (a instanceof String x && b instanceof String y) return x.compareTo(y);
    throw new Failed("values that have no order");
  }
}
