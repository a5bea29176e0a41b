package dev.roster.kubernetes.http;

/// What a request says of who asks, beside a client certificate. Never printed.
public sealed interface Credentials {
  /// Nothing.
  record None() implements Credentials {}

  /// A bearer token.
  ///
  /// @param token printable ASCII: what a header can say
  record Token(String token) implements Credentials {
    public Token {
      if (!isToken(token)) throw new IllegalArgumentException("no token"); // without its text
    }

    /// Whether a text can be one.
    public static boolean isToken(String text) {
      return !text.isBlank() && text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    }

    @Override
    public String toString() {
      return "Token[...]";
    }
  }

  /// A user and a password.
  record Basic(String user, String password) implements Credentials {
    @Override
    public String toString() {
      return "Basic[...]";
    }
  }
}
