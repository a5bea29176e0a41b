package dev.roster.node;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// What a node is started with.
///
/// @param name the node's name, in `spec.nodeName` of its pods
/// @param data the data folder: `run`, `pods`, `volumes` and `logs` are made in it
/// @param javaHome the JDK whose `bin` begins every pod's PATH
/// @param addressLocks where blocks of addresses are claimed, common to all users of the machine
/// @param zone the cluster's domain, for names in `/etc/hosts`
/// @param isolation whether pods get namespaces
/// @param backoff how long a container that ended waits before it runs again
/// @param clock of timestamps
/// @param nanoTime of durations
public record NodeConfig(
    String name,
    Path data,
    Path javaHome,
    Path addressLocks,
    String zone,
    Isolation isolation,
    Backoff backoff,
    InstantSource clock,
    LongSupplier nanoTime) {
  /// Whether pods run in namespaces of their own.
  public enum Isolation {
    /// Where the kernel allows it (tried once at the start).
    AUTO,
    /// Never: as plain processes.
    NONE
  }

  /// The wait before a restart: the first, the longest, and how long a container must have run to
  /// begin anew.
  public record Backoff(Duration first, Duration longest, Duration resetAfter) {
    /// The kubelet's: 10 s, doubled up to 5 min, forgotten after 10 min.
    public static final Backoff KUBELET =
        new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofMinutes(10));
  }

  public NodeConfig {
    data = data.toAbsolutePath().normalize();
    addressLocks = addressLocks.toAbsolutePath().normalize();
  }

  /// A node named `roster` with Kubernetes' timing, its data in the given folder.
  public static NodeConfig of(Path data, InstantSource clock, LongSupplier nanoTime) {
    return new NodeConfig(
        "roster",
        data,
        Path.of(System.getProperty("java.home")),
        Path.of(System.getProperty("java.io.tmpdir"), "roster-addresses"),
        "cluster.local",
        Isolation.AUTO,
        Backoff.KUBELET,
        clock,
        nanoTime);
  }
}
