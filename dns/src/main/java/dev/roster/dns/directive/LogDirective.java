package dev.roster.dns.directive;

import dev.roster.core.names.Name;
import dev.roster.dns.corefile.LogConfig;
import dev.roster.dns.corefile.LogConfig.AnswerClass;
import dev.roster.dns.host.Lines;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Reply;
import dev.roster.dns.pipeline.Scope;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/// `log`: a line for each answer. The first rule whose zone holds the name decides whether there is
/// one and what it says. A block with it remembers no answers: each is looked at.
public final class LogDirective implements Directive {
  private final List<Rule> rules;
  private final LongSupplier nanoTime;
  private final Lines lines;

  private record Rule(Name zone, LogFormat format, Set<AnswerClass> classes) {}

  /// The directive of one server block.
  ///
  /// @param nanoTime the server's clock
  public LogDirective(LogConfig config, LongSupplier nanoTime, Lines lines) {
    this.rules =
        config.rules().stream()
            .map(rule -> new Rule(rule.zone(), LogFormat.compile(rule.format()), rule.classes()))
            .toList();
    this.nanoTime = nanoTime;
    this.lines = lines;
  }

  @Override
  public String name() {
    return "log";
  }

  @Override
  public Scope scope() {
    return Scope.NONE;
  }

  @Override
  public boolean observes() {
    return true;
  }

  @Override
  public void observe(Packet packet, Reply reply) {
    for (Rule rule : rules) {
      if (!packet.isIn(rule.zone)) continue;
      boolean wanted =
          rule.classes.contains(AnswerClass.ALL)
              || rule.classes.contains(AnswerClasses.of(packet.query().type(), reply));
      if (wanted) {
        long nanos = nanoTime.getAsLong() - packet.startNanos();
        lines.line(System.Logger.Level.INFO, rule.format.line(packet, nanos));
      }
      return;
    }
  }
}
