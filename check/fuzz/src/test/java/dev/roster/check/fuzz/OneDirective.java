package dev.roster.check.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.MessageDecoder;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Reply;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.ServerBlock;
import dev.roster.dns.pipeline.Site;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A server block of one directive, behind which every name has an address.
final class OneDirective {
  private static final Directive ADDRESSES =
      new Directive() {
        @Override
        public String name() {
          return "hosts";
        }

        @Override
        public Reply answer(Exchange exchange, Chain next) {
          RecordData address = new RecordData.Address(IpAddress.of("192.0.2.1"));
          return Reply.of(
              name(),
              Rcode.NOERROR,
              List.of(new ResourceRecord(exchange.name(), 5, address)),
              List.of(),
              List.of());
        }
      };

  private final DnsMetrics metrics = new DnsMetrics();
  private final Responder responder = new Responder(1, 2, () -> 0, metrics.worker());
  private final Site site;

  /// A block of a directive.
  OneDirective(Directive directive) {
    List<Directive> both = List.of(directive, ADDRESSES);
    site = new Site("dns://:53", List.of(new ServerBlock(Name.ROOT, "", List.of(), both)), metrics);
  }

  /// Asks for a name; no directive fails, and a reply is a message with this question.
  void ask(Name name) {
    ask(name, false);
  }

  /// As [#ask].
  ///
  /// @param turned whether the reply may have another question, as after `rewrite continue`
  void ask(Name name, boolean turned) {
    byte[] query = ReplyEncoder.bytes(Message.query(7, name, RecordType.A, Optional.empty()));
    int length = responder.respond(site, Catalog.EMPTY, query, 0, query.length);
    assertThat(metrics.total(Event.PANIC)).isZero();
    byte[] reply = Arrays.copyOf(responder.packet().replyBytes(), length);
    switch (MessageDecoder.decode(reply, 0, length)) {
      case MessageDecoder.Decoded.Malformed(String why) -> throw new AssertionError(why);
      case MessageDecoder.Decoded.Whole(Message message) -> {
        assertThat(message.questions()).hasSize(1);
        if (!turned) assertThat(message.questions().getFirst().name()).isEqualTo(name);
      }
    }
  }
}
