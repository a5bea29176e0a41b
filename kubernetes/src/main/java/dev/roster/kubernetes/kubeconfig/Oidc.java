package dev.roster.kubernetes.kubeconfig;

import static dev.roster.kubernetes.kubeconfig.Resolution.text;

import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.MalformedTextException;
import dev.roster.kubernetes.kubeconfig.KubeconfigFiles.Named;
import dev.roster.kubernetes.kubeconfig.Resolved.Part;
import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.OpenIDConnectionUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// `auth-provider: oidc`: an identity token, which fabric8 gets anew with a refresh token once it
/// is over. Nothing is written back to the kubeconfig: a second reader would find its refresh token
/// replaced, but a file that is mounted can't be written at all.
final class Oidc {
  /// How long before its end a token is not used any more, as client-go.
  static final long SLACK_SECONDS = 10;

  /// How long the provider may take.
  static final int PROVIDER_SECONDS_MAX = 20;

  private final Map<String, String> config;
  private final String provider;
  private final String at;
  private final Part authorities;
  private final InstantSource clock;

  /// @param authorities of the API server, which fabric8 takes where the provider's are not named
  Oidc(Named<AuthInfo> user, Part authorities, InstantSource clock) {
    var given = user.value().getAuthProvider();
    this.config = new HashMap<>(Optional.ofNullable(given.getConfig()).orElse(Map.of()));
    this.provider = text(given.getName());
    this.at = user.file() + ": user " + user.name() + ": auth-provider";
    this.authorities = authorities;
    this.clock = clock;
  }

  /// A token.
  ///
  /// @param expiresSeconds since 1970; 0 if it does not say
  record Token(String text, long expiresSeconds) {}

  Token token() throws WrongException {
    if (!provider.equals("oidc")) {
      throw new WrongException(at + " is " + provider + " (expected: oidc, or a plugin by exec)");
    }
    String held = config.getOrDefault("id-token", "");
    long now = clock.instant().getEpochSecond();
    if (!held.isEmpty() && expires(held) - SLACK_SECONDS > now) {
      return new Token(held, expires(held));
    }
    if (config.getOrDefault("refresh-token", "").isEmpty()) {
      throw new WrongException(at + ": its id-token is over, and there is no refresh-token");
    }
    String fresh = refreshed();
    if (fresh.isEmpty() || fresh.equals(held)) {
      throw new WrongException(at + ": its id-token is over, and the provider gave no other");
    }
    return new Token(fresh, expires(fresh));
  }

  private String refreshed() throws WrongException {
    try {
      if (config.getOrDefault("idp-certificate-authority-data", "").isEmpty()) {
        String file = config.getOrDefault("idp-certificate-authority", "");
        Part part = file.isEmpty() ? authorities : new Part("", file);
        if (part.isEmpty()) {
          throw new WrongException(at + ": has no idp-certificate-authority to refresh with");
        }
        String pem = part.file().isEmpty() ? part.text() : Files.readString(Path.of(part.file()));
        byte[] bytes = pem.getBytes(StandardCharsets.UTF_8);
        config.put("idp-certificate-authority-data", Base64.getEncoder().encodeToString(bytes));
      }
      JdkHttpClientFactory factory = new JdkHttpClientFactory();
      return OpenIDConnectionUtils.resolveOIDCTokenFromAuthConfig(
              Config.empty(), config, factory.newBuilder())
          .thenApply(token -> Optional.ofNullable(token).orElse(""))
          .get(PROVIDER_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (IOException unreadable) {
      throw new WrongException(at + ": idp-certificate-authority can't be read");
    } catch (ExecutionException | TimeoutException | RuntimeException failed) {
      String how = failed instanceof TimeoutException ? "in time" : "rightly";
      throw new WrongException(at + ": the provider does not answer " + how);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      throw new WrongException(at + ": was interrupted");
    }
  }

  /// The claim `exp` (RFC 7519, 4.1.4); 0 where there is none.
  private static long expires(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) return 0;
    try {
      byte[] claims = Base64.getUrlDecoder().decode(parts[1]);
      String text = new String(claims, StandardCharsets.UTF_8);
      return JsonReader.read(text, "claims") instanceof Tree.Obj all ? all.number(0, "exp") : 0;
    } catch (IllegalArgumentException | MalformedTextException noClaims) {
      return 0;
    }
  }
}
