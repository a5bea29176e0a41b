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

/// Answers of the catalog of which parts are known elsewhere: the server itself is asked for them.
final class Chases {
  private Chases() {}

  /// The whole reply. Nothing elsewhere, or an error, adds nothing: aliases stand alone then, as
  /// CoreDNS has it. What was truncated there is truncated here.
  static Reply reply(String by, Exchange exchange, Answer.Chase chase) {
    List<ResourceRecord> answers = new ArrayList<>();
    boolean truncated = false;
    for (Answer.Part part : chase.answers()) truncated |= add(exchange, part, answers);
    List<ResourceRecord> additionals = new ArrayList<>();
    for (Answer.Part part : chase.additionals()) add(exchange, part, additionals);
    Reply reply = Reply.of(by, Rcode.NOERROR, answers, List.of(), additionals);
    return truncated ? reply.withTruncated() : reply;
  }

  /// Returns whether what was added is truncated.
  private static boolean add(Exchange exchange, Answer.Part part, List<ResourceRecord> records) {
    return switch (part) {
      case Answer.Part.Known(List<ResourceRecord> known) -> {
        records.addAll(known);
        yield false;
      }
      case Answer.Part.Elsewhere(Name name, int type) -> {
        Reply there = exchange.resolve(new Question(name, type));
        records.addAll(there.answers());
        yield there.truncated();
      }
    };
  }
}
