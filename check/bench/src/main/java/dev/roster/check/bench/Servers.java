package dev.roster.check.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// All servers that the benchmark knows.
final class Servers {
  static final String COREDNS = "ROSTER_BENCH_COREDNS";

  private Servers() {}

  /// In the order in which they are measured.
  static List<Server> all() {
    return List.of(
        new EchoServer(),
        new Roster("roster", Corefile.ZONE_AND_METRICS, ""),
        new Roster("roster-nio", Corefile.ZONE_AND_METRICS, "-Droster.udp=nio"),
        new Roster("roster-kubeadm", Corefile.KUBEADM, ""),
        NativeServers.GDNSD,
        NativeServers.NSD,
        NativeServers.KNOT,
        NativeServers.UNBOUND,
        NativeServers.BIND,
        NativeServers.POWERDNS,
        new CoreDns("coredns", Corefile.ZONE),
        new CoreDns("coredns-kubeadm", Corefile.KUBEADM));
  }

  /// Corefiles that Roster and CoreDNS both take.
  enum Corefile {
    /// The zone, nothing else.
    ZONE,
    /// The zone, with metrics.
    ZONE_AND_METRICS,
    /// What kubeadm installs, without the port of health.
    KUBEADM;

    Path write(Server.Site site) throws IOException {
      String text =
          switch (this) {
            case ZONE ->
                """
                .:%d {
                    bind 127.0.0.1
                    kubernetes cluster.local
                    ready 127.0.0.1:%d
                }
                """
                    .formatted(site.port(), site.readyPort());
            case ZONE_AND_METRICS ->
                """
                .:%d {
                    bind 127.0.0.1
                    kubernetes cluster.local
                    prometheus 127.0.0.1:%d
                    ready 127.0.0.1:%d
                }
                """
                    .formatted(site.port(), site.sidePort(), site.readyPort());
            case KUBEADM ->
                """
                .:%d {
                    bind 127.0.0.1
                    errors
                    ready 127.0.0.1:%d
                    kubernetes cluster.local in-addr.arpa ip6.arpa {
                       pods insecure
                       fallthrough in-addr.arpa ip6.arpa
                       ttl 30
                    }
                    prometheus 127.0.0.1:%d
                    forward . 127.0.0.1:%d {
                       max_concurrent 1000
                    }
                    cache 30 {
                       disable success cluster.local
                       disable denial cluster.local
                    }
                    loop
                    reload
                    loadbalance
                }
                """
                    .formatted(site.port(), site.readyPort(), site.sidePort(), site.upstreamPort());
          };
      Path file = site.folder().resolve("Corefile");
      Files.writeString(file, text);
      return file;
    }
  }

  private static Path objects(Server.Site site) throws IOException {
    Path file = site.folder().resolve("objects.json");
    site.world().writeObjects(file);
    return file;
  }

  /// The kernel's own limit.
  private record EchoServer() implements Server {
    @Override
    public String name() {
      return "echo";
    }

    @Override
    public List<String> versionCommand() {
      return List.of("true");
    }

    @Override
    public boolean isJudged() {
      return false;
    }

    @Override
    public boolean speaksTcp() {
      return false;
    }

    @Override
    public boolean isCompiledLate() {
      return true;
    }

    @Override
    public Start prepare(Site site) {
      return new Start(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "--enable-native-access=ALL-UNNAMED",
          "-XX:+UseSerialGC",
          "-cp",
          System.getProperty("java.class.path"),
          Echo.class.getName(),
          Integer.toString(site.port()));
    }
  }

  /// This project.
  private record Roster(String name, Corefile corefile, String jvmOptions) implements Server {
    @Override
    public List<String> versionCommand() {
      return List.of("./roster", "version"); // builds it, too
    }

    @Override
    public boolean isCompiledLate() {
      return true;
    }

    @Override
    public boolean saysReady() {
      return true;
    }

    @Override
    public Start prepare(Site site) throws IOException {
      return new Start(
          List.of(
              site.root().resolve("roster").toString(),
              "serve",
              "--corefile",
              corefile.write(site).toString(),
              "--objects",
              objects(site).toString()),
          jvmOptions.isEmpty() ? Map.of() : Map.of("JAVA_TOOL_OPTIONS", jvmOptions));
    }
  }

  /// CoreDNS has no objects from files: a command that the user names brings them to it.
  private record CoreDns(String name, Corefile corefile) implements Server {
    @Override
    public List<String> versionCommand() {
      String command = System.getenv().getOrDefault(COREDNS, "");
      return command.isEmpty() ? List.of(COREDNS + " is not set") : List.of("test", "-x", command);
    }

    @Override
    public boolean saysReady() {
      return true;
    }

    @Override
    public Start prepare(Site site) throws IOException {
      return new Start(
          System.getenv(COREDNS),
          "serve",
          "--corefile",
          corefile.write(site).toString(),
          "--objects",
          objects(site).toString());
    }
  }
}
