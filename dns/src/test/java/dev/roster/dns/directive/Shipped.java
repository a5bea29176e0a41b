package dev.roster.dns.directive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// The Corefiles that distributions ship, as their documentation has them: ports, files and
/// addresses alone are those of a test.
final class Shipped {
  private Shipped() {}

  /// One that needs nothing of the machine: a port of its own, loopback, files of the folder.
  static String here(String name, Path folder) throws IOException {
    Path resolv = Files.writeString(folder.resolve("resolv.conf"), "nameserver 127.0.0.1\n");
    Path hosts = Files.writeString(folder.resolve("NodeHosts"), "10.0.0.1 node-1\n");
    return text(name)
        .replace(":53 {", ":" + FreePorts.next() + " {\n    bind 127.0.0.1")
        .replace("bind 169.254.20.10 10.96.0.10", "")
        .replace("169.254.20.10:8080", "127.0.0.1:0")
        .replace("prometheus :9153", "prometheus 127.0.0.1:0")
        .replace("prometheus :9253", "prometheus 127.0.0.1:0")
        .replaceAll("(?m)^( *)health( \\{)?$", "$1health 127.0.0.1:0$2")
        .replaceAll("(?m)^( *)ready$", "$1ready 127.0.0.1:0")
        .replace("/etc/resolv.conf", resolv.toString())
        .replace("/etc/coredns/NodeHosts", hosts.toString());
  }

  /// The same with servers to forward to: one for the cluster's names, one for all others.
  static String here(String name, Path folder, int clusterPort, int restPort) throws IOException {
    return here(name, folder)
        .replace("forward . 10.96.0.11", "forward . 127.0.0.1:" + clusterPort)
        .replaceAll("forward \\. /\\S+resolv.conf", "forward . 127.0.0.1:" + restPort)
        .replace("lameduck 5s", "lameduck 10ms");
  }

  private static String text(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Shipped.class.getResourceAsStream("/corefile/shipped/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
