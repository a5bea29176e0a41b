package dev.roster.kubernetes.config;

import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.JsonWriter;
import dev.roster.engine.objects.MalformedTextException;
import dev.roster.kubernetes.http.ApiAccess;
import dev.roster.kubernetes.http.Credentials;
import dev.roster.kubernetes.kubeconfig.Resolved;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs a credential plugin as client-go does (`plugin/pkg/client/auth/exec`): its arguments as
/// they are, its standard error apart from its answer, `KUBERNETES_EXEC_INFO` always set. fabric8
/// runs it by a shell and takes both streams for its answer; so it is not asked to.
final class Plugin {
  /// How long it may take.
  static final Duration WAIT_MAX = Duration.ofSeconds(60);

  /// Bytes of its answer, at most.
  static final int BYTES_MAX = 1 << 20;

  private static final String INFO = "KUBERNETES_EXEC_INFO";

  private final Resolved.Plugin plugin;
  private final Map<String, String> environment;
  private final Duration waitMax;

  /// @param environment the process's
  Plugin(Resolved.Plugin plugin, Map<String, String> environment, Duration waitMax) {
    this.plugin = plugin;
    this.environment = Map.copyOf(environment);
    this.waitMax = waitMax;
  }

  /// What it gave. Never printed.
  ///
  /// @param token "" for none
  /// @param certificate in PEM, with `key`; "" for none
  /// @param expires from when on it is not taken; empty if it does not say
  record Credential(String token, String certificate, String key, Optional<Instant> expires) {
    @Override
    public String toString() {
      return "Credential[" + expires + "]";
    }

    /// An access with it. What the kubeconfig says itself goes before.
    ApiAccess in(ApiAccess access) {
      boolean own = !access.certificate().isEmpty() || certificate.isEmpty();
      return new ApiAccess(
          access.server(),
          access.authorities(),
          own ? access.certificate() : certificate,
          own ? access.key() : key,
          token.isEmpty() ? access.credentials() : new Credentials.Token(token),
          access.insecure(),
          access.serverName(),
          access.proxy());
    }
  }

  /// Runs it.
  ///
  /// @param access of which it may want to be told
  /// @throws IOException if it gives nothing that can be used; why, without secrets
  Credential fetch(ApiAccess access) throws IOException {
    List<String> command = new ArrayList<>(List.of(plugin.command()));
    command.addAll(plugin.arguments());
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(plugin.environment());
    all.put(INFO, JsonWriter.write(info(access)));
    Program.Outcome outcome;
    try {
      outcome = new Program(command, all, waitMax, BYTES_MAX).run();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", asked);
    }
    return switch (outcome) {
      case Program.Outcome.Failed(String why) -> {
        String hint = plugin.hint().isEmpty() ? "" : " (" + plugin.hint().strip() + ")";
        throw failed(why + hint);
      }
      case Program.Outcome.Ended(int code, byte[] printed, String complaint) -> {
        if (code == 0) yield credential(printed);
        List<String> secrets = new ArrayList<>(plugin.arguments());
        secrets.addAll(plugin.environment().values());
        String shown = Complaint.shown(complaint, secrets);
        throw failed("ends with code " + code + (shown.isEmpty() ? "" : ": " + shown));
      }
    };
  }

  /// What it is told.
  private Tree.Obj info(ApiAccess access) {
    Map<String, Tree> spec = new LinkedHashMap<>();
    if (plugin.provideCluster()) {
      Map<String, Tree> cluster = new LinkedHashMap<>();
      cluster.put("server", Tree.Text.of(access.server().toString()));
      if (!access.serverName().isEmpty()) {
        cluster.put("tls-server-name", Tree.Text.of(access.serverName()));
      }
      if (access.insecure()) cluster.put("insecure-skip-tls-verify", Tree.Bool.of(true));
      if (!access.authorities().isEmpty()) {
        byte[] pem = access.authorities().getBytes(StandardCharsets.UTF_8);
        String data = Base64.getEncoder().encodeToString(pem);
        cluster.put("certificate-authority-data", Tree.Text.of(data));
      }
      if (!access.proxy().isEmpty()) cluster.put("proxy-url", Tree.Text.of(access.proxy()));
      cluster.put("config", plugin.cluster().orElse(Tree.Null.NONE));
      spec.put("cluster", Tree.Obj.of(cluster));
    }
    spec.put("interactive", Tree.Bool.of(false));
    return Tree.Obj.of(
        Map.of(
            "apiVersion", Tree.Text.of(plugin.apiVersion()),
            "kind", Tree.Text.of("ExecCredential"),
            "spec", Tree.Obj.of(spec)));
  }

  private Credential credential(byte[] printed) throws IOException {
    Tree tree;
    try {
      tree = JsonReader.read(printed, "plugin");
    } catch (MalformedTextException noJson) {
      throw failed("prints no JSON (expected: an ExecCredential)"); // it may quote what it read
    }
    if (!(tree instanceof Tree.Obj all) || !all.text("kind").equals("ExecCredential")) {
      throw failed("prints no ExecCredential");
    }
    if (!all.text("apiVersion").equals(plugin.apiVersion())) {
      throw failed("prints another apiVersion (expected: " + plugin.apiVersion() + ")");
    }
    String token = all.text("status", "token");
    String certificate = all.text("status", "clientCertificateData");
    String key = all.text("status", "clientKeyData");
    if (certificate.isEmpty() != key.isEmpty()) {
      throw failed("gives a certificate without key, or a key without certificate");
    }
    if (token.isEmpty() && certificate.isEmpty()) {
      throw failed("gives neither a token nor a certificate");
    }
    if (!token.isEmpty() && !Credentials.Token.isToken(token)) {
      throw failed("gives a token with characters that no header can have");
    }
    String expires = all.text("status", "expirationTimestamp");
    try {
      return new Credential(
          token,
          certificate,
          key,
          expires.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(expires)));
    } catch (DateTimeParseException noTime) {
      throw failed("gives an expirationTimestamp that is no time");
    }
  }

  private IOException failed(String why) {
    return new IOException("plugin " + plugin.command() + " " + why);
  }
}
