package dev.roster.dns.directive;

import dev.roster.core.wire.RecordType;
import dev.roster.dns.corefile.ErrorsConfig;
import dev.roster.dns.corefile.ErrorsConfig.Consolidation;
import dev.roster.dns.corefile.ErrorsConfig.Level;
import dev.roster.dns.host.Lines;
import dev.roster.dns.host.Owned;
import dev.roster.dns.host.Scheduler;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Passing;
import dev.roster.dns.pipeline.Reply;
import java.util.List;

/// `errors`: a line for each failure of the directives behind it, `2 example.org. A: reason`; kinds
/// that are consolidated are counted and told once a period.
///
/// An answer that failed is that packet's own, so that each failure is seen.
public final class ErrorsDirective implements Passing, Owned {
  /// Characters of a failure that expressions are tried on.
  static final int FAILURE_CHARS_MAX = 512;

  private final List<Count> counts;
  private final Scheduler scheduler;
  private final Lines lines;
  private volatile boolean closed;

  /// The directive of one server block.
  public ErrorsDirective(ErrorsConfig config, Scheduler scheduler, Lines lines) {
    this.counts = config.consolidations().stream().map(Count::new).toList();
    this.scheduler = scheduler;
    this.lines = lines;
  }

  @Override
  public String name() {
    return "errors";
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    Reply reply = next.answer(exchange);
    if (!reply.failure().isEmpty()) {
      exchange.leave();
      failed(exchange, reply);
    }
    return reply;
  }

  private void failed(Exchange exchange, Reply reply) {
    String failure = reply.failure();
    String bounded =
        failure.length() > FAILURE_CHARS_MAX ? failure.substring(0, FAILURE_CHARS_MAX) : failure;
    System.Logger.Level level = System.Logger.Level.ERROR;
    for (Count count : counts) {
      if (count.how.pattern().find(bounded).isEmpty()) continue;
      if (consolidated(count)) return;
      level = level(count.how.level());
      break;
    }
    lines.line(
        level,
        "plugin/errors: %d %s %s: %s"
            .formatted(
                reply.rcode(),
                exchange.name().folded(),
                RecordType.toText(exchange.type()),
                bounded));
  }

  /// Whether the failure is only counted.
  private boolean consolidated(Count count) {
    if (closed) return false;
    synchronized (count) {
      if (count.number++ > 0) return true;
      count.told = scheduler.schedule(count.how.period(), () -> tell(count));
      return !count.how.showFirst();
    }
  }

  private void tell(Count count) {
    long number;
    synchronized (count) {
      number = count.number;
      count.number = 0;
    }
    if (number == 0 || (number == 1 && count.how.showFirst())) return;
    lines.line(
        level(count.how.level()),
        "plugin/errors: %d errors like '%s' occurred in last %s"
            .formatted(number, count.how.pattern().text(), GoDurations.text(count.how.period())));
  }

  @Override
  public boolean isWaitedIn() {
    return true;
  }

  /// Tells what was counted.
  @Override
  public void close() {
    closed = true;
    for (Count count : counts) {
      synchronized (count) {
        count.told.cancel();
      }
      tell(count);
    }
  }

  static System.Logger.Level level(Level level) {
    return switch (level) {
      case DEBUG -> System.Logger.Level.DEBUG;
      case INFO -> System.Logger.Level.INFO;
      case WARNING -> System.Logger.Level.WARNING;
      case ERROR -> System.Logger.Level.ERROR;
    };
  }

  /// How often one kind was seen since it was last told.
  private static final class Count {
    final Consolidation how;
    long number; // guarded by this
    Scheduler.Task told = () -> {}; // guarded by this

    Count(Consolidation how) {
      this.how = how;
    }
  }
}
