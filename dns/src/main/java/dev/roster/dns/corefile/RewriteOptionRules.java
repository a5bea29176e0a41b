package dev.roster.dns.corefile;

import dev.roster.dns.corefile.RewriteRule.Action;
import dev.roster.dns.corefile.RewriteRule.Content;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/// Reads the rules of `rewrite` for EDNS options: `edns0 local|nsid|subnet ACTION ... [revert]`.
final class RewriteOptionRules {
  private static final Set<String> VARIABLES =
      Set.of("qname", "qtype", "client_ip", "client_port", "protocol", "server_ip", "server_port");

  private RewriteOptionRules() {}

  static RewriteRule option(TokenCursor words, boolean goesOn, List<Token> rest) throws Refusal {
    if (rest.size() < 2) {
      throw words.refuseCount("rewrite edns0", "local|nsid|subnet ACTION ...", rest);
    }
    Token kind = rest.get(0);
    Action action = action(rest.get(1));
    boolean unset = action == Action.UNSET;
    boolean revert = !unset && rest.getLast().text().equals("revert");
    List<Token> values = rest.subList(2, revert ? rest.size() - 1 : Math.max(2, rest.size()));
    Content content =
        switch (RewriteConfig.lower(kind)) {
          case "local" -> {
            RewriteConfig.count(
                words, "edns0 local", values, unset ? 1 : 2, unset ? 1 : 2, "CODE [DATA]");
            int code = (int) number(values.getFirst(), 0xffff);
            yield unset ? new Content.Local(code, new byte[0]) : local(code, values.get(1));
          }
          case "nsid" -> {
            RewriteConfig.count(words, "edns0 nsid", values, 0, 0, "nothing");
            yield new Content.Nsid();
          }
          case "subnet" -> {
            RewriteConfig.count(
                words, "edns0 subnet", values, unset ? 0 : 2, unset ? 0 : 2, "BITS4 BITS6");
            yield unset
                ? new Content.Subnet(0, 0)
                : new Content.Subnet(
                    (int) number(values.get(0), 32), (int) number(values.get(1), 128));
          }
          default ->
              throw new Refusal(
                  kind.position(), "\"" + kind.text() + "\" (expected: local, nsid or subnet)");
        };
    return new RewriteRule.Option(goesOn, action, content, revert);
  }

  private static Action action(Token word) throws Refusal {
    return switch (RewriteConfig.lower(word)) {
      case "append" -> Action.APPEND;
      case "replace" -> Action.REPLACE;
      case "set" -> Action.SET;
      case "unset" -> Action.UNSET;
      default ->
          throw new Refusal(
              word.position(), "\"" + word.text() + "\" (expected: set, append, replace or unset)");
    };
  }

  private static Content local(int code, Token data) throws Refusal {
    String text = data.text();
    if (text.startsWith("{") && text.endsWith("}") && text.length() > 1) {
      String name = text.substring(1, text.length() - 1);
      if (!VARIABLES.contains(name) && !isLabel(name)) {
        throw new Refusal(
            data.position(), "there is no variable \"" + text + "\"", "{qname}, {client_ip}, ...");
      }
      return new Content.Variable(code, name);
    }
    if (!text.startsWith("0x")) {
      return new Content.Local(code, text.getBytes(StandardCharsets.UTF_8));
    }
    try {
      return new Content.Local(code, HexFormat.of().parseHex(text.substring(2)));
    } catch (IllegalArgumentException _) {
      throw new Refusal(data.position(), "\"" + text + "\" is not hexadecimal");
    }
  }

  /// Whether it looks like the label of a metadata value: something on both sides of a slash.
  private static boolean isLabel(String name) {
    int slash = name.indexOf('/');
    return slash > 0 && slash < name.length() - 1;
  }

  /// As Go reads numbers of any base: decimal, `0x`, `0o`, `0b`, and octal behind a zero.
  private static long number(Token word, long max) throws Refusal {
    OptionalLong number = number(word.text());
    if (number.isPresent() && number.getAsLong() >= 0 && number.getAsLong() <= max) {
      return number.getAsLong();
    }
    throw new Refusal(word.position(), "\"" + word.text() + "\" (expected: 0.." + max + ")");
  }

  private static OptionalLong number(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    int base = 10;
    String digits = lower;
    if (lower.startsWith("0x")) base = 16;
    else if (lower.startsWith("0b")) base = 2;
    else if (lower.startsWith("0o")) base = 8;
    if (base != 10) {
      digits = lower.substring(2);
    } else if (lower.length() > 1 && lower.startsWith("0")) {
      base = 8;
      digits = lower.substring(1);
    }
    if (digits.isEmpty() || digits.length() > 20 || !Character.isLetterOrDigit(digits.charAt(0))) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(digits, base));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }
}
