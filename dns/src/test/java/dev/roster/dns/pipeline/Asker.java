package dev.roster.dns.pipeline;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Edns;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.MessageDecoder;
import dev.roster.core.wire.MessageDecoder.Decoded;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.dns.metrics.DnsMetrics;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A responder asked without sockets.
public final class Asker {
  private static final byte[] CLIENT = {127, 0, 0, 1};

  public final DnsMetrics metrics = new DnsMetrics();
  public final Responder responder;
  private final Site site;
  public Catalog catalog;
  public Transport transport = Transport.UDP;

  public Asker(Catalog catalog, boolean remembers, List<ServerBlock> blocks) {
    this.catalog = catalog;
    this.site = new Site("dns://test", blocks, metrics);
    this.responder = new Responder(42, 7, () -> 0, metrics.worker(), remembers);
  }

  /// The reply's bytes, none for no reply.
  public byte[] ask(byte[] request) {
    responder.packet().from(transport, CLIENT, 5353);
    int length = responder.respond(site, catalog, request, 0, request.length);
    return Arrays.copyOf(responder.packet().replyBytes(), length);
  }

  public Message ask(String name, int type) {
    return ask(name, type, Optional.empty());
  }

  public Message ask(String name, int type, Optional<Edns> edns) {
    return message(ask(query(name, type, edns)));
  }

  public static byte[] query(String name, int type, Optional<Edns> edns) {
    return ReplyEncoder.bytes(Message.query(4711, Name.of(name), type, edns));
  }

  /// The id of a message.
  public static int idOf(byte[] bytes) {
    return ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
  }

  public static Message message(byte[] bytes) {
    return switch (MessageDecoder.decode(bytes, 0, bytes.length)) {
      case Decoded.Whole(Message message) -> message;
      case Decoded.Malformed(String why) -> throw new AssertionError(why);
    };
  }
}
