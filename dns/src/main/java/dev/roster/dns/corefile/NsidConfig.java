package dev.roster.dns.corefile;

import java.util.List;
import java.util.Optional;

/// `nsid [TEXT...]`: the server's identifier for clients that ask for it (RFC 5001).
///
/// @param text empty: the name of the machine
public record NsidConfig(Optional<String> text) implements DirectiveConfig {
  @Override
  public String directive() {
    return "nsid";
  }

  static NsidConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    Optional<String> text = Optional.empty();
    int times = 0;
    while (words.next()) {
      if (times++ > 0) throw words.refuse("nsid stands twice in this server block");
      List<Token> arguments = words.arguments();
      if (!arguments.isEmpty()) {
        text = Optional.of(String.join(" ", arguments.stream().map(Token::text).toList()));
      }
    }
    return new NsidConfig(text);
  }
}
