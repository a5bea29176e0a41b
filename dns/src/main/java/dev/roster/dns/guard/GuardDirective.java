package dev.roster.dns.guard;

import dev.roster.core.wire.Rcode;
import dev.roster.dns.metrics.MetricFamily;
import dev.roster.dns.metrics.MetricFamily.Kind;
import dev.roster.dns.metrics.MetricFamily.Sample;
import dev.roster.dns.metrics.MetricSource;
import dev.roster.dns.pipeline.Gate;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Patch;
import dev.roster.dns.pipeline.Patching;
import dev.roster.dns.pipeline.Transport;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// `roster { cookies FILE; rate_limit N }`: clients that send a cookie get one of the server's, and
/// networks that get too many replies over UDP are told to show that they are who they say: by a
/// cookie (BADCOOKIE) or over TCP (TC). Who has shown it is not limited.
public final class GuardDirective implements Patching, MetricSource {
  private static final Gate FORMERR = new Gate.Answered(Rcode.FORMERR);
  private static final Gate BADCOOKIE = new Gate.Answered(Rcode.BADCOOKIE);

  private final Optional<Cookies> cookies;
  private final Optional<ReplyRates> rates;
  private final LongSupplier nanoTime;
  private final LongAdder limited = new LongAdder();

  /// The directive of a server block.
  ///
  /// @param perSecond replies of one network, 0 for no limit
  /// @param seed not to be guessed
  public GuardDirective(
      Optional<CookieSecrets> secrets, int perSecond, int burst, long seed, LongSupplier nanoTime) {
    this.cookies = secrets.map(Cookies::new);
    this.rates =
        perSecond == 0 ? Optional.empty() : Optional.of(new ReplyRates(seed, perSecond, burst));
    this.nanoTime = nanoTime;
  }

  @Override
  public String name() {
    return "roster";
  }

  @Override
  public Gate gate(Packet packet) {
    Cookies.Claim claim =
        cookies.isPresent() ? cookies.get().judge(packet, packet.scratch()) : Cookies.Claim.NONE;
    if (claim == Cookies.Claim.MALFORMED) return FORMERR;
    boolean free =
        rates.isEmpty() || packet.transport() != Transport.UDP || claim == Cookies.Claim.VALID;
    if (free || rates.get().take(packet, nanoTime.getAsLong())) return Gate.PASS;
    limited.increment();
    return claim == Cookies.Claim.CLIENT ? BADCOOKIE : Gate.TRUNCATED;
  }

  @Override
  public void patch(Packet packet, Patch patch) {
    if (cookies.isPresent()) cookies.get().answer(packet, patch);
  }

  @Override
  public List<MetricFamily> collect() {
    return List.of(
        new MetricFamily(
            "roster_dns_rate_limited_total",
            "Questions answered with BADCOOKIE or TC because their network asked too many.",
            Kind.COUNTER,
            List.of(),
            List.of(new Sample.Value(List.of(), limited.sum()))));
  }
}
