package dev.roster.kubernetes.config;

import dev.roster.kubernetes.http.AccessSource;
import dev.roster.kubernetes.http.ApiAccess;
import dev.roster.kubernetes.http.BadAccessException;
import dev.roster.kubernetes.http.Credentials;
import dev.roster.kubernetes.http.HttpApiClient;
import java.io.IOException;
import java.util.Map;

/// An access whose certificates, key and token are looked at before each request.
///
/// @param fixed what does not change; its authorities, certificate and key say nothing
/// @param token what says nothing where there is none: then those of `fixed` are used
record Rotating(
    ApiAccess fixed, Material authorities, Material certificate, Material key, Material token)
    implements AccessSource {
  @Override
  public ApiAccess access() throws IOException {
    String secret = token.text().strip();
    if (!secret.isEmpty() && !Credentials.Token.isToken(secret)) {
      throw new IOException("the token has characters that no header can have");
    }
    return new ApiAccess(
        fixed.server(),
        authorities.text(),
        certificate.text(),
        key.text(),
        secret.isEmpty() ? fixed.credentials() : new Credentials.Token(secret),
        fixed.insecure(),
        fixed.serverName(),
        fixed.proxy());
  }

  @Override
  public void refused(ApiAccess used) {
    authorities.forget();
    certificate.forget();
    key.forget();
    token.forget();
  }

  /// Ready, if files can be read and connections made with what they say now.
  Access checked(String where, String place, Map<String, String> environment) {
    try {
      HttpApiClient.check(access(), environment);
      return new Access.Ready(this, fixed.server(), where);
    } catch (IOException | BadAccessException wrong) {
      return new Access.Refused(place + ": " + wrong.getMessage());
    }
  }
}
