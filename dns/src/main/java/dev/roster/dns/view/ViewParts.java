package dev.roster.dns.view;

import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.view.ViewNode.Constant;
import dev.roster.dns.view.ViewNode.Sort;
import java.util.List;

/// Elements of lists, parts of lists and of texts: `list[0]`, `list[-1]`, `text[1:3]`.
final class ViewParts {
  /// Where a part begins that names no begin.
  static final ViewNode BEGIN = new Constant(Sort.INT, 0L);

  /// Where a part ends that names no end.
  static final ViewNode END = new Constant(Sort.INT, Long.MAX_VALUE);

  private ViewParts() {}

  /// One element; negative numbers count from the end. Failed where there is none.
  static ViewNode element(ViewNode list, ViewNode index) throws WrongExpression {
    check(list.type.is(Sort.LIST) && index.type.is(Sort.INT), list);
    return new ViewNode(list.elements) {
      @Override
      Object value(Packet packet) {
        long at = index.whole(packet);
        if (list.value(packet) instanceof List<?> values) {
          long from = at < 0 ? values.size() + at : at;
          if (from >= 0 && from < values.size()) return values.get((int) from);
        }
        throw new ViewNode.Failed("no such element");
      }
    };
  }

  /// What stands from one place up to another one, that not included. Negative numbers count from
  /// the end, and what reaches beyond an end stops there.
  static ViewNode slice(ViewNode of, ViewNode from, ViewNode to) throws WrongExpression {
    boolean text = of.type == Sort.STRING;
    check((text || of.type.is(Sort.LIST)) && from.type.is(Sort.INT) && to.type.is(Sort.INT), of);
    return new ViewNode(of.type, of.elements) {
      @Override
      Object value(Packet packet) {
        Object whole = of.value(packet);
        return switch (whole) {
          case String string -> {
            int end = place(to.whole(packet), string.length());
            yield string.substring(Math.min(place(from.whole(packet), string.length()), end), end);
          }
          case List<?> list -> {
            int end = place(to.whole(packet), list.size());
            yield list.subList(Math.min(place(from.whole(packet), list.size()), end), end);
          }
          default -> throw new ViewNode.Failed("no part of what is no list");
        };
      }
    };
  }

  private static int place(long at, int length) {
    return Math.clamp(at < 0 ? length + at : at, 0, length);
  }

  private static void check(boolean right, ViewNode of) throws WrongExpression {
    if (!right) {
      throw new WrongExpression("[ ] does not go with " + ViewOperators.name(of.type));
    }
  }
}
