package dev.roster.dns.view;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Network;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Mnemonics;
import dev.roster.core.wire.RecordType;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.view.ViewNode.Failed;
import dev.roster.dns.view.ViewNode.Sort;
import dev.roster.dns.view.ViewNode.Truth;
import dev.roster.dns.view.ViewNode.Whole;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/// The functions that expressions can call: those of CoreDNS's `view` about the packet, and the
/// common ones of its expression language.
final class ViewFunctions {
  private static final int UDP_BYTES_MIN = 512;
  private static final int STREAM_BYTES_MAX = 65_535;

  /// How a function is called, and what makes the node of a call.
  private record Function1(
      List<Sort> arguments, int needed, Function<List<ViewNode>, ViewNode> node) {}

  private static final Map<String, Function1> TABLE =
      Map.ofEntries(
          Map.entry("type", none(_ -> new TypeText())),
          Map.entry("name", none(_ -> texts(packet -> packet.query().name().folded().toString()))),
          Map.entry(
              "class", none(_ -> texts(packet -> Mnemonics.classText(packet.query().qclass())))),
          Map.entry("proto", none(_ -> texts(packet -> packet.transport().proto()))),
          Map.entry("client_ip", none(_ -> new ClientAddress())),
          Map.entry("port", none(_ -> texts(packet -> Integer.toString(packet.sourcePort())))),
          Map.entry("server_ip", none(_ -> texts(Packet::serverAddress))),
          Map.entry("server_port", none(_ -> texts(Packet::serverPort))),
          Map.entry("size", none(_ -> whole(p -> p.query().end() - p.query().offset()))),
          Map.entry("id", none(_ -> whole(packet -> packet.query().id()))),
          Map.entry("opcode", none(_ -> whole(packet -> Flags.opcode(packet.query().flags())))),
          Map.entry("bufsize", none(_ -> whole(ViewFunctions::bufsize))),
          Map.entry("do", none(_ -> truth(packet -> packet.query().dnssecOk()))),
          Map.entry("metadata", of(List.of(Sort.STRING), 1, ViewFunctions::metadata)),
          Map.entry("incidr", of(List.of(Sort.STRING, Sort.STRING), 2, ViewFunctions::incidr)),
          Map.entry(
              "len",
              of(List.of(Sort.ANY), 1, args -> whole(p -> length(args.getFirst().value(p))))),
          Map.entry(
              "lower",
              of(
                  List.of(Sort.STRING),
                  1,
                  args -> texts(p -> text(args, 0, p).toLowerCase(Locale.ROOT)))),
          Map.entry(
              "upper",
              of(
                  List.of(Sort.STRING),
                  1,
                  args -> texts(p -> text(args, 0, p).toUpperCase(Locale.ROOT)))),
          Map.entry("trim", of(List.of(Sort.STRING, Sort.STRING), 1, ViewFunctions::trim)),
          Map.entry("trimPrefix", of(List.of(Sort.STRING, Sort.STRING), 2, ViewFunctions::after)),
          Map.entry("trimSuffix", of(List.of(Sort.STRING, Sort.STRING), 2, ViewFunctions::before)),
          Map.entry(
              "replace",
              of(
                  List.of(Sort.STRING, Sort.STRING, Sort.STRING),
                  3,
                  args ->
                      texts(p -> text(args, 0, p).replace(text(args, 1, p), text(args, 2, p))))),
          Map.entry(
              "indexOf",
              of(
                  List.of(Sort.STRING, Sort.STRING),
                  2,
                  args -> whole(p -> text(args, 0, p).indexOf(text(args, 1, p))))),
          Map.entry(
              "lastIndexOf",
              of(
                  List.of(Sort.STRING, Sort.STRING),
                  2,
                  args -> whole(p -> text(args, 0, p).lastIndexOf(text(args, 1, p))))),
          Map.entry(
              "hasPrefix",
              of(
                  List.of(Sort.STRING, Sort.STRING),
                  2,
                  args -> truth(p -> text(args, 0, p).startsWith(text(args, 1, p))))),
          Map.entry(
              "hasSuffix",
              of(
                  List.of(Sort.STRING, Sort.STRING),
                  2,
                  args -> truth(p -> text(args, 0, p).endsWith(text(args, 1, p))))),
          Map.entry("split", of(List.of(Sort.STRING, Sort.STRING), 2, ViewFunctions::split)),
          Map.entry(
              "int", of(List.of(Sort.ANY), 1, args -> whole(p -> toInt(args.getFirst().value(p))))),
          Map.entry(
              "string",
              of(
                  List.of(Sort.ANY),
                  1,
                  args -> texts(p -> String.valueOf(args.getFirst().value(p))))));

  private ViewFunctions() {}

  /// Whether a function has this name.
  static boolean has(String name) {
    return TABLE.containsKey(name);
  }

  /// The names of all.
  static List<String> names() {
    return TABLE.keySet().stream().sorted().toList();
  }

  /// The call of a function that [#has].
  static ViewNode call(String name, List<ViewNode> arguments) throws WrongExpression {
    Function1 function = Optional.ofNullable(TABLE.get(name)).orElseThrow();
    if (arguments.size() < function.needed || arguments.size() > function.arguments.size()) {
      throw new WrongExpression(
          name + "() has " + arguments.size() + " arguments (expected: " + function.needed + ")");
    }
    for (int i = 0; i < arguments.size(); i++) {
      Sort wanted = function.arguments.get(i);
      if (wanted == Sort.ANY || arguments.get(i).type.is(wanted)) continue;
      throw new WrongExpression(
          name
              + "() takes "
              + wanted.name().toLowerCase(Locale.ROOT)
              + " as argument "
              + (i + 1)
              + ", not "
              + arguments.get(i).type.name().toLowerCase(Locale.ROOT));
    }
    return function.node.apply(arguments);
  }

  private static Function1 none(Function<List<ViewNode>, ViewNode> node) {
    return of(List.of(), 0, node);
  }

  private static Function1 of(
      List<Sort> arguments, int needed, Function<List<ViewNode>, ViewNode> node) {
    return new Function1(arguments, needed, node);
  }

  /// The type that is asked, which is compared without a text.
  static final class TypeText extends ViewNode {
    TypeText() {
      super(Sort.STRING);
    }

    @Override
    Object value(Packet packet) {
      return RecordType.toText(packet.query().type());
    }

    /// Whether it is one of these.
    static ViewNode isOneOf(List<String> texts) {
      int[] types = new int[texts.size()];
      Arrays.setAll(types, i -> number(texts.get(i)));
      return ViewFunctions.truth(packet -> {
        int asked = packet.query().type();
        for (int type : types) if (type == asked) return true;
        return false;
      });
    }

    /// -1 for what no type is called.
    private static int number(String text) {
      int type = RecordType.parse(text).orElse(-1);
      return type >= 0 && RecordType.toText(type).equals(text) ? type : -1;
    }
  }

  /// The sender's address, which is looked for in networks without a text.
  static final class ClientAddress extends ViewNode {
    ClientAddress() {
      super(Sort.STRING);
    }

    @Override
    Object value(Packet packet) {
      return packet.source().toString();
    }
  }

  private static ViewNode incidr(List<ViewNode> arguments) {
    ViewNode address = arguments.getFirst();
    ViewNode cidr = arguments.get(1);
    if (address instanceof ClientAddress && cidr.isConstant()) {
      Optional<Network> network = constant(cidr).flatMap(ViewFunctions::network);
      return truth(packet -> {
        if (network.isEmpty()) throw new Failed("no CIDR");
        return packet.isFrom(network.get());
      });
    }
    return truth(packet -> {
      Network network = network(text(cidr, packet)).orElseThrow(() -> new Failed("no CIDR"));
      IpAddress of =
          IpAddress.parse(text(address, packet)).orElseThrow(() -> new Failed("no address"));
      return network.contains(of);
    });
  }

  private static Optional<Network> network(String text) {
    return text.indexOf('/') < 0 ? Optional.empty() : Network.parse(text);
  }

  private static ViewNode metadata(List<ViewNode> arguments) {
    return texts(packet -> packet.metadata(text(arguments, 0, packet)).orElse(""));
  }

  /// Without characters at both ends: those of the second argument, else white space.
  private static ViewNode trim(List<ViewNode> arguments) {
    if (arguments.size() == 1) return texts(p -> text(arguments, 0, p).strip());
    return texts(packet -> {
      String text = text(arguments, 0, packet);
      String cut = text(arguments, 1, packet);
      int from = 0;
      int to = text.length();
      while (from < to && cut.indexOf(text.charAt(from)) >= 0) from++;
      while (to > from && cut.indexOf(text.charAt(to - 1)) >= 0) to--;
      return text.substring(from, to);
    });
  }

  private static ViewNode after(List<ViewNode> arguments) {
    return texts(packet -> {
      String text = text(arguments, 0, packet);
      String prefix = text(arguments, 1, packet);
      return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    });
  }

  private static ViewNode before(List<ViewNode> arguments) {
    return texts(packet -> {
      String text = text(arguments, 0, packet);
      String suffix = text(arguments, 1, packet);
      return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
    });
  }

  private static ViewNode split(List<ViewNode> arguments) {
    return new ViewNode(Sort.LIST, Sort.STRING) {
      @Override
      Object value(Packet packet) {
        String by = Pattern.quote(text(arguments, 1, packet));
        return List.of(text(arguments, 0, packet).split(by, -1));
      }
    };
  }

  private static long bufsize(Packet packet) {
    return packet.transport().isStream()
        ? STREAM_BYTES_MAX
        : Math.max(UDP_BYTES_MIN, packet.query().udpSize());
  }

  private static long length(Object value) {
    return switch (value) {
      case String text -> text.codePointCount(0, text.length());
      case List<?> list -> list.size();
      case ViewNode.Span span -> span.length();
      default -> throw new Failed("len() of what has no length");
    };
  }

  private static long toInt(Object value) {
    try {
      return switch (value) {
        case Long number -> number;
        case Double number -> number.longValue();
        case String text -> Long.parseLong(text);
        default -> throw new Failed("int() of what is no number");
      };
    } catch (NumberFormatException e) {
      throw new Failed("int() of what is no number");
    }
  }

  private static String text(List<ViewNode> arguments, int index, Packet packet) {
    return text(arguments.get(index), packet);
  }

  /// The text of a constant; empty where it is none, so that it fails with each packet.
  static Optional<String> constant(ViewNode node) {
    try {
      return Optional.of(text(node, new Packet(1)));
    } catch (Failed _) {
      return Optional.empty();
    }
  }

  static String text(ViewNode node, Packet packet) {
    if (node.value(packet) instanceof String text) return text;
    throw new Failed("no text");
  }

  private static ViewNode texts(Function<Packet, String> of) {
    return new ViewNode(Sort.STRING) {
      @Override
      Object value(Packet packet) {
        return of.apply(packet);
      }
    };
  }

  private static ViewNode whole(ToLongFunction<Packet> of) {
    return new Whole() {
      @Override
      long whole(Packet packet) {
        return of.applyAsLong(packet);
      }
    };
  }

  static ViewNode truth(Predicate<Packet> of) {
    return new Truth() {
      @Override
      boolean truth(Packet packet) {
        return of.test(packet);
      }
    };
  }
}
