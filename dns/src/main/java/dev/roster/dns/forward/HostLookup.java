package dev.roster.dns.forward;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.host.Reasons;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Finds the addresses of an upstream that is written by name, by the servers that `resolver`
/// names.
final class HostLookup {
  private static final Duration WITHIN = Duration.ofSeconds(2);
  private static final int PORT = 53;

  private final RandomGenerator random;
  private final LongSupplier nanoTime;

  HostLookup(RandomGenerator random, LongSupplier nanoTime) {
    this.random = random;
    this.nanoTime = nanoTime;
  }

  /// The addresses of the first server that knows any; waits.
  ///
  /// @param resolvers `ADDRESS` or `ADDRESS:PORT`, in the order in which they are asked
  List<InetAddress> addresses(String host, List<String> resolvers) throws IOException {
    Name name =
        Name.parse(host).orElseThrow(() -> new IOException("\"" + host + "\" is no host name"));
    String why = "no addresses";
    for (String resolver : resolvers) {
      Link link = new DatagramLink(server(resolver), Optional.empty(), nanoTime);
      List<InetAddress> found = new ArrayList<>();
      for (int type : new int[] {RecordType.A, RecordType.AAAA}) {
        try {
          Message question = Message.query(random.nextInt(0x1_0000), name, type, Optional.empty());
          collect(link.ask(question, WITHIN), found);
        } catch (IOException failed) {
          why = Reasons.of(failed);
        }
      }
      if (!found.isEmpty()) return found;
    }
    throw new IOException("\"" + host + "\" is not resolved: " + why);
  }

  private static void collect(Message said, List<InetAddress> found) throws IOException {
    for (ResourceRecord record : said.answers()) {
      if (record.data() instanceof RecordData.Address(var address)) {
        found.add(InetAddress.getByAddress(address.toBytes()));
      }
    }
  }

  private static InetSocketAddress server(String resolver) {
    int colon = resolver.lastIndexOf(':');
    boolean port = colon >= 0 && (resolver.startsWith("[") || resolver.indexOf(':') == colon);
    String host = port ? resolver.substring(0, colon) : resolver;
    if (host.startsWith("[")) host = host.substring(1, host.length() - 1);
    int number = port ? Integer.parseInt(resolver.substring(colon + 1)) : PORT;
    return new InetSocketAddress(InetAddress.ofLiteral(host), number);
  }
}
