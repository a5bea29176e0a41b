package dev.roster.check.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.roster.kubernetes.config.Access;
import dev.roster.kubernetes.config.Kubeconfig;
import dev.roster.kubernetes.http.Credentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `auth-provider: oidc` with a provider of identities that is asked for another token.
@Timeout(120)
class IdentityProviderTest {
  @TempDir Path folder;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpsServer provider;
  private String given = "{}";

  @BeforeEach
  void start() throws Exception {
    Identity identity = Identity.make(folder, "provider");
    Files.writeString(folder.resolve("ca.pem"), identity.certificatePem());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(identity.managers(), null, new SecureRandom());
    provider = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    provider.setHttpsConfigurator(new HttpsConfigurator(context));
    provider.createContext("/", this::answer);
    provider.start();
  }

  @AfterEach
  void stop() {
    provider.stop(0);
  }

  private String url() {
    return "https://127.0.0.1:" + provider.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String said = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(path + " " + said);
    String text =
        path.endsWith("openid-configuration")
            ? "{\"token_endpoint\": \"" + url() + "/token\"}"
            : given;
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String token(Instant end) {
    String claims = "{\"exp\":" + end.getEpochSecond() + "}";
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return "e30." + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".secret";
  }

  private Access read(String authority) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("config"),
            """
            current-context: c
            contexts: [{name: c, context: {cluster: k, user: u}}]
            clusters: [{name: k, cluster: {server: "https://10.0.0.1"}}]
            users:
            - name: u
              user:
                auth-provider:
                  name: oidc
                  config:
                    client-id: roster
                    client-secret: geheim
                    id-token: %s
                    idp-issuer-url: %s
                    %s
                    refresh-token: again
            """
                .formatted(token(Instant.now().minusSeconds(60)), url(), authority));
    return Kubeconfig.read(
        config.toString(), "", System.getenv(), System::nanoTime, InstantSource.system());
  }

  @Test
  void aTokenThatIsOverIsReplaced() throws Exception {
    String fresh = token(Instant.now().plusSeconds(3_600));
    given = "{\"id_token\": \"" + fresh + "\", \"refresh_token\": \"other\"}";
    Access access = read("idp-certificate-authority: " + folder.resolve("ca.pem"));
    assertThat(access).isInstanceOf(Access.Ready.class);
    assertThat(((Access.Ready) access).source().access().credentials())
        .isEqualTo(new Credentials.Token(fresh));
    assertThat(asked).hasSize(2);
    assertThat(asked.get(1)).startsWith("/token ").contains("refresh_token=again");
  }

  @Test
  void aProviderThatGivesNothingIsNamed() throws Exception {
    given = "{\"error\": \"geheim\"}";
    assertThat(read("idp-certificate-authority: " + folder.resolve("ca.pem")))
        .isEqualTo(
            new Access.Refused(
                "kubeconfig "
                    + folder.resolve("config")
                    + ": user u: auth-provider: its id-token is over, and the provider gave no"
                    + " other"));
    assertThat(read("x: y").toString()).contains("has no idp-certificate-authority");
  }
}
