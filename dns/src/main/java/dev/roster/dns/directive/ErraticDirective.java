package dev.roster.dns.directive;

import dev.roster.core.names.IpAddress;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.corefile.ErraticConfig;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Reply;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// `erratic`: A and AAAA with one address for every name, SERVFAIL for other types; some questions
/// get no answer, a late one or one with the TC bit. Zone transfers are not answered.
public final class ErraticDirective implements Directive {
  private static final int LARGE = 30;
  private static final IpAddress IPV4 = IpAddress.of("192.0.2.53");
  private static final IpAddress IPV6 = IpAddress.of("2001:db8::53");

  private final ErraticConfig config;
  private final LongSupplier nanoTime;
  private final AtomicLong asked = new AtomicLong();

  /// @param nanoTime a monotonic clock
  ErraticDirective(ErraticConfig config, LongSupplier nanoTime) {
    this.config = config;
    this.nanoTime = nanoTime;
  }

  @Override
  public String name() {
    return "erratic";
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    exchange.leave();
    // Counted once: a question that may have to wait goes where it can before.
    if (config.delay() > 0) exchange.willWait();
    long number = asked.getAndIncrement();
    if (config.drop() > 0 && number % config.drop() == 0) return Reply.rcode(Reply.NO_REPLY);
    if (config.delay() > 0 && number % config.delay() == 0) pause();
    return switch (exchange.type()) {
      case RecordType.A -> reply(exchange, number, IPV4, config.large() ? LARGE : 1);
      case RecordType.AAAA -> reply(exchange, number, IPV6, 1);
      default -> Reply.rcode(Rcode.SERVFAIL);
    };
  }

  private void pause() {
    long end = nanoTime.getAsLong() + config.delayed().toNanos();
    while (true) {
      long left = end - nanoTime.getAsLong();
      if (left <= 0 || Thread.currentThread().isInterrupted()) return;
      LockSupport.parkNanos(this, left);
    }
  }

  private Reply reply(Exchange exchange, long number, IpAddress address, int times) {
    ResourceRecord record = new ResourceRecord(exchange.name(), 0, new RecordData.Address(address));
    Reply reply =
        Reply.of(name(), Rcode.NOERROR, Collections.nCopies(times, record), List.of(), List.of());
    // Not every so many-th: CoreDNS takes the bits that both numbers have.
    boolean cut = config.truncate() > 0 && (number & config.truncate()) == 0;
    return cut ? reply.withTruncated() : reply;
  }
}
