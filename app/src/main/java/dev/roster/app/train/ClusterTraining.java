package dev.roster.app.train;

import dev.roster.kubernetes.http.AccessSource;
import dev.roster.kubernetes.http.ApiAccess;
import dev.roster.kubernetes.http.BadAccessException;
import dev.roster.kubernetes.http.Credentials;
import dev.roster.kubernetes.http.HttpApiClient;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;

/// Follows a cluster that is made up, once by a streaming list and once by pages, and its changes:
/// for the JVM to write down which classes that needs, and where its time goes.
public final class ClusterTraining {
  /// How long following the made-up cluster may take, each of the two times.
  static final Duration WAIT_MAX = Duration.ofSeconds(20);

  private static final char[] PASSWORD = "changeit".toCharArray(); // the launcher's, for a moment

  private ClusterTraining() {}

  /// Follows it to its last change. Returns whether that came, both times.
  ///
  /// @param keys what the made-up API server proves its name with: a PKCS #12 file of the launcher
  /// @throws IOException if it can't be started
  public static boolean run(Path keys) throws IOException, InterruptedException {
    boolean whole = true;
    for (boolean streaming : new boolean[] {true, false}) {
      try (TrainingServer server = TrainingServer.start(keys, PASSWORD, streaming)) {
        whole &= follow(server);
      } catch (GeneralSecurityException | BadAccessException unusable) {
        throw new IOException(keys + " is of no use", unusable);
      }
    }
    return whole;
  }

  private static boolean follow(TrainingServer server)
      throws BadAccessException, InterruptedException {
    ApiAccess access =
        new ApiAccess(
            server.uri(),
            server.certificate(),
            "",
            "",
            new Credentials.Token("training"),
            false,
            "",
            "");
    HttpApiClient.check(access, Map.of());
    HttpApiClient client = HttpApiClient.of(AccessSource.fixed(access), "training", Map.of());
    return MadeUpCluster.follow(
        client, MadeUpObjects.lastVersion(TrainingServer.CHANGES), WAIT_MAX);
  }
}
