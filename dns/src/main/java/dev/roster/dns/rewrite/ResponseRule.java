package dev.roster.dns.rewrite;

import dev.roster.core.names.Name;
import dev.roster.core.wire.RecordData.Cname;
import dev.roster.dns.corefile.GoPattern;
import dev.roster.dns.corefile.NameMatch;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Question;
import dev.roster.dns.pipeline.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// What a rule that acted on the question does to the answer: run for each record.
sealed interface ResponseRule {
  /// Changes the draft because of one of its records.
  void apply(Draft draft, Draft.Entry record);

  /// Names, owners or held ones, become others.
  record Names(boolean values, UnaryOperator<String> change) implements ResponseRule {
    @Override
    public void apply(Draft draft, Draft.Entry record) {
      if (!values) {
        record.owner = changed(record.owner).orElse(record.owner);
        return;
      }
      HeldNames.of(record.data)
          .flatMap(this::changed)
          .ifPresent(name -> record.data = HeldNames.with(record.data, name));
    }

    /// Empty where nothing changes, and where no name would come out.
    private Optional<Name> changed(Name name) {
      String text = name.toString();
      String other = change.apply(text);
      return other.equals(text) ? Optional.empty() : Name.parse(other);
    }

    /// A name, and all below it, become another.
    static UnaryOperator<String> remap(String from, String to) {
      return text -> {
        if (text.equals(from)) return to;
        int at = text.length() - from.length();
        boolean below = at > 0 && text.charAt(at - 1) == '.' && text.endsWith(from);
        return below ? text.substring(0, at) + to : text;
      };
    }

    /// The end of names becomes another.
    static UnaryOperator<String> suffix(String from, String to) {
      return text ->
          text.endsWith(from) ? text.substring(0, text.length() - from.length()) + to : text;
    }

    /// Names in which an expression is found become what it says.
    static UnaryOperator<String> regex(GoPattern from, String to) {
      return text -> from.find(text).map(match -> GoPattern.fill(to, match)).orElse(text);
    }
  }

  /// TTLs, in seconds.
  record Ttl(long min, long max) implements ResponseRule {
    @Override
    public void apply(Draft draft, Draft.Entry record) {
      record.ttlSeconds = Math.max(min, Math.min(max, record.ttlSeconds));
    }
  }

  /// The rcode; it also acts where there is no record.
  record Rcode(int from, int to) implements ResponseRule {
    @Override
    public void apply(Draft draft, Draft.Entry record) {
      apply(draft);
    }

    void apply(Draft draft) {
      if (draft.rcode == from) draft.rcode = to;
    }
  }

  /// The target of a CNAME: it is asked for again, and the answers behind it replaced.
  record Target(NameMatch match, String to, Exchange exchange, int type) implements ResponseRule {
    @Override
    public void apply(Draft draft, Draft.Entry record) {
      if (!(record.data instanceof Cname cname)) return;
      String from = cname.target().toString();
      Optional<Name> target = other(from).flatMap(Name::parse);
      if (target.isEmpty()) return;
      Reply there = exchange.resolve(new Question(target.get(), type));
      List<Draft.Entry> answers = new ArrayList<>();
      for (Draft.Entry entry : draft.answers) {
        if (!(entry.data instanceof Cname alias)) continue;
        answers.add(entry);
        if (alias.target().toString().equals(from)) {
          entry.data = new Cname(target.get());
          break;
        }
      }
      answers.addAll(Draft.entries(there.answers()));
      draft.answers = answers;
      draft.truncated = there.truncated();
    }

    private Optional<String> other(String from) {
      return switch (match) {
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
            pattern.find(from).map(found -> GoPattern.fill(to, found));
      };
    }
  }
}
