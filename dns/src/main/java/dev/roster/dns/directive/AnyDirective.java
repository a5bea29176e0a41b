package dev.roster.dns.directive;

import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Passing;
import dev.roster.dns.pipeline.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// `any`: a question for all types gets one HINFO record that says why (RFC 8482 section 4.2).
public record AnyDirective() implements Passing {
  private static final int TTL_SECONDS = 8482;
  private static final RecordData HINFO = hinfo("ANY obsoleted", "See RFC 8482");

  @Override
  public String name() {
    return "any";
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    if (exchange.type() != RecordType.ANY) return next.answer(exchange);
    ResourceRecord record = new ResourceRecord(exchange.name(), TTL_SECONDS, HINFO);
    return Reply.of("any", Rcode.NOERROR, List.of(record), List.of(), List.of())
        .withFlags(false, false);
  }

  private static RecordData hinfo(String cpu, String os) {
    byte[] bytes = new byte[2 + cpu.length() + os.length()];
    bytes[0] = (byte) cpu.length();
    System.arraycopy(cpu.getBytes(StandardCharsets.US_ASCII), 0, bytes, 1, cpu.length());
    bytes[1 + cpu.length()] = (byte) os.length();
    byte[] second = os.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(second, 0, bytes, 2 + cpu.length(), os.length());
    return new RecordData.Unknown(RecordType.HINFO, bytes);
  }
}
