package dev.roster.kubernetes.config;

import dev.roster.kubernetes.config.KubeconfigProcess.Reading;
import dev.roster.kubernetes.http.AccessSource;
import dev.roster.kubernetes.http.ApiAccess;
import dev.roster.kubernetes.http.Credentials;
import dev.roster.kubernetes.kubeconfig.Resolved;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What a kubeconfig says, from request to request: files that it names are read again when they
/// are old, its plugin is run again before what it gave expires or when that was refused, and the
/// kubeconfig itself is read again when a token of it expires, or was refused and the file is
/// another.
final class KubeconfigSource implements AccessSource {
  /// How long before it expires a credential is fetched anew.
  static final Duration SLACK = Duration.ofSeconds(10);

  /// How long a plugin is left alone behind a run that gave something, and behind one that did not.
  static final Duration PLUGIN_PAUSE = Duration.ofSeconds(10);

  static final Duration FAILED_PAUSE = Duration.ofSeconds(2);

  /// How long the kubeconfig is left alone: reading it costs a second of CPU.
  static final Duration FILE_PAUSE = Duration.ofSeconds(60);

  private static final System.Logger LOG = System.getLogger(KubeconfigSource.class.getName());

  private final KubeconfigFilesSeen files;
  private final PluginMaker plugins;
  private final LongSupplier nanoTime;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();

  // All below is guarded by lock.
  private Resolved resolved;
  private Rotating rotating;
  private Optional<Plugin> plugin;
  private Plugin.@Nullable Credential held;
  private @Nullable IOException failure; // of the plugin's last run
  private boolean refused; // since the plugin's last run
  private boolean fileRefused; // since the kubeconfig was read
  private long pluginNanos; // until when the plugin is left alone
  private long fileNanos; // until when the kubeconfig is left alone

  /// Makes the plugin of a kubeconfig.
  interface PluginMaker {
    Plugin make(Resolved.Plugin plugin);
  }

  KubeconfigSource(
      KubeconfigFilesSeen files,
      Resolved resolved,
      PluginMaker plugins,
      LongSupplier nanoTime,
      InstantSource clock) {
    this.files = files;
    this.plugins = plugins;
    this.nanoTime = nanoTime;
    this.clock = clock;
    this.resolved = resolved;
    this.rotating = rotating(resolved, nanoTime);
    this.plugin = resolved.plugin().map(plugins::make);
    this.pluginNanos = nanoTime.getAsLong();
    this.fileNanos = nanoTime.getAsLong() + FILE_PAUSE.toNanos();
  }

  /// What the files of a kubeconfig give by themselves.
  static Rotating rotating(Resolved resolved, LongSupplier nanoTime) {
    Credentials who =
        resolved.user().isEmpty() && resolved.password().isEmpty()
            ? new Credentials.None()
            : new Credentials.Basic(resolved.user(), resolved.password());
    ApiAccess fixed =
        new ApiAccess(
            URI.create(resolved.server()),
            "",
            "",
            "",
            who,
            resolved.insecure(),
            resolved.serverName(),
            resolved.proxy());
    Material token = Material.text(resolved.token());
    if (!resolved.tokenFile().isEmpty()) {
      Path file = Path.of(resolved.tokenFile());
      token = Material.file(file, resolved.token(), "token", nanoTime);
    }
    return new Rotating(
        fixed,
        material(resolved.authorities(), "certificate authority", nanoTime),
        material(resolved.certificate(), "client certificate", nanoTime),
        material(resolved.key(), "client key", nanoTime),
        token);
  }

  private static Material material(Resolved.Part part, String what, LongSupplier nanoTime) {
    return part.file().isEmpty()
        ? Material.text(part.text())
        : Material.file(Path.of(part.file()), what, nanoTime);
  }

  @Override
  public ApiAccess access() throws IOException {
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", asked);
    }
    try {
      reread();
      ApiAccess access = rotating.access();
      if (plugin.isEmpty()) return access;
      return credential(plugin.get(), access).in(access);
    } finally {
      lock.unlock();
    }
  }

  private Plugin.Credential credential(Plugin from, ApiAccess access) throws IOException {
    Plugin.Credential now = held;
    boolean wanted = now == null || refused || isOver(now, SLACK);
    if (wanted && nanoTime.getAsLong() - pluginNanos >= 0) {
      try {
        now = from.fetch(access);
        held = now;
        failure = null;
        refused = false;
        pause(PLUGIN_PAUSE);
        return now;
      } catch (IOException failed) {
        failure = failed;
        pause(FAILED_PAUSE);
      }
    }
    IOException why = failure;
    if (now != null && (why == null || !isOver(now, Duration.ZERO))) return now;
    throw why == null ? new IOException("no credentials yet") : new IOException(why.getMessage());
  }

  private void pause(Duration pause) {
    pluginNanos = nanoTime.getAsLong() + pause.toNanos();
  }

  private boolean isOver(Plugin.Credential credential, Duration slack) {
    return credential.expires().isPresent()
        && !credential.expires().get().minus(slack).isAfter(clock.instant());
  }

  /// Reads the kubeconfig again if that could help.
  private void reread() throws IOException {
    long expires = resolved.expiresSeconds();
    boolean over = expires != 0 && expires - SLACK.toSeconds() <= clock.instant().getEpochSecond();
    if ((!over && !fileRefused) || nanoTime.getAsLong() - fileNanos < 0) return;
    fileNanos = nanoTime.getAsLong() + FILE_PAUSE.toNanos();
    if (!over && files.isSame()) {
      fileRefused = false;
      return;
    }
    Reading reading;
    try {
      reading = files.read();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", asked);
    }
    switch (reading) {
      case Reading.Wrong(String why) ->
          LOG.log(System.Logger.Level.WARNING, "kubeconfig {0}; what it said before stays", why);
      case Reading.Read(Resolved now) -> {
        fileRefused = false;
        if (now.equals(resolved)) return;
        try {
          rotating = rotating(now, nanoTime);
        } catch (IllegalArgumentException wrong) {
          LOG.log(System.Logger.Level.WARNING, "kubeconfig: no URL or path; the old one stays");
          return;
        }
        resolved = now;
        plugin = now.plugin().map(plugins::make);
        held = null;
        pluginNanos = nanoTime.getAsLong();
      }
    }
  }

  @Override
  public void refused(ApiAccess used) {
    lock.lock();
    try {
      rotating.refused(used);
      fileRefused = true;
      Plugin.Credential now = held;
      // Another request may have had it fetched anew already.
      if (now != null && now.in(used).equals(used)) refused = true;
    } finally {
      lock.unlock();
    }
  }
}
