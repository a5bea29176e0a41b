package dev.roster.kubernetes.config;

import java.util.Map;
import java.util.function.LongSupplier;

/// The API server that kubeconfig files name.
public final class Kubeconfig {
  private Kubeconfig() {}

  /// Reads it. Tokens and certificates are fetched again before they expire, and when a server
  /// refuses them. Takes about a second: a process is run for it.
  ///
  /// @param files one file; or several as `KUBECONFIG` has them, with `:` between
  /// @param context "" for the current one
  /// @param environment the process's, for proxies and for plugins
  public static Access read(
      String files, String context, Map<String, String> environment, LongSupplier nanoTime) {
    return new Access.Refused("kubeconfig " + files + ": not read yet");
  }
}
