package dev.roster.dns.corefile;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// A directive that is read as CoreDNS reads it, so that the same files are refused, and that
/// Roster does not act on: `debug`, `pprof`, `trace`, `dnstap`. A note says so.
public record IdleConfig(String directive) implements DirectiveConfig {
  private static final List<String> TRACE =
      List.of(
          "every",
          "service",
          "client_server",
          "datadog_analytics_rate",
          "zipkin_max_backlog_size",
          "zipkin_max_batch_size",
          "zipkin_max_batch_interval");

  private static IdleConfig idle(String directive, Token word, BlockContext block, String why) {
    block.noteNotActedOn(word.position(), directive, why);
    return new IdleConfig(directive);
  }

  static IdleConfig debug(TokenCursor words, BlockContext block) throws Refusal {
    Token first = Token.NONE;
    while (words.next()) {
      first = words.token();
      if (words.nextOnLine()) throw words.refuse("debug has no arguments");
    }
    return idle("debug", first, block, "a failure never ends the process and is always logged");
  }

  static IdleConfig pprof(TokenCursor words, BlockContext block) throws Refusal {
    Token first = Token.NONE;
    int times = 0;
    while (words.next()) {
      if (times++ > 0) throw words.refuse("pprof stands twice in this server block");
      first = words.token();
      List<Token> arguments = words.arguments();
      if (arguments.size() > 1) throw words.refuseCount("pprof", "ADDRESS:PORT", arguments);
      if (arguments.size() == 1) HealthConfig.address(words, "pprof");
      while (words.nextInBlock()) {
        if (!words.text().equals("block")) throw words.refuseProperty("pprof", List.of("block"));
        List<Token> values = words.arguments();
        if (values.size() > 1) throw words.refuseCount("block", "one number", values);
        if (values.size() == 1) number(words, "block");
      }
    }
    return idle("pprof", first, block, "profiles of the JVM are made with jcmd and JFR");
  }

  static IdleConfig trace(TokenCursor words, BlockContext block) throws Refusal {
    Token first = Token.NONE;
    while (words.next()) {
      first = words.token();
      List<Token> arguments = words.arguments();
      if (arguments.size() > 2) throw words.refuseCount("trace", "[KIND] [ENDPOINT]", arguments);
      if (arguments.size() == 2) {
        String kind = arguments.getFirst().text().toLowerCase(Locale.ROOT);
        if (!kind.equals("zipkin") && !kind.equals("datadog")) {
          throw words.refuse("trace has no kind \"" + kind + "\" (expected: zipkin, datadog)");
        }
      }
      while (words.nextInBlock()) traceProperty(words);
    }
    return idle("trace", first, block, "nothing is sent to a collector");
  }

  private static void traceProperty(TokenCursor words) throws Refusal {
    String property = words.text();
    if (!TRACE.contains(property)) throw words.refuseProperty("trace", TRACE);
    List<Token> values = words.arguments();
    boolean optional =
        property.equals("client_server") || property.equals("datadog_analytics_rate");
    if (values.size() > 1 || (values.isEmpty() && !optional)) {
      throw words.refuseCount(property, "one value", values);
    }
    if (values.isEmpty()) return;
    switch (property) {
      case "every" -> {
        if (number(words, property) < 0) throw words.refuse("every is negative");
      }
      case "client_server" -> {
        if (!List.of(
                "1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False")
            .contains(words.text())) {
          throw words.refuse(property + " is \"" + words.text() + "\" (expected: true, false)");
        }
      }
      case "datadog_analytics_rate" -> {
        OptionalDouble rate = GoValues.decimal(words.text());
        if (rate.isEmpty() || rate.getAsDouble() < 0 || rate.getAsDouble() > 1) {
          throw words.refuse(property + " is \"" + words.text() + "\" (expected: 0..1)");
        }
      }
      case "zipkin_max_batch_interval" -> {
        if (GoValues.duration(words.text()).isEmpty()) {
          throw words.refuse(property + " is \"" + words.text() + "\" (expected: 1s)");
        }
      }
      case "service" -> {}
      default -> number(words, property);
    }
  }

  static IdleConfig dnstap(TokenCursor words, BlockContext block) throws Refusal {
    Token first = Token.NONE;
    while (words.next()) {
      first = words.token();
      List<Token> arguments = words.arguments();
      boolean listens = !arguments.isEmpty() && arguments.getFirst().text().equals("listen");
      if (listens) arguments = arguments.subList(1, arguments.size());
      if (arguments.isEmpty()) throw words.refuse("dnstap needs an endpoint");
      if (arguments.size() >= 3) bounded(arguments.get(2), "the write buffer", 1024);
      if (arguments.size() >= 4) bounded(arguments.get(3), "the queue", 4096);
      while (words.nextInBlock()) dnstapProperty(words, listens);
    }
    return idle("dnstap", first, block, "no messages are sent to a collector");
  }

  private static void dnstapProperty(TokenCursor words, boolean listens) throws Refusal {
    String property = words.text();
    switch (property) {
      case "skipverify" -> {}
      case "tls" -> {
        if (!listens) throw words.refuse("tls is for dnstap listen alone");
        List<Token> files = words.arguments();
        if (files.size() < 2) throw words.refuseCount("tls", "CERTIFICATE KEY [CA]", files);
      }
      case "identity", "version", "extra" -> {
        if (!words.nextOnLine()) throw words.refuse(property + " needs a value");
      }
      default ->
          throw words.refuseProperty(
              "dnstap", List.of("skipverify", "tls", "identity", "version", "extra"));
    }
  }

  private static void bounded(Token word, String what, int max) throws Refusal {
    OptionalLong number = GoValues.integer(word.text());
    if (number.isEmpty() || number.getAsLong() < 1 || number.getAsLong() > max) {
      throw new Refusal(
          word.position(), what + " is \"" + word.text() + "\" (expected: 1.." + max + ")");
    }
  }

  private static long number(TokenCursor words, String property) throws Refusal {
    Optional<Long> number = GoValues.integer(words.text()).stream().boxed().findFirst();
    return number.orElseThrow(
        () -> words.refuse(property + " is \"" + words.text() + "\" (expected: a number)"));
  }
}
