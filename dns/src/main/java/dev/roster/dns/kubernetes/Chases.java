package dev.roster.dns.kubernetes;

import dev.roster.core.catalog.Answer;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Question;
import dev.roster.dns.pipeline.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Answers of the catalog of which parts are known elsewhere: the server itself is asked for them.
final class Chases {
  private Chases() {}

  /// The whole reply. Nothing elsewhere adds nothing: aliases stand alone then, as CoreDNS has it.
  /// What was truncated there is truncated here. Empty where another server was asked and failed:
  /// an alias to what may well exist must not look like one to nothing.
  static Optional<Reply> reply(String by, Exchange exchange, Answer.Chase chase) {
    List<ResourceRecord> answers = new ArrayList<>();
    boolean truncated = false;
    for (Answer.Part part : chase.answers()) {
      if (part instanceof Answer.Part.Elsewhere(Name name, int type)) {
        Reply there = exchange.resolve(new Question(name, type));
        if (there.rcode() == Rcode.SERVFAIL && exchange.isFromOutside()) return Optional.empty();
        answers.addAll(there.answers());
        truncated |= there.truncated();
      } else {
        add(exchange, part, answers);
      }
    }
    List<ResourceRecord> additionals = new ArrayList<>();
    for (Answer.Part part : chase.additionals()) add(exchange, part, additionals);
    Reply reply = Reply.of(by, Rcode.NOERROR, answers, List.of(), additionals);
    return Optional.of(truncated ? reply.withTruncated() : reply);
  }

  private static void add(Exchange exchange, Answer.Part part, List<ResourceRecord> records) {
    switch (part) {
      case Answer.Part.Known(List<ResourceRecord> known) -> records.addAll(known);
      case Answer.Part.Elsewhere(Name name, int type) ->
          records.addAll(exchange.resolve(new Question(name, type)).answers());
    }
  }
}
