package dev.roster.dns.corefile;

/// `minimal`: answers with data carry nothing else.
public record MinimalConfig() implements DirectiveConfig {
  @Override
  public String directive() {
    return "minimal";
  }

  static MinimalConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    words.next();
    if (words.nextOnLine()) throw words.refuse("minimal has no arguments");
    return new MinimalConfig();
  }
}
