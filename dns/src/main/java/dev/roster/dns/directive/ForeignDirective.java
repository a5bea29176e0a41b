package dev.roster.dns.directive;

import dev.roster.core.wire.Rcode;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Passing;
import dev.roster.dns.pipeline.Reply;
import java.util.List;
import java.util.Optional;

/// `roster { foreign nxdomain }`: what stands behind all directives. A name that none of them
/// answers does not exist, so that programs go on with their search list at once instead of
/// reporting a temporary failure. Without an SOA nobody remembers it (RFC 2308 section 5).
public record ForeignDirective() implements Passing {
  private static final Reply NO_SUCH_NAME =
      new Reply(
          Rcode.NXDOMAIN,
          false,
          false,
          false,
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          "roster",
          "");

  /// A name without a place in the order of directives: behind all others.
  @Override
  public String name() {
    return "foreign";
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    return NO_SUCH_NAME;
  }
}
