package dev.roster.check.conformance;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.MessageDecoder;
import dev.roster.core.wire.MessageDecoder.Decoded;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.directive.Assembler;
import dev.roster.dns.directive.Assembly;
import dev.roster.dns.host.Host;
import dev.roster.dns.kubernetes.KubernetesDirective;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.ServerBlock;
import dev.roster.dns.pipeline.Site;
import dev.roster.dns.pipeline.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// A Corefile asked without sockets, for what no packet shows. Nothing is scheduled, its clock
/// stands.
final class InProcess {
  private static final int CLIENT_PORT = 5353;

  private final Site site;
  private final Responder responder;

  /// What a Corefile with one listener comes to.
  ///
  /// @param more a directive of each of its blocks besides those that it names
  InProcess(String corefile, Optional<Directive> more) {
    DnsMetrics metrics = new DnsMetrics();
    Host host =
        new Host(
            (_, _) -> () -> {},
            () -> Catalog.EMPTY,
            () -> 0,
            new SplittableRandom(1),
            (_, _) -> {},
            why -> {
              throw new AssertionError(why);
            });
    List<ServerBlock> blocks = new ArrayList<>();
    for (ServerBlock block : assembled(corefile, host).dns().listeners().getFirst().blocks()) {
      List<Directive> directives = new ArrayList<>(block.directives());
      more.ifPresent(directives::add);
      blocks.add(new ServerBlock(block.zone(), block.view(), block.localAddresses(), directives));
    }
    site = new Site("dns://test", blocks, metrics);
    responder = Responder.ofWorker(1, 1, () -> 0, metrics.worker());
  }

  private static Assembly assembled(String corefile, Host host) {
    return switch (CorefileReader.read(corefile, "Corefile", Map.of())) {
      case CorefileResult.Refused(var problems) -> throw new AssertionError(problems);
      case CorefileResult.Read(var config) ->
          switch (Assembler.assemble(config, KubernetesDirective::of, host)) {
            case Assembly.Result.Refused(var problems) -> throw new AssertionError(problems);
            case Assembly.Result.Assembled(Assembly assembly) -> assembly;
          };
    };
  }

  /// The reply to a question over UDP.
  Message ask(Catalog catalog, IpAddress client, String name, int type) {
    byte[] query = ReplyEncoder.bytes(Message.query(1, Name.of(name), type, Optional.empty()));
    responder.packet().from(Transport.UDP, client.toBytes(), CLIENT_PORT);
    int length = responder.respond(site, catalog, query, 0, query.length);
    return switch (MessageDecoder.decode(responder.packet().replyBytes(), 0, length)) {
      case Decoded.Whole(Message message) -> message;
      case Decoded.Malformed(String why) -> throw new AssertionError(why);
    };
  }
}
