package dev.roster.kubernetes.config;

import dev.roster.kubernetes.http.ApiAccess;
import dev.roster.kubernetes.http.Credentials;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// The API server that a Corefile names: `endpoint URL` and `tls CERT KEY CACERT`.
public final class Endpoint {
  private Endpoint() {}

  /// Reads it. The files are read again about once a minute, and when a server refuses them.
  ///
  /// @param url `https://10.0.0.1:6443`; without a scheme it is https where there are `tls` files,
  ///   else http, as client-go has it
  /// @param tls certificate, key and authority, each "" for none; or nothing at all
  /// @param environment the process's, for proxies
  public static Access read(
      String url, List<String> tls, Map<String, String> environment, LongSupplier nanoTime) {
    if (!tls.isEmpty() && tls.size() != 3) {
      throw new IllegalArgumentException(tls.size() + " tls files (expected: none or 3)");
    }
    boolean secured = tls.stream().anyMatch(file -> !file.isEmpty());
    String whole = url.contains("://") ? url : (secured ? "https://" : "http://") + url;
    String shown = url.replaceAll("//[^@/]*@", "//[...]@"); // a password may stand there
    URI server;
    try {
      server = new URI(whole);
    } catch (URISyntaxException wrong) {
      return new Access.Refused("endpoint " + shown + " is no URL");
    }
    List<String> files = tls.isEmpty() ? List.of("", "", "") : tls;
    if (files.get(0).isEmpty() != files.get(1).isEmpty()) {
      return new Access.Refused(
          "endpoint "
              + url
              + ": tls has a certificate without key or a key"
              + " without certificate");
    }
    ApiAccess fixed = new ApiAccess(server, "", "", "", new Credentials.None(), false, "", "");
    try {
      Rotating rotating =
          new Rotating(
              fixed,
              material(files.get(2), "certificate authority", nanoTime),
              material(files.get(0), "client certificate", nanoTime),
              material(files.get(1), "client key", nanoTime),
              Material.text(""));
      return rotating.checked(server + " (endpoint)", "endpoint " + shown, environment);
    } catch (InvalidPathException noPath) {
      return new Access.Refused("endpoint " + shown + ": tls: " + noPath.getMessage());
    }
  }

  private static Material material(String file, String part, LongSupplier nanoTime) {
    return file.isEmpty() ? Material.text("") : Material.file(Path.of(file), part, nanoTime);
  }
}
