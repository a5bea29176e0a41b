package dev.roster.dns.directive;

import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Passing;
import dev.roster.dns.pipeline.Reply;

/// `minimal`: an answer with data carries nothing else; denials, errors and delegations stay whole.
public record MinimalDirective() implements Passing {
  @Override
  public String name() {
    return "minimal";
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    Reply reply = next.answer(exchange);
    // What nobody wrote and nobody calls a failure makes CoreDNS's `minimal` panic: SERVFAIL.
    boolean unsaid = reply.by().isEmpty() && reply.failure().isEmpty();
    if (unsaid && reply.rcode() != Reply.NO_REPLY) return Reply.rcode(Rcode.SERVFAIL);
    return isPlain(reply) ? reply.withAnswersAlone() : reply;
  }

  private static boolean isPlain(Reply reply) {
    if (reply.rcode() != Rcode.NOERROR) return false;
    if (!reply.answers().isEmpty()) return true;
    for (ResourceRecord authority : reply.authorities()) {
      if (authority.type() == RecordType.SOA || authority.type() == RecordType.NS) return false;
    }
    return true;
  }
}
