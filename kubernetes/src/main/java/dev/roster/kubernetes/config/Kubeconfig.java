package dev.roster.kubernetes.config;

import dev.roster.kubernetes.config.KubeconfigProcess.Reading;
import dev.roster.kubernetes.http.BadAccessException;
import dev.roster.kubernetes.http.HttpApiClient;
import dev.roster.kubernetes.kubeconfig.Resolved;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// The API server that kubeconfig files name.
public final class Kubeconfig {
  private Kubeconfig() {}

  /// Reads it. Tokens and certificates are fetched again before they expire, and when a server
  /// refuses them. Takes about a second: a process is run for it. Plugins are run with the first
  /// request, and again as long as they fail.
  ///
  /// @param files one file; or several as `KUBECONFIG` has them, with `:` between
  /// @param context "" for the current one
  /// @param environment the process's, for proxies and for plugins
  /// @param clock what the ends of tokens are compared with
  public static Access read(
      String files,
      String context,
      Map<String, String> environment,
      LongSupplier nanoTime,
      InstantSource clock)
      throws InterruptedException {
    return read(KubeconfigProcess.own(), files, context, environment, nanoTime, clock);
  }

  static Access read(
      KubeconfigProcess process,
      String files,
      String context,
      Map<String, String> environment,
      LongSupplier nanoTime,
      InstantSource clock)
      throws InterruptedException {
    List<String> all;
    try {
      all = split(files);
    } catch (InvalidPathException noPath) {
      return new Access.Refused("kubeconfig: " + noPath.getMessage());
    }
    if (all.isEmpty()) return new Access.Refused("kubeconfig: no file is named");
    KubeconfigFilesSeen seen = new KubeconfigFilesSeen(process, all, context, environment);
    return switch (seen.read()) {
      case Reading.Wrong(String why) -> new Access.Refused("kubeconfig " + why);
      case Reading.Read(Resolved resolved) -> {
        String place = "kubeconfig " + files + ", " + resolved.place();
        try {
          check(resolved, environment, nanoTime);
        } catch (IOException | BadAccessException wrong) {
          yield new Access.Refused(place + ": " + wrong.getMessage());
        } catch (IllegalArgumentException wrong) {
          // Its message quotes it, and it may hold a password.
          yield new Access.Refused(place + ": the server is no URL, or a file no path");
        }
        yield new Access.Ready(
            new KubeconfigSource(
                seen,
                resolved,
                each -> new Plugin(each, environment, Plugin.WAIT_MAX),
                nanoTime,
                clock),
            URI.create(resolved.server()),
            resolved.server() + " (" + place + ")");
      }
    };
  }

  /// A file may have a `:` in its name.
  private static List<String> split(String files) {
    if (!files.isEmpty() && Files.exists(Path.of(files))) return List.of(files);
    return List.of(files.split(File.pathSeparator)).stream()
        .filter(each -> !each.isEmpty() && !Path.of(each).toString().isEmpty())
        .toList();
  }

  private static void check(
      Resolved resolved, Map<String, String> environment, LongSupplier nanoTime)
      throws IOException, BadAccessException {
    HttpApiClient.check(KubeconfigSource.rotating(resolved, nanoTime).access(), environment);
    if (resolved.plugin().isEmpty()) return;
    Resolved.Plugin plugin = resolved.plugin().get();
    if (plugin.command().contains("/") && !Files.isExecutable(Path.of(plugin.command()))) {
      String hint = plugin.hint().isEmpty() ? "" : " (" + plugin.hint().strip() + ")";
      throw new IOException("plugin " + plugin.command() + " can't be run" + hint);
    }
  }
}
