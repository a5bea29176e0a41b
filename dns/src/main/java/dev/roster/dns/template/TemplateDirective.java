package dev.roster.dns.template;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Mnemonics;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData.Cname;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.core.zonetext.RecordText;
import dev.roster.dns.corefile.GoPattern;
import dev.roster.dns.corefile.TemplateConfig;
import dev.roster.dns.corefile.TemplateConfig.Entry;
import dev.roster.dns.gotemplate.GoTemplate;
import dev.roster.dns.gotemplate.Value;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Home;
import dev.roster.dns.pipeline.Housing;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Passing;
import dev.roster.dns.pipeline.Question;
import dev.roster.dns.pipeline.Reply;
import dev.roster.dns.pipeline.Scope;
import dev.roster.dns.view.Bindings;
import dev.roster.dns.view.ViewExpression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import org.jspecify.annotations.Nullable;

/// `template`: the first entry whose class, type and expression match answers; one of which only
/// the expression does not match is SERVFAIL, unless it says `fallthrough`. What comes out is
/// remembered with the configuration, unless a template looks at more than the question.
public final class TemplateDirective implements Passing, Housing {
  private final List<Entry> entries;
  private final List<Name> zones;
  private final boolean personal;

  /// The directive that a Corefile describes.
  public TemplateDirective(TemplateConfig config) {
    this.entries = config.entries();
    Set<Name> all = new LinkedHashSet<>();
    for (Entry entry : entries) all.addAll(entry.zones());
    this.zones = List.copyOf(all);
    this.personal = entries.stream().anyMatch(TemplateDirective::looksAtTheClient);
  }

  private static boolean looksAtTheClient(Entry entry) {
    List<GoTemplate> all = new ArrayList<>(entry.answers());
    all.addAll(entry.additionals());
    all.addAll(entry.authorities());
    for (GoTemplate template : all) {
      String text = template.toString();
      if (text.contains(".Remote") || text.contains(".Message")) return true;
    }
    return false;
  }

  @Override
  public String name() {
    return "template";
  }

  @Override
  public Scope scope() {
    return Scope.of(zones);
  }

  @Override
  public Home home(Packet packet) {
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (!isType(entry, packet.query().type())) continue;
      boolean in = entry.qclass() == Mnemonics.CLASS_IN || entry.qclass() == Mnemonics.CLASS_ANY;
      if (!in || !isIn(entry.zones(), packet)) continue;
      // Whether an expression matches is not known without running it.
      boolean known = entry.matches().isEmpty() && entry.wants().isEmpty();
      return known ? packet.block().plans() : Home.ALONE;
    }
    return Home.NEXT;
  }

  private static boolean isIn(List<Name> zones, Packet packet) {
    for (int i = 0; i < zones.size(); i++) if (packet.isIn(zones.get(i))) return true;
    return false;
  }

  private static boolean isType(Entry entry, int type) {
    return entry.type() == RecordType.ANY || type == RecordType.ANY || entry.type() == type;
  }

  private static boolean isClass(Entry entry, int qclass) {
    int own = entry.qclass();
    return own == Mnemonics.CLASS_ANY || qclass == Mnemonics.CLASS_ANY || own == qclass;
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    if (personal) exchange.leave();
    Question question = exchange.question();
    String name = question.name().folded().toString();
    for (Entry entry : entries) {
      Optional<Name> zone = zoneOf(entry.zones(), question.name());
      if (zone.isEmpty()) continue;
      if (!isClass(entry, question.qclass()) || !isType(entry, question.type())) continue;
      switch (match(exchange, entry, zone.get(), name)) {
        case Match.Found(Value data) -> {
          return reply(exchange, entry, data);
        }
        case Match.Failed _ -> {
          return Reply.rcode(Rcode.SERVFAIL);
        }
        case Match.None _ -> {
          if (zoneOf(entry.fallthrough(), question.name()).isEmpty()) {
            return Reply.rcode(Rcode.SERVFAIL);
          }
        }
      }
    }
    return next.answer(exchange);
  }

  /// The longest zone that the name is in.
  private static Optional<Name> zoneOf(List<Name> zones, Name name) {
    Optional<Name> found = Optional.empty();
    for (Name zone : zones) {
      boolean longer = found.isEmpty() || zone.labelCount() > found.get().labelCount();
      if (name.isIn(zone) && longer) found = Optional.of(zone);
    }
    return found;
  }

  /// What an entry says to a question.
  private sealed interface Match {
    /// It answers; what its templates see.
    record Found(Value data) implements Match {}

    /// It is not meant.
    record None() implements Match {}

    /// One of its expressions has no value: SERVFAIL, whatever `fallthrough` says.
    record Failed() implements Match {}
  }

  private Match match(Exchange exchange, Entry entry, Name zone, String name) {
    if (entry.matches().isEmpty()) {
      // As the expression `.*` would have it.
      Map<String, Value> groups = Map.of("0", new Value.Text(name));
      List<Value> match = List.of(new Value.Text(name));
      return match(exchange, entry, fields(exchange, entry, zone, name, ".*", match, groups));
    }
    for (GoPattern pattern : entry.matches()) {
      Optional<MatchResult> found = pattern.find(name);
      if (found.isEmpty()) continue;
      List<Value> match = new ArrayList<>();
      Map<String, Value> groups = new HashMap<>();
      for (int i = 0; i <= found.get().groupCount(); i++) {
        String group = found.get().group(i);
        Value value = new Value.Text(group == null ? "" : group);
        match.add(value);
        groups.put(String.valueOf(i), value);
      }
      pattern.names().forEach((group, number) -> groups.put(group, match.get(number)));
      String regex = pattern.text();
      return match(exchange, entry, fields(exchange, entry, zone, name, regex, match, groups));
    }
    return new Match.None();
  }

  /// Gives the variables their values and asks the conditions.
  private static Match match(Exchange exchange, Entry entry, Map<String, Value> fields) {
    if (entry.wants().isEmpty()) return new Match.Found(new Value.Fields(fields));
    Packet packet = exchange.packet();
    Question question = exchange.question();
    Bindings bindings =
        new Bindings(
            text(fields.get("Name")),
            RecordType.toText(question.type()),
            Mnemonics.classText(question.qclass()),
            group ->
                fields.get("Group") instanceof Value.Table(var groups)
                    ? text(groups.get(group))
                    : "");
    Map<String, Value> values = new HashMap<>();
    for (TemplateConfig.Variable variable : entry.wants().variables()) {
      switch (variable.value().run(packet, bindings)) {
        case ViewExpression.Outcome.Failed _ -> {
          return new Match.Failed();
        }
        case ViewExpression.Outcome.Is(Object value) -> {
          bindings.set(variable.name(), value);
          values.put(variable.name(), Values.of(value));
        }
      }
    }
    for (ViewExpression condition : entry.wants().conditions()) {
      switch (condition.run(packet, bindings)) {
        case ViewExpression.Outcome.Failed _ -> {
          return new Match.Failed();
        }
        case ViewExpression.Outcome.Is(Object value) -> {
          if (!value.equals(true)) return new Match.None();
        }
      }
    }
    fields.put("Var", new Value.Table(values));
    return new Match.Found(new Value.Fields(fields));
  }

  private static String text(@Nullable Value value) {
    return value instanceof Value.Text(String text) ? text : "";
  }

  private Map<String, Value> fields(
      Exchange exchange,
      Entry entry,
      Name zone,
      String name,
      String regex,
      List<Value> match,
      Map<String, Value> groups) {
    Question question = exchange.question();
    int qclass = question.qclass() == Mnemonics.CLASS_ANY ? entry.qclass() : question.qclass();
    int type = question.type() == RecordType.ANY ? entry.type() : question.type();
    Value asked =
        new Value.Fields(
            Map.of(
                "Name", new Value.Text(question.name().toString()),
                "Qtype", Value.Whole.of(question.type()),
                "Qclass", Value.Whole.of(question.qclass())));
    Map<String, Value> fields = new HashMap<>();
    fields.put("Zone", new Value.Text(zone.folded().toString()));
    fields.put("Name", new Value.Text(name));
    fields.put("Regex", new Value.Text(regex));
    fields.put("Match", new Value.Items(match));
    fields.put("Group", new Value.Table(groups));
    fields.put("Class", new Value.Text(Mnemonics.classText(qclass)));
    fields.put("Type", new Value.Text(RecordType.toText(type)));
    fields.put("Question", asked);
    fields.put("Var", new Value.Table(Map.of()));
    fields.put("Meta", new Value.Method(label -> exchange.metadata(label).orElse("")));
    if (personal) {
      fields.put("Remote", new Value.Text(exchange.packet().source().toString()));
      fields.put("Message", message(exchange, asked));
    }
    return fields;
  }

  private static Value message(Exchange exchange, Value question) {
    return new Value.Fields(
        Map.of(
            "Id", Value.Whole.of(exchange.packet().query().id()),
            "RecursionDesired", new Value.Truth((exchange.asked().flags() & 0x0100) != 0),
            "CheckingDisabled", new Value.Truth((exchange.asked().flags() & 0x0010) != 0),
            "Question", new Value.Items(List.of(question))));
  }

  private Reply reply(Exchange exchange, Entry entry, Value data) {
    if (entry.rcode() == Rcode.SERVFAIL) return Reply.rcode(Rcode.SERVFAIL);
    List<ResourceRecord> answers = new ArrayList<>();
    List<ResourceRecord> additionals = new ArrayList<>();
    List<ResourceRecord> authorities = new ArrayList<>();
    boolean truncated = false;
    for (GoTemplate template : entry.answers()) {
      Optional<String> wrong = record(template, data, answers);
      if (wrong.isPresent()) return Reply.failure(wrong.get());
      boolean address = exchange.type() == RecordType.A || exchange.type() == RecordType.AAAA;
      if (address && answers.getLast().data() instanceof Cname(Name target)) {
        Reply there = exchange.resolve(new Question(target, exchange.type()));
        truncated = there.truncated();
        answers.addAll(there.answers());
      }
    }
    for (GoTemplate template : entry.additionals()) {
      Optional<String> wrong = record(template, data, additionals);
      if (wrong.isPresent()) return Reply.failure(wrong.get());
    }
    for (GoTemplate template : entry.authorities()) {
      Optional<String> wrong = record(template, data, authorities);
      if (wrong.isPresent()) return Reply.failure(wrong.get());
    }
    Reply reply = Reply.of(name(), entry.rcode(), answers, authorities, additionals);
    if (truncated) reply = reply.withTruncated();
    // The error is the only option then, as in CoreDNS.
    return entry.error().isEmpty()
        ? reply
        : reply.withError(entry.error().get()).withOptions(List.of());
  }

  /// Adds what a template says; returns what is wrong with it, if something is.
  private static Optional<String> record(
      GoTemplate template, Value data, List<ResourceRecord> records) {
    return switch (template.run(data)) {
      case GoTemplate.Output.Failed(String why) -> Optional.of("template: " + why);
      case GoTemplate.Output.Text(String text) ->
          switch (RecordText.parse(text)) {
            case RecordText.Result.Read(ResourceRecord record) -> {
              records.add(record);
              yield Optional.empty();
            }
            case RecordText.Result.Nothing() -> Optional.of("template: no record comes out");
            case RecordText.Result.Refused(String why) -> Optional.of("template: " + why);
          };
    };
  }
}
