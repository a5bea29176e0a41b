package dev.roster.kubernetes.kubeconfig;

import dev.roster.core.objects.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a context of kubeconfig files says, with all names looked up, paths absolute and data
/// decoded. Never printed.
///
/// @param place context, cluster and user, for people
/// @param insecure whether any certificate is taken
/// @param serverName "" for the host of `server`
/// @param proxy "" for none
/// @param token "" for none
/// @param tokenFile goes before the token while it can be read; "" for none
/// @param user with `password`; "" for none
/// @param expiresSeconds since 1970, from when on the token is not taken; 0 if nobody knows
/// @param plugin what has to be run for a token or certificate
public record Resolved(
    String server,
    String place,
    boolean insecure,
    String serverName,
    String proxy,
    Part authorities,
    Part certificate,
    Part key,
    String token,
    String tokenFile,
    String user,
    String password,
    long expiresSeconds,
    Optional<Plugin> plugin) {
  /// Something in PEM: as text or in a file, or "" and "" for none.
  public record Part(String text, String file) {
    /// None.
    public static final Part NONE = new Part("", "");

    /// Whether there is none.
    public boolean isEmpty() {
      return text.isEmpty() && file.isEmpty();
    }

    @Override
    public String toString() {
      return "Part[" + file + "]"; // its text may be a key
    }
  }

  /// A program that gives credentials (client.authentication.k8s.io).
  ///
  /// @param apiVersion `client.authentication.k8s.io/v1`
  /// @param command a path, or a name to be looked for in `PATH`
  /// @param environment what is set beside the process's own
  /// @param provideCluster whether it wants to be told of the cluster
  /// @param cluster what the cluster's extension for plugins says, if it is to be told that
  /// @param hint how the command is installed; "" if nothing says
  public record Plugin(
      String apiVersion,
      String command,
      List<String> arguments,
      Map<String, String> environment,
      boolean provideCluster,
      Optional<Tree> cluster,
      String hint) {
    public Plugin {
      arguments = List.copyOf(arguments);
      environment = Map.copyOf(environment);
    }

    @Override
    public String toString() {
      return "Plugin[" + command + "]"; // arguments and environment may hold secrets
    }
  }

  @Override
  public String toString() {
    return "Resolved[" + place + "]";
  }

  /// As the process prints it.
  Tree.Obj tree() {
    Map<String, Tree> all = new LinkedHashMap<>();
    put(all, "server", server);
    put(all, "place", place);
    if (insecure) all.put("insecure", Tree.Bool.of(true));
    put(all, "serverName", serverName);
    put(all, "proxy", proxy);
    put(all, "authorities", authorities);
    put(all, "certificate", certificate);
    put(all, "key", key);
    put(all, "token", token);
    put(all, "tokenFile", tokenFile);
    put(all, "user", user);
    put(all, "password", password);
    if (expiresSeconds != 0) all.put("expiresSeconds", Tree.Num.of(expiresSeconds));
    plugin.ifPresent(each -> all.put("plugin", tree(each)));
    return Tree.Obj.of(all);
  }

  private static Tree tree(Plugin plugin) {
    Map<String, Tree> all = new LinkedHashMap<>();
    put(all, "apiVersion", plugin.apiVersion);
    put(all, "command", plugin.command);
    all.put("arguments", Tree.Arr.of(plugin.arguments.stream().map(Tree.Text::of).toList()));
    Map<String, Tree> environment = new LinkedHashMap<>();
    plugin.environment.forEach((name, value) -> environment.put(name, Tree.Text.of(value)));
    all.put("environment", Tree.Obj.of(environment));
    if (plugin.provideCluster) all.put("provideCluster", Tree.Bool.of(true));
    plugin.cluster.ifPresent(cluster -> all.put("cluster", cluster));
    put(all, "hint", plugin.hint);
    return Tree.Obj.of(all);
  }

  private static void put(Map<String, Tree> all, String name, String value) {
    if (!value.isEmpty()) all.put(name, Tree.Text.of(value));
  }

  private static void put(Map<String, Tree> all, String name, Part part) {
    put(all, name, part.text);
    put(all, name + "File", part.file);
  }

  /// What a process printed; what is missing is empty.
  public static Resolved of(Tree.Obj all) {
    return new Resolved(
        all.text("server"),
        all.text("place"),
        all.flag("insecure"),
        all.text("serverName"),
        all.text("proxy"),
        part(all, "authorities"),
        part(all, "certificate"),
        part(all, "key"),
        all.text("token"),
        all.text("tokenFile"),
        all.text("user"),
        all.text("password"),
        all.number(0, "expiresSeconds"),
        all.get("plugin").map(_ -> plugin(all.obj("plugin"))));
  }

  private static Part part(Tree.Obj all, String name) {
    return new Part(all.text(name), all.text(name + "File"));
  }

  private static Plugin plugin(Tree.Obj all) {
    List<String> arguments = new ArrayList<>();
    for (Tree each : all.list("arguments")) {
      arguments.add(each instanceof Tree.Text text ? text.value() : "");
    }
    return new Plugin(
        all.text("apiVersion"),
        all.text("command"),
        arguments,
        all.texts("environment"),
        all.flag("provideCluster"),
        all.get("cluster"),
        all.text("hint"));
  }
}
