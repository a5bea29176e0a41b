package dev.roster.dns.directive;

import dev.roster.dns.corefile.HttpsConfig;
import dev.roster.dns.corefile.MultisocketConfig;
import dev.roster.dns.corefile.ServerBlockConfig;
import dev.roster.dns.corefile.TimeoutsConfig;
import dev.roster.dns.server.ListenOptions;
import dev.roster.dns.server.TlsIdentity;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// What server blocks ask of an address that they share: of times the last one counts, of sockets
/// and certificates the first.
final class ListenerOptions {
  private ListenerOptions() {}

  /// The options with what one more block asks for.
  static ListenOptions with(
      ListenOptions before, ServerBlockConfig block, Optional<TlsIdentity> tls) {
    Optional<TimeoutsConfig> timeouts = block.find(TimeoutsConfig.class);
    OptionalInt sockets =
        block
            .find(MultisocketConfig.class)
            .map(MultisocketConfig::sockets)
            .orElse(OptionalInt.empty());
    OptionalInt https =
        block.find(HttpsConfig.class).map(HttpsConfig::connectionsMax).orElse(OptionalInt.empty());
    return new ListenOptions(
        before.tls().or(() -> tls),
        millis(timeouts.flatMap(TimeoutsConfig::read), before.readMillis()),
        millis(timeouts.flatMap(TimeoutsConfig::write), before.writeMillis()),
        millis(timeouts.flatMap(TimeoutsConfig::idle), before.idleMillis()),
        before.sockets() == 0 ? sockets.orElse(0) : before.sockets(),
        timeouts.map(each -> each.tcpQueriesMax().orElse(0)).orElse(before.questionsMax()),
        connections(https, before.httpsConnectionsMax()));
  }

  /// 0 is no bound of the user's.
  private static int connections(OptionalInt asked, int before) {
    if (asked.isEmpty()) return before;
    return asked.getAsInt() == 0 ? ListenOptions.HTTPS_CONNECTIONS_MAX : asked.getAsInt();
  }

  private static int millis(Optional<Duration> asked, int before) {
    return asked.map(duration -> Math.toIntExact(duration.toMillis())).orElse(before);
  }
}
