package dev.roster.check.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.check.cluster.ApiServer.Options;
import dev.roster.core.objects.Kind;
import dev.roster.kubernetes.config.Access;
import dev.roster.kubernetes.config.Endpoint;
import dev.roster.kubernetes.config.InCluster;
import dev.roster.kubernetes.config.Kubeconfig;
import dev.roster.kubernetes.http.HttpApiClient;
import dev.roster.kubernetes.watch.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A follower that finds its server in each of the ways there are, and keeps it as credentials
/// rotate.
@Timeout(120)
class AccessTest {
  @TempDir static Path folder;
  private static Identity identity;
  private static Identity other;
  private static Identity client;

  private final ClusterObjects objects = new ClusterObjects();
  private final AtomicLong ahead = new AtomicLong(); // nanos that the clocks of sources are
  private ApiServer server;

  @BeforeAll
  static void identities() throws Exception {
    identity = Identity.make(folder, "server");
    other = Identity.make(folder, "other");
    client = Identity.make(folder, "client");
  }

  @BeforeEach
  void start() throws Exception {
    World.begin(objects);
    server = new ApiServer(objects, Options.USUAL, identity, client);
    Files.writeString(folder.resolve("ca.crt"), identity.certificatePem());
    Files.writeString(folder.resolve("c.pem"), client.certificatePem());
    Files.writeString(folder.resolve("k.pem"), client.keyPem());
    server.tokens(Set.of("one"));
  }

  @AfterEach
  void end() throws IOException {
    server.close();
  }

  private long nanos() {
    return System.nanoTime() + ahead.get();
  }

  private Following follow(Access access) {
    assertThat(access).isInstanceOf(Access.Ready.class);
    return new Following(
        server, HttpApiClient.of(((Access.Ready) access).source(), "test", Map.of()));
  }

  /// Takes another token from now on, also of who is connected.
  private void rotate(String token) throws IOException {
    server.tokens(Set.of(token));
    server.closeAll();
    objects.put(World.namespace("n2", 1));
  }

  @Test
  void aPodFollowsItsCluster() throws Exception {
    Files.writeString(folder.resolve("token"), "one");
    Map<String, String> environment =
        Map.of(
            "KUBERNETES_SERVICE_HOST",
            "127.0.0.1",
            "KUBERNETES_SERVICE_PORT",
            Integer.toString(server.uri().getPort()));
    try (Following following = follow(InCluster.read(environment, folder, this::nanos))) {
      following.awaitSame();
      Files.writeString(folder.resolve("token"), "two");
      rotate("two");
      following.awaitSame();
      Files.writeString(folder.resolve("ca.crt"), other.certificatePem());
      server.certificate(other);
      objects.put(World.namespace("n3", 1));
      following.awaitSame();
    }
  }

  @Test
  void aCorefileNamesItsServer() throws Exception {
    List<String> tls = List.of("c.pem", "k.pem", "ca.crt");
    List<String> files = tls.stream().map(each -> folder.resolve(each).toString()).toList();
    Access access = Endpoint.read(server.uri().toString(), files, Map.of(), this::nanos);
    try (Following following = follow(access)) {
      following.awaitSame();
    }
  }

  @Test
  void aPluginIsAskedAgainForWhatIsRefused() throws Exception {
    Path plugin = folder.resolve("plugin");
    Path token = Files.writeString(folder.resolve("given"), "one");
    Files.writeString(
        plugin,
        """
        #!/bin/sh
        echo '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",
          "status": {"token": "'$(cat %s)'"}}'
        """
            .formatted(token));
    Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwx------"));
    Path config =
        Files.writeString(
            folder.resolve("config"),
            """
            current-context: c
            contexts: [{name: c, context: {cluster: k, user: u}}]
            clusters: [{name: k, cluster: {server: "%s", certificate-authority: ca.crt}}]
            users:
            - name: u
              user:
                exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin,
                  interactiveMode: Never}
            """
                .formatted(server.uri()));
    Access access =
        Kubeconfig.read(
            config.toString(), "", System.getenv(), this::nanos, InstantSource.system());
    try (Following following = follow(access)) {
      following.awaitSame();
      Files.writeString(token, "two");
      rotate("two");
      following.awaitFault(Kind.SERVICE, Fault.REFUSED);
      ahead.addAndGet(60_000_000_000L); // it was asked just now
      following.awaitSame();
    }
  }
}
