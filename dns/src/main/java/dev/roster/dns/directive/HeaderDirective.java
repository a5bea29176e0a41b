package dev.roster.dns.directive;

import dev.roster.core.wire.Flags;
import dev.roster.dns.corefile.HeaderConfig;
import dev.roster.dns.corefile.HeaderConfig.Flag;
import dev.roster.dns.corefile.HeaderConfig.Rule;
import dev.roster.dns.pipeline.Asked;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Passing;
import dev.roster.dns.pipeline.Patch;
import dev.roster.dns.pipeline.Patching;
import dev.roster.dns.pipeline.Reply;
import java.util.List;
import java.util.Optional;

/// `header`: flags of the answers behind it, set or cleared. What a question's rules say of RD
/// shows in the answer, which repeats it; the last rule of a flag counts.
public final class HeaderDirective implements Passing, Patching {
  private final Optional<Boolean> aa;
  private final Optional<Boolean> ra;
  private final int set;
  private final int clear;
  private final Optional<Boolean> passedOn;

  /// The directive of one server block.
  public HeaderDirective(HeaderConfig config) {
    aa = last(config.response(), Flag.AA);
    ra = last(config.response(), Flag.RA);
    Optional<Boolean> rd = last(config.response(), Flag.RD);
    passedOn = last(config.query(), Flag.RD);
    if (rd.isEmpty()) rd = passedOn;
    set = rd.orElse(false) ? Flags.RD : 0;
    clear = rd.orElse(true) ? 0 : Flags.RD;
  }

  private static Optional<Boolean> last(List<Rule> rules, Flag flag) {
    Optional<Boolean> last = Optional.empty();
    for (Rule rule : rules) if (rule.flag() == flag) last = Optional.of(rule.set());
    return last;
  }

  @Override
  public String name() {
    return "header";
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    Reply reply = next.answer(passedOn.map(rd -> changed(exchange, rd)).orElse(exchange));
    // What no directive wrote is the server's own, and has its own flags.
    if (reply.by().isEmpty()) return reply;
    return reply.withFlags(aa.orElse(reply.authoritative()), ra.orElse(reply.recursionAvailable()));
  }

  private static Exchange changed(Exchange exchange, boolean rd) {
    Asked asked = exchange.asked();
    int others = asked.flags() & ~Flags.RD;
    return exchange.with(new Asked(rd ? others | Flags.RD : others, asked.edns(), asked.stream()));
  }

  @Override
  public void patch(Packet packet, Patch patch) {
    patch.flagsSet |= set;
    patch.flagsClear |= clear;
  }
}
