package dev.roster.dns.directive;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Edns;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ReplyEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// What a cluster's pods ask, 100 questions: 60 by the search path, of names that don't exist, for
/// A and AAAA; 20 of the world's names; 12 of Services with an address of their own; 8 of headless
/// ones and their members.
final class ClusterMix {
  /// What answers for all names but the cluster's: two addresses, an alias, no IPv6.
  static final String REST =
      """
      .:0 {
        bind 127.0.0.1
        template IN A org {
          answer "{{ .Name }} 60 A 192.0.2.7"
          answer "{{ .Name }} 60 A 192.0.2.8"
        }
        template IN A net {
          answer "{{ .Name }} 90 CNAME Edge.Example.com."
          answer "Edge.Example.com. 20 A 192.0.2.9"
          answer "Edge.Example.com. 20 A 192.0.2.10"
        }
        template IN AAAA org net {
          authority "org. 60 SOA ns.org. root.org. 1 7200 1800 86400 60"
        }
      }
      """;

  /// What answers for the cluster where another server does.
  static final String CLUSTER =
      """
      cluster.local:0 {
        bind 127.0.0.1
        kubernetes cluster.local {
          pods insecure
          ttl 30
        }
      }
      """;

  private ClusterMix() {}

  /// A question of the mix.
  record Asked(String name, int type) {
    byte[] wire(boolean edns, Optional<Random> letters) {
      Optional<Edns> opt = edns ? Optional.of(Edns.of(1232)) : Optional.empty();
      byte[] wire = ReplyEncoder.bytes(Message.query(4711, Name.of(name), type, opt));
      letters.ifPresent(random -> mix(wire, random));
      return wire;
    }

    /// Puts each letter of the question in upper case or not; a letter at least.
    static void mix(byte[] wire, Random random) {
      boolean any = false;
      for (int i = 13; wire[i] != 0; i++) {
        if (wire[i] < 'a' || wire[i] > 'z' || (any && random.nextBoolean())) continue;
        wire[i] = (byte) (wire[i] - 32);
        any = true;
      }
    }
  }

  static List<Asked> questions() {
    List<Asked> all = new ArrayList<>();
    for (String name : List.of("example.org", "www.example.net", "a.b.example.org")) {
      for (String path : List.of("default.svc.", "svc.", "")) pair(all, name, path);
    }
    for (String name : List.of("api.github.com", "s3.eu.amazonaws.com", "db.default.svc")) {
      for (String path : List.of("prod.svc.", "svc.", "")) pair(all, name, path);
    }
    for (String name : List.of("x", "y", "www", "mail")) {
      for (String path : List.of("prod.svc.", "default.svc.", "")) pair(all, name + ".test", path);
    }
    // 60 by now.
    for (String name : List.of("example.org", "www.example.net", "a.b.example.org")) {
      all.add(new Asked(name, RecordType.A));
      all.add(new Asked(name, RecordType.AAAA));
    }
    for (int i = 0; i < 7; i++) {
      all.add(new Asked("h" + i + ".example.org", RecordType.A));
      all.add(new Asked("h" + i + ".example.net", RecordType.AAAA));
    }
    for (int i = 0; i < 6; i++) {
      all.add(new Asked("web.default.svc.cluster.local", RecordType.A));
      all.add(new Asked("web.default.svc.cluster.local", RecordType.AAAA));
    }
    for (String name : List.of("db", "db-0.db", "db-1.db", "one")) {
      all.add(new Asked(name + ".default.svc.cluster.local", RecordType.A));
      all.add(new Asked(name + ".default.svc.cluster.local", RecordType.AAAA));
    }
    return all;
  }

  private static void pair(List<Asked> all, String name, String path) {
    all.add(new Asked(name + "." + path + "cluster.local", RecordType.A));
    all.add(new Asked(name + "." + path + "cluster.local", RecordType.AAAA));
  }
}
