package dev.roster.kubernetes.config;

import dev.roster.kubernetes.http.ApiAccess;
import dev.roster.kubernetes.http.Credentials;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongSupplier;

/// The API server of the cluster that this process is a pod of, asked by the pod's service account,
/// as client-go finds it (`rest.InClusterConfig`).
public final class InCluster {
  /// Where the kubelet puts what a service account needs.
  public static final Path FOLDER = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  private static final String HOST = "KUBERNETES_SERVICE_HOST";
  private static final String PORT = "KUBERNETES_SERVICE_PORT";

  private InCluster() {}

  /// Reads it. The token and the authority are read again about once a minute, and when a server
  /// refuses them.
  ///
  /// @param environment the process's
  /// @param folder [#FOLDER], with `token` and `ca.crt`
  public static Access read(Map<String, String> environment, Path folder, LongSupplier nanoTime) {
    String host = environment.getOrDefault(HOST, "");
    String port = environment.getOrDefault(PORT, "");
    if (host.isEmpty() || port.isEmpty()) {
      String missing = host.isEmpty() ? HOST : PORT;
      return new Access.Refused(
          "in-cluster: " + missing + " is not set (expected: as it is in a pod)");
    }
    URI server;
    try {
      server = new URI("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    } catch (URISyntaxException wrong) {
      return new Access.Refused(
          "in-cluster: " + HOST + " " + host + " and " + PORT + " " + port + " make no URL");
    }
    ApiAccess fixed = new ApiAccess(server, "", "", "", new Credentials.None(), false, "", "");
    Rotating rotating =
        new Rotating(
            fixed,
            Material.file(folder.resolve("ca.crt"), "certificate authority", nanoTime),
            Material.text(""),
            Material.text(""),
            Material.file(folder.resolve("token"), "token", nanoTime));
    return rotating.checked(server + " (in-cluster)", "in-cluster", environment);
  }
}
