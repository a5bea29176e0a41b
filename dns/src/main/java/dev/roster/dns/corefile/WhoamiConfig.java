package dev.roster.dns.corefile;

/// `whoami`: every question is answered with the address and port it came from.
public record WhoamiConfig() implements DirectiveConfig {
  @Override
  public String directive() {
    return "whoami";
  }

  static WhoamiConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    words.next();
    if (words.nextOnLine()) throw words.refuse("whoami has no arguments");
    return new WhoamiConfig();
  }
}
