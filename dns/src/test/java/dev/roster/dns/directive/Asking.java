package dev.roster.dns.directive;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Gate;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Reply;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.ServerBlock;
import dev.roster.dns.pipeline.Site;
import dev.roster.dns.pipeline.Transport;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.xbill.DNS.Message;

/// A server block that is asked without sockets; time stands still unless told.
final class Asking {
  final AtomicLong nanos = new AtomicLong();
  final DnsMetrics metrics = new DnsMetrics();
  private final Responder responder;
  private final Site site;

  Asking(List<Directive> directives) {
    ServerBlock block = new ServerBlock(Name.ROOT, "", List.of(), directives);
    site = new Site("dns://:53", List.of(block), metrics);
    responder = new Responder(1, 2, nanos::get, metrics.worker());
  }

  /// The reply to a message, from an address and port.
  Message ask(Transport how, String source, int port, Message question) {
    try {
      return new Message(bytes(how, source, port, question.toWire()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// The bytes of a reply, none for no reply.
  byte[] bytes(Transport how, String source, int port, byte[] wire) {
    Packet packet = responder.packet();
    packet.from(how, IpAddress.of(source).toBytes(), port);
    int length = responder.respond(site, Catalog.EMPTY, wire, 0, wire.length);
    return Arrays.copyOf(packet.replyBytes(), length);
  }

  /// A directive that answers everything; `time` passes while it does.
  static Directive answering(Function<Exchange, Reply> answer) {
    return new Directive() {
      @Override
      public String name() {
        return "kubernetes";
      }

      @Override
      public Gate gate(Packet packet) {
        return Gate.PASS;
      }

      @Override
      public Optional<String> metadata(Packet packet, String label) {
        return label.equals("kubernetes/known") ? Optional.of("yes") : Optional.empty();
      }

      @Override
      public Reply answer(Exchange exchange, Chain next) {
        return answer.apply(exchange);
      }
    };
  }
}
