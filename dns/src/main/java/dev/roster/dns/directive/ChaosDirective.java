package dev.roster.dns.directive;

import dev.roster.core.wire.Mnemonics;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Passing;
import dev.roster.dns.pipeline.Reply;
import java.util.ArrayList;
import java.util.List;

/// `chaos`: what the server is, asked in class CH (RFC 4892): `version.bind`, `version.server`,
/// `authors.bind`, `hostname.bind`, `id.server`.
public final class ChaosDirective implements Passing {
  private final List<String> version;
  private final List<String> authors;
  private final List<String> host;

  /// The directive of one server block.
  ///
  /// @param version one string of a TXT record
  public ChaosDirective(String version, List<String> authors, String host) {
    this.version = List.of(version);
    this.authors = List.copyOf(authors);
    this.host = List.of(host);
  }

  @Override
  public String name() {
    return "chaos";
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    boolean asked =
        exchange.question().qclass() == Mnemonics.CLASS_CH && exchange.type() == RecordType.TXT;
    if (!asked) return next.answer(exchange);
    return switch (exchange.name().folded().toString()) {
      case "authors.bind." -> strings(exchange, authors);
      case "version.bind.", "version.server." -> strings(exchange, version);
      case "hostname.bind.", "id.server." -> strings(exchange, host);
      default -> next.answer(exchange);
    };
  }

  private static Reply strings(Exchange exchange, List<String> strings) {
    List<ResourceRecord> answers = new ArrayList<>();
    for (String string : strings) {
      RecordData data = new RecordData.Txt(List.of(string));
      answers.add(new ResourceRecord(exchange.name(), 0, data, Mnemonics.CLASS_CH));
    }
    return Reply.of("chaos", Rcode.NOERROR, answers, List.of(), List.of()).withFlags(false, false);
  }
}
