package dev.roster.dns.corefile;

import dev.roster.core.objects.Position;
import java.util.List;
import java.util.Optional;

/// `tls CERT KEY [CA] { client_auth MODE }`: the certificate of `tls://` and `https://` blocks, and
/// which clients they take. Paths are as written; `root` is where relative ones begin.
///
/// @param certificate PEM, the server's own first
/// @param key PEM
/// @param authorities PEM, whose clients are verified; empty: the system's
public record TlsConfig(
    Position position,
    String certificate,
    String key,
    Optional<String> authorities,
    ClientAuth clientAuth)
    implements DirectiveConfig {
  /// What is asked of a client.
  public enum ClientAuth {
    /// No certificate.
    NOCERT,
    /// A certificate, which may be missing and is not verified.
    REQUEST,
    /// A certificate, which is not verified.
    REQUIRE,
    /// A certificate, which may be missing and is verified.
    VERIFY_IF_GIVEN,
    /// A certificate, which is verified.
    REQUIRE_AND_VERIFY
  }

  @Override
  public String directive() {
    return "tls";
  }

  static TlsConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    Optional<TlsConfig> found = Optional.empty();
    while (words.next()) {
      Position position = words.position();
      List<Token> files = words.arguments();
      if (files.isEmpty()) {
        throw words.refuse("tls names no files: certificates by ACME are not served");
      }
      if (files.size() < 2 || files.size() > 3) {
        throw words.refuseCount("tls", "CERT KEY [CA]", files);
      }
      ClientAuth auth = ClientAuth.NOCERT;
      while (words.nextInBlock()) {
        switch (words.text()) {
          case "client_auth" -> auth = clientAuth(words);
          case "keylog" -> {
            Position at = words.position();
            List<Token> values = words.arguments();
            if (values.size() != 1) throw words.refuseCount("keylog", "FILE", values);
            block.noteIdle(at, "keylog", "secrets of connections are written nowhere");
          }
          default -> throw words.refuseProperty("tls", List.of("client_auth", "keylog"));
        }
      }
      found =
          Optional.of(
              new TlsConfig(
                  position,
                  files.get(0).text(),
                  files.get(1).text(),
                  files.stream().skip(2).findFirst().map(Token::text),
                  auth));
    }
    return found.orElseThrow(() -> words.refuse("tls names no files"));
  }

  private static ClientAuth clientAuth(TokenCursor words) throws Refusal {
    List<Token> values = words.arguments();
    if (values.size() != 1) throw words.refuseCount("client_auth", "one mode", values);
    return switch (words.text()) {
      case "nocert" -> ClientAuth.NOCERT;
      case "request" -> ClientAuth.REQUEST;
      case "require" -> ClientAuth.REQUIRE;
      case "verify_if_given" -> ClientAuth.VERIFY_IF_GIVEN;
      case "require_and_verify" -> ClientAuth.REQUIRE_AND_VERIFY;
      default ->
          throw words.refuse(
              "client_auth is \""
                  + words.text()
                  + "\" (expected: nocert, request, require, verify_if_given,"
                  + " require_and_verify)");
    };
  }
}
