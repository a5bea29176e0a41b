package dev.roster.dns.rewrite;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Mnemonics;
import dev.roster.dns.corefile.GoPattern;
import dev.roster.dns.corefile.NameMatch;
import dev.roster.dns.corefile.RewriteConfig;
import dev.roster.dns.corefile.RewriteRule;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Gate;
import dev.roster.dns.pipeline.Home;
import dev.roster.dns.pipeline.Housing;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Question;
import dev.roster.dns.pipeline.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `rewrite`: the first rule that acts, and those behind it where it says `continue`, turn the
/// question into another; what comes back is turned as they say. The reply's question is the
/// client's but where, as in CoreDNS, all rules that acted go on and none turns anything back.
///
/// Questions that no rule means are remembered as if it were not there. Rules for EDNS options mean
/// all packets, so with one of them nothing is.
public final class RewriteDirective implements Housing {
  private final List<RewriteRule> rules;
  private final boolean options;

  /// The directive that a Corefile describes.
  public RewriteDirective(RewriteConfig config) {
    this.rules = config.rules();
    this.options = rules.stream().anyMatch(RewriteRule.Option.class::isInstance);
  }

  @Override
  public String name() {
    return "rewrite";
  }

  @Override
  public Gate gate(Packet packet) {
    return options ? Gate.LEAVE : Gate.PASS;
  }

  @Override
  public Home home(Packet packet) {
    for (int i = 0; i < rules.size(); i++) {
      RewriteRule rule = rules.get(i);
      boolean acts =
          switch (rule) {
            case RewriteRule.Name of -> PacketNames.mayMatch(of.match(), packet);
            case RewriteRule.Ttl of -> PacketNames.mayMatch(of.match(), packet);
            case RewriteRule.Rcode of -> PacketNames.mayMatch(of.match(), packet);
            case RewriteRule.Type of -> packet.query().type() == of.from();
            case RewriteRule.QClass of -> of.from() == Mnemonics.CLASS_IN;
            case RewriteRule.Option _ -> true;
            case RewriteRule.Cname _ -> false;
          };
      if (acts) return Home.ALONE;
      // A rule for CNAMEs acts on every question: it ends the list like any other.
      if (rule instanceof RewriteRule.Cname && !rule.goesOn()) return Home.NEXT;
    }
    return Home.NEXT;
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    Run run = new Run(exchange, options ? Optional.of(new Options(exchange)) : Optional.empty());
    for (RewriteRule rule : rules) {
      if (!run.acts(rule)) continue;
      if (run.invalid.isPresent()) return run.invalid.get();
      if (!rule.goesOn()) break;
    }
    Exchange sent = run.options.map(Options::sent).orElse(exchange).with(run.question);
    Reply reply = next.answer(sent);
    if (!run.responses.isEmpty() || run.stopped) reply = run.back(reply, name());
    else if (!run.question.equals(exchange.question())) exchange.show(run.question);
    return run.options.isPresent() ? run.options.get().back(reply) : reply;
  }

  /// One question on its way through the rules.
  private static final class Run {
    final Exchange exchange;
    final Optional<Options> options;
    final List<ResponseRule> responses = new ArrayList<>();
    Question question;
    boolean stopped;
    Optional<Reply> invalid = Optional.empty();

    Run(Exchange exchange, Optional<Options> options) {
      this.exchange = exchange;
      this.options = options;
      this.question = exchange.question();
    }

    /// Applies a rule; whether it acted.
    boolean acts(RewriteRule rule) {
      boolean acted =
          switch (rule) {
            case RewriteRule.Name of -> rename(of);
            case RewriteRule.Type(boolean _, int from, int to) -> {
              if (question.type() != from) yield false;
              question = new Question(question.name(), to, question.qclass());
              yield true;
            }
            case RewriteRule.QClass(boolean _, int from, int to) -> {
              if (question.qclass() != from) yield false;
              question = new Question(question.name(), question.type(), to);
              yield true;
            }
            case RewriteRule.Ttl(boolean _, NameMatch match, long min, long max) ->
                match.matches(text()) && responses.add(new ResponseRule.Ttl(min, max));
            case RewriteRule.Rcode(boolean _, NameMatch match, int from, int to) ->
                match.matches(text()) && responses.add(new ResponseRule.Rcode(from, to));
            case RewriteRule.Cname(boolean _, NameMatch match, String to) ->
                responses.add(new ResponseRule.Target(match, to, exchange, question.type()));
            case RewriteRule.Option of -> options.orElseThrow().acts(of, question);
          };
      if (acted && !rule.goesOn()) stopped = true;
      return acted;
    }

    private String text() {
      return question.name().folded().toString();
    }

    private boolean rename(RewriteRule.Name rule) {
      String from = text();
      Optional<String> other = renamed(rule, from);
      if (other.isEmpty()) return false;
      Optional<Name> name = Name.parse(other.get());
      if (name.isEmpty()) {
        invalid = Optional.of(Reply.failure("invalid name after rewrite: " + other.get()));
        return true;
      }
      question = new Question(name.get(), question.type(), question.qclass());
      if (rule.auto()) {
        var back =
            rule.match() instanceof NameMatch.Suffix(String suffix)
                ? ResponseRule.Names.suffix(rule.to(), suffix)
                : ResponseRule.Names.remap(other.get(), from);
        responses.add(new ResponseRule.Names(false, back));
        responses.add(new ResponseRule.Names(true, back));
      }
      for (RewriteRule.AnswerRule answer : rule.answers()) {
        var change = ResponseRule.Names.regex(answer.from(), answer.to());
        responses.add(new ResponseRule.Names(answer.values(), change));
      }
      return true;
    }

    private static Optional<String> renamed(RewriteRule.Name rule, String from) {
      String to = rule.to();
      return switch (rule.match()) {
        case NameMatch.Exact(String name) -> name.equals(from) ? Optional.of(to) : Optional.empty();
        case NameMatch.Prefix(String prefix) ->
            from.startsWith(prefix)
                ? Optional.of(to + from.substring(prefix.length()))
                : Optional.empty();
        case NameMatch.Suffix(String suffix) ->
            from.endsWith(suffix)
                ? Optional.of(from.substring(0, from.length() - suffix.length()) + to)
                : Optional.empty();
        case NameMatch.Substring(String part) ->
            from.contains(part) ? Optional.of(from.replace(part, to)) : Optional.empty();
        case NameMatch.Regex(GoPattern pattern) ->
            pattern.find(from).map(match -> GoPattern.fill(to, match));
      };
    }

    /// The reply in the client's words. Rules act in reverse order, on the authority section first,
    /// as CoreDNS does.
    Reply back(Reply reply, String by) {
      Draft draft = new Draft(reply);
      boolean bare = draft.isEmpty();
      for (Draft.Entry record : draft.authorities) apply(draft, record);
      for (Draft.Entry record : draft.answers) apply(draft, record);
      for (Draft.Entry record : draft.additionals) apply(draft, record);
      if (bare) {
        for (ResponseRule rule : responses.reversed()) {
          if (rule instanceof ResponseRule.Rcode rcode) rcode.apply(draft);
        }
      }
      return draft.reply(by);
    }

    private void apply(Draft draft, Draft.Entry record) {
      for (ResponseRule rule : responses.reversed()) rule.apply(draft, record);
    }
  }
}
