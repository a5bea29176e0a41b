package dev.roster.dns.directive;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Passing;
import dev.roster.dns.pipeline.Reply;
import java.util.List;

/// `whoami`: the address, port and protocol that a question came from.
public record WhoamiDirective() implements Passing {
  @Override
  public String name() {
    return "whoami";
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    Packet packet = exchange.packet();
    int rclass = exchange.question().qclass();
    Name owner = exchange.name();
    String proto = "_" + packet.transport().proto();
    boolean fits = owner.wireLength() + proto.length() < Name.WIRE_BYTES_MAX;
    Name service = fits ? owner.child(proto) : owner;
    List<ResourceRecord> records =
        List.of(
            new ResourceRecord(owner, 0, new RecordData.Address(packet.source()), rclass),
            new ResourceRecord(
                service, 0, new RecordData.Srv(0, 0, packet.sourcePort(), Name.ROOT), rclass));
    return Reply.of("whoami", Rcode.NOERROR, List.of(), List.of(), records);
  }
}
