package dev.roster.dns.corefile;

/// `any`: a question for all types of a name gets one small answer (RFC 8482).
public record AnyConfig() implements DirectiveConfig {
  @Override
  public String directive() {
    return "any";
  }

  static AnyConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    words.next();
    if (words.nextOnLine()) throw words.refuse("any has no arguments");
    return new AnyConfig();
  }
}
