package dev.roster.check.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Name servers of zone files: one worker each, no response rate limiting, minimal answers, records
/// in turn.
final class NativeServers {
  private static final int RECEIVE_BUFFER_BYTES = 4 << 20;

  /// The most that gdnsd takes.
  private static final int GDNSD_BUFFER_BYTES = 1 << 20;

  /// NSD.
  static final Server NSD = new Native("nsd", List.of("nsd", "-v"), NativeServers::nsd);

  /// Knot DNS.
  static final Server KNOT = new Native("knot", List.of("knotd", "-V"), NativeServers::knot);

  /// gdnsd.
  static final Server GDNSD =
      new Native("gdnsd", List.of("gdnsd", "version"), NativeServers::gdnsd);

  /// Unbound, from local data.
  static final Server UNBOUND =
      new Native("unbound", List.of("unbound", "-V"), NativeServers::unbound);

  /// BIND.
  static final Server BIND = new Native("bind", List.of("named", "-v"), NativeServers::bind);

  /// PowerDNS with its BIND backend.
  static final Server POWERDNS =
      new Native("pdns", List.of("pdns_server", "--version"), NativeServers::powerDns);

  private NativeServers() {}

  /// A server of a package.
  private record Native(String name, List<String> versionCommand, Setup setup) implements Server {
    /// Writes its files; says how it is started.
    private interface Setup {
      Start of(Site site) throws IOException;
    }

    @Override
    public Start prepare(Site site) throws IOException {
      return setup.of(site);
    }
  }

  private static Path write(Server.Site site, String name, String text) throws IOException {
    Path file = site.folder().resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
    return file;
  }

  private static Path zone(Server.Site site) throws IOException {
    Path file = site.folder().resolve("zone");
    site.world().writeZone(file);
    return file;
  }

  private static Server.Start nsd(Server.Site site) throws IOException {
    Path configuration =
        write(
            site,
            "nsd.conf",
            """
            server:
              server-count: 1
              ip-address: 127.0.0.1@%d
              username: ""
              chroot: ""
              zonesdir: "%s"
              database: ""
              pidfile: ""
              zonelistfile: "%s/zone.list"
              xfrdfile: "%s/xfrd.state"
              xfrdir: "%s"
              receive-buffer-size: %d
              rrl-ratelimit: 0
              rrl-whitelist-ratelimit: 0
              minimal-responses: yes
              round-robin: yes
            remote-control:
              control-enable: no
            zone:
              name: cluster.local
              zonefile: %s
            """
                .formatted(
                    site.port(),
                    site.folder(),
                    site.folder(),
                    site.folder(),
                    site.folder(),
                    RECEIVE_BUFFER_BYTES,
                    zone(site)));
    return new Server.Start("nsd", "-d", "-c", configuration.toString());
  }

  private static Server.Start knot(Server.Site site) throws IOException {
    Path configuration =
        write(
            site,
            "knot.conf",
            """
            server:
                rundir: "%s"
                listen: 127.0.0.1@%d
                udp-workers: 1
                tcp-workers: 1
                background-workers: 1
                answer-rotation: on
            log:
              - target: stderr
                any: error
            database:
                storage: "%s"
            zone:
              - domain: cluster.local
                file: "%s"
                zonefile-sync: -1
                journal-content: none
            """
                .formatted(site.folder(), site.port(), site.folder(), zone(site)));
    return new Server.Start("knotd", "-c", configuration.toString());
  }

  private static Server.Start gdnsd(Server.Site site) throws IOException {
    write(
        site,
        "config",
        """
        options => {
          listen => "127.0.0.1:%d"
          udp_threads => 1
          tcp_threads => 1
          udp_rcvbuf => %d
          run_dir => "%s/run"
          state_dir => "%s/state"
        }
        """
            .formatted(site.port(), GDNSD_BUFFER_BYTES, site.folder(), site.folder()));
    Path zones = Files.createDirectories(site.folder().resolve("zones"));
    Files.createDirectories(site.folder().resolve("run"));
    Files.createDirectories(site.folder().resolve("state"));
    site.world().writeZone(zones.resolve("cluster.local"));
    return new Server.Start("gdnsd", "-c", site.folder().toString(), "start");
  }

  private static Server.Start unbound(Server.Site site) throws IOException {
    site.world().writeLocalData(site.folder().resolve("data.conf"));
    Path configuration =
        write(
            site,
            "unbound.conf",
            """
            server:
              interface: 127.0.0.1@%d
              num-threads: 1
              do-daemonize: no
              username: ""
              chroot: ""
              directory: "%s"
              pidfile: ""
              use-syslog: no
              so-rcvbuf: %d
              module-config: "iterator"
              minimal-responses: yes
              rrset-roundrobin: yes
            include: "%s/data.conf"
            """
                .formatted(site.port(), site.folder(), RECEIVE_BUFFER_BYTES, site.folder()));
    return new Server.Start("unbound", "-d", "-c", configuration.toString());
  }

  private static Server.Start bind(Server.Site site) throws IOException {
    Path configuration =
        write(
            site,
            "named.conf",
            """
            options {
              directory "%s";
              pid-file none;
              session-keyfile none;
              listen-on port %d { 127.0.0.1; };
              listen-on-v6 { none; };
              recursion no;
              notify no;
              minimal-responses yes;
              rrset-order { order cyclic; };
            };
            controls { };
            zone "cluster.local" { type primary; file "%s"; };
            """
                .formatted(site.folder(), site.port(), zone(site)));
    return new Server.Start("named", "-f", "-n", "1", "-c", configuration.toString());
  }

  private static Server.Start powerDns(Server.Site site) throws IOException {
    Path named =
        write(
            site,
            "named.conf",
            "zone \"cluster.local\" { type primary; file \"%s\"; };\n".formatted(zone(site)));
    write(
        site,
        "pdns.conf",
        """
        launch=bind
        bind-config=%s
        local-address=127.0.0.1
        local-port=%d
        socket-dir=%s
        receiver-threads=1
        distributor-threads=1
        """
            .formatted(named, site.port(), site.folder()));
    return new Server.Start(
        "pdns_server",
        "--config-dir=" + site.folder(),
        "--daemon=no",
        "--guardian=no",
        "--disable-syslog");
  }
}
