package dev.roster.kubernetes.kubeconfig;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import dev.roster.kubernetes.kubeconfig.KubeconfigFiles.Named;
import dev.roster.kubernetes.kubeconfig.Resolved.Part;
import dev.roster.kubernetes.kubeconfig.Resolved.Plugin;
import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.api.model.ExecConfig;
import io.fabric8.kubernetes.api.model.ExecEnvVar;
import io.fabric8.kubernetes.api.model.NamedExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks up what a context says, and refuses what kubectl refuses (client-go
/// `clientcmd/validation.go`), and beyond that what Roster can't do: impersonation, plugins that
/// ask a person.
final class Resolution {
  private static final String PLUGINS = "client.authentication.k8s.io/";
  private static final Set<String> PLUGIN_VERSIONS = Set.of(PLUGINS + "v1", PLUGINS + "v1beta1");
  private static final String PLUGIN_EXTENSION = "client.authentication.k8s.io/exec";

  private final KubeconfigFiles files;
  private final InstantSource clock;

  Resolution(KubeconfigFiles files, InstantSource clock) {
    this.files = files;
    this.clock = clock;
  }

  /// What a context says.
  ///
  /// @param wanted "" for the current one
  Resolved of(String wanted) throws WrongException {
    String name = wanted.isEmpty() ? files.current() : wanted;
    if (name.isEmpty()) {
      throw new WrongException(files.files() + ": has no current-context, and none was asked for");
    }
    Named<Context> context = files.context(name);
    String at = context.file() + ": context " + name;
    String clusterName = text(context.value().getCluster());
    String userName = text(context.value().getUser());
    if (clusterName.isEmpty()) throw new WrongException(at + ": names no cluster");
    Named<Cluster> cluster = files.cluster(clusterName);
    Optional<Named<AuthInfo>> user =
        userName.isEmpty() ? Optional.empty() : Optional.of(files.user(userName));
    String place = "context " + name + ", cluster " + clusterName;
    return resolved(cluster, user, userName.isEmpty() ? place : place + ", user " + userName);
  }

  private Resolved resolved(Named<Cluster> named, Optional<Named<AuthInfo>> user, String place)
      throws WrongException {
    Cluster cluster = named.value();
    String at = named.file() + ": cluster " + named.name();
    String server = text(cluster.getServer());
    if (server.isEmpty()) throw new WrongException(at + ": has no server");
    Part authorities =
        part(
            named.file(),
            cluster.getCertificateAuthority(),
            cluster.getCertificateAuthorityData(),
            at + ": certificate-authority");
    boolean insecure = Boolean.TRUE.equals(cluster.getInsecureSkipTlsVerify());
    if (insecure && !authorities.isEmpty()) {
      throw new WrongException(
          at + ": has a certificate-authority, and insecure-skip-tls-verify that makes it idle");
    }
    Who who = user.isEmpty() ? Who.NOBODY : who(user.get(), cluster, authorities);
    boolean secured = insecure || !authorities.isEmpty() || !who.certificate.isEmpty();
    return new Resolved(
        server.contains("://") ? server : (secured ? "https://" : "http://") + server,
        place,
        insecure,
        text(cluster.getTlsServerName()),
        text(cluster.getProxyUrl()),
        authorities,
        who.certificate,
        who.key,
        who.token,
        who.tokenFile,
        who.name,
        who.password,
        who.expiresSeconds,
        who.plugin);
  }

  /// What a user says, as [Resolved] has it.
  private record Who(
      Part certificate,
      Part key,
      String token,
      String tokenFile,
      String name,
      String password,
      long expiresSeconds,
      Optional<Plugin> plugin) {
    static final Who NOBODY = new Who(Part.NONE, Part.NONE, "", "", "", "", 0, Optional.empty());
  }

  private Who who(Named<AuthInfo> user, Cluster cluster, Part authorities) throws WrongException {
    AuthInfo info = user.value();
    Path file = user.file();
    String at = file + ": user " + user.name();
    check(info, at);
    Part certificate =
        part(
            file,
            info.getClientCertificate(),
            info.getClientCertificateData(),
            at + ": client-certificate");
    Part key = part(file, info.getClientKey(), info.getClientKeyData(), at + ": client-key");
    if (certificate.isEmpty() != key.isEmpty()) {
      throw new WrongException(
          at
              + (key.isEmpty()
                  ? ": has a client-certificate without client-key"
                  : ": has a client-key without client-certificate"));
    }
    String token = text(info.getToken());
    String tokenFile = absolute(file, text(info.getTokenFile()));
    String name = text(info.getUsername());
    long expires = 0;
    Optional<Plugin> plugin = Optional.empty();
    boolean known = !token.isEmpty() || !tokenFile.isEmpty() || !name.isEmpty();
    if (!known && info.getExec() != null) {
      plugin = Optional.of(plugin(info.getExec(), file, at + ": exec", cluster));
    } else if (!known && info.getAuthProvider() != null) {
      Oidc.Token given = new Oidc(user, authorities, clock).token();
      token = given.text();
      expires = given.expiresSeconds();
    }
    String password = text(info.getPassword());
    return new Who(certificate, key, token, tokenFile, name, password, expires, plugin);
  }

  private static void check(AuthInfo info, String who) throws WrongException {
    boolean basic = !text(info.getUsername()).isEmpty() || !text(info.getPassword()).isEmpty();
    if (basic && !text(info.getToken()).isEmpty()) {
      throw new WrongException(who + ": has a token and a username (expected: one of them)");
    }
    if (info.getExec() != null && info.getAuthProvider() != null) {
      throw new WrongException(who + ": has exec and auth-provider (expected: one of them)");
    }
    boolean as = !text(info.getAs()).isEmpty() || !text(info.getAsUid()).isEmpty();
    boolean asMore =
        !Optional.ofNullable(info.getAsGroups()).orElse(List.of()).isEmpty()
            || !Optional.ofNullable(info.getAsUserExtra()).orElse(Map.of()).isEmpty();
    if (as || asMore) {
      throw new WrongException(
          who + ": acts as another (as): give Roster a user of its own, see deploy/");
    }
  }

  private static Plugin plugin(ExecConfig exec, Path file, String at, Cluster cluster)
      throws WrongException {
    String version = text(exec.getApiVersion());
    if (!PLUGIN_VERSIONS.contains(version)) {
      throw new WrongException(
          at + ": apiVersion is \"" + version + "\" (expected: " + PLUGINS + "v1 or v1beta1)");
    }
    String command = text(exec.getCommand());
    if (command.isEmpty()) throw new WrongException(at + ": has no command");
    String mode = text(exec.getInteractiveMode());
    if (mode.isEmpty() && version.endsWith("/v1")) {
      throw new WrongException(at + ": has no interactiveMode (expected: Never or IfAvailable)");
    }
    if (!mode.isEmpty() && !mode.equals("Never") && !mode.equals("IfAvailable")) {
      throw new WrongException(
          at
              + ": interactiveMode is \""
              + mode
              + "\" (expected: Never or IfAvailable, as nobody"
              + " sits there)");
    }
    Map<String, String> environment = new LinkedHashMap<>();
    for (ExecEnvVar each : Optional.ofNullable(exec.getEnv()).orElse(List.of())) {
      if (text(each.getName()).isEmpty()) throw new WrongException(at + ": env has no name");
      environment.put(text(each.getName()), text(each.getValue()));
    }
    List<String> arguments = new ArrayList<>();
    for (String each : Optional.ofNullable(exec.getArgs()).orElse(List.of())) {
      arguments.add(text(each));
    }
    boolean provide = Boolean.TRUE.equals(exec.getProvideClusterInfo());
    return new Plugin(
        version,
        command.contains("/") ? absolute(file, command) : command,
        arguments,
        environment,
        provide,
        provide ? extension(cluster) : Optional.empty(),
        text(exec.getInstallHint()));
  }

  /// What the cluster has to say to plugins, which kubectl hands on as it is.
  private static Optional<Tree> extension(Cluster cluster) throws WrongException {
    for (NamedExtension each : Optional.ofNullable(cluster.getExtensions()).orElse(List.of())) {
      if (!PLUGIN_EXTENSION.equals(each.getName())) continue;
      try {
        String json = new ObjectMapper().writeValueAsString(each.getExtension());
        return Optional.of(JsonReader.read(json, PLUGIN_EXTENSION));
      } catch (IOException impossible) {
        throw new WrongException("the extension " + PLUGIN_EXTENSION + " can't be written");
      }
    }
    return Optional.empty();
  }

  /// A file, or data in base64: one of them.
  private static Part part(Path base, @Nullable String file, @Nullable String data, String at)
      throws WrongException {
    if (!text(file).isEmpty() && !text(data).isEmpty()) {
      throw new WrongException(
          at
              + " and "
              + at.substring(at.lastIndexOf(' ') + 1)
              + "-data are both there (expected: one of them)");
    }
    if (text(data).isEmpty()) return new Part("", absolute(base, text(file)));
    try {
      byte[] bytes = Base64.getDecoder().decode(text(data).replaceAll("[\\r\\n]", ""));
      return new Part(new String(bytes, StandardCharsets.UTF_8), "");
    } catch (IllegalArgumentException noBase64) {
      throw new WrongException(at + "-data is no base64");
    }
  }

  /// Relative paths begin where the kubeconfig stands.
  private static String absolute(Path base, String file) {
    return file.isEmpty() ? "" : base.resolveSibling(file).toString();
  }

  static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
