package dev.roster.kubernetes.http;

import java.util.function.Supplier;

/// What a request says of who asks, beside a client certificate. Never printed.
public sealed interface Credentials {
  /// Nothing.
  record None() implements Credentials {}

  /// A bearer token, asked for before each request: it may rotate.
  ///
  /// @param token gives the token of now, "" for none; may block while one is fetched
  record Token(Supplier<String> token) implements Credentials {
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
