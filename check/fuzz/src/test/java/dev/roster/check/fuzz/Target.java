package dev.roster.check.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.names.Name;
import dev.roster.core.objects.Cluster;
import dev.roster.core.objects.Defaults;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.ObjectRules;
import dev.roster.core.objects.Tree;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.MessageDecoder;
import dev.roster.core.wire.MessageDecoder.Decoded;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.core.wire.Request;
import dev.roster.core.wire.RequestDecoder;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.core.zonetext.ZoneSource;
import dev.roster.core.zonetext.ZoneText;
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.corefile.GoPattern;
import dev.roster.dns.corefile.RewriteConfig;
import dev.roster.dns.gotemplate.GoTemplate;
import dev.roster.dns.gotemplate.Value;
import dev.roster.dns.hosts.HostsText;
import dev.roster.dns.pipeline.Transport;
import dev.roster.dns.rewrite.RewriteDirective;
import dev.roster.dns.server.HttpsMessage;
import dev.roster.dns.view.ViewExpression;
import dev.roster.dns.view.WrongExpression;
import dev.roster.engine.objects.FactReader;
import dev.roster.engine.objects.FieldCheck;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.MalformedTextException;
import dev.roster.kubernetes.decode.Encoding;
import dev.roster.manifest.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// A parser under fire: takes any bytes, and what it makes of them must hold together. Anything
/// thrown is a finding.
enum Target {
  REQUEST,
  MESSAGE,
  RESPONDER,
  HTTPS,
  COREFILE,
  JSON,
  MANIFEST,
  ZONE_FILE,
  TEMPLATE,
  VIEW,
  HOSTS,
  REWRITE,
  PROTOBUF_LIST,
  PROTOBUF_WATCH,
  API_JSON,
  PEM;

  private static final Map<String, String> ENVIRONMENT = Map.of("A", "{$B}x{$A}", "B", "{%A%}{");

  private static final Value TEMPLATE_DATA =
      new Value.Fields(
          Map.of(
              "Name", new Value.Text("www.example.org."),
              "Type", new Value.Text("A"),
              "Group", new Value.Table(Map.of("0", new Value.Text("x"))),
              "Match", new Value.Items(List.of(new Value.Text("x"))),
              "Question", new Value.Fields(Map.of("Qtype", Value.Whole.of(1))),
              "Remote", new Value.Text("127.0.0.1")));

  /// The folder of its corpus, which is named after its method in [ParsersFuzzTest].
  String folder() {
    StringBuilder name = new StringBuilder();
    for (String word : name().split("_", -1)) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  /// Parses.
  void run(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    switch (this) {
      case REQUEST -> request(input);
      case MESSAGE -> message(input);
      case RESPONDER -> responder(input);
      case HTTPS -> https(new String(input, StandardCharsets.ISO_8859_1));
      case COREFILE -> corefile(text);
      case JSON -> json(input);
      case MANIFEST -> manifest(text);
      case ZONE_FILE -> zoneFile(new String(input, StandardCharsets.ISO_8859_1));
      case TEMPLATE -> template(text);
      case VIEW -> view(text);
      case HOSTS -> assertThat(HostsText.size(text)).isNotNegative();
      case REWRITE -> rewrite(text);
      case PROTOBUF_LIST -> ApiBodies.list(Encoding.PROTOBUF, input);
      case PROTOBUF_WATCH -> ApiBodies.watch(Encoding.PROTOBUF, input);
      case API_JSON -> {
        ApiBodies.list(Encoding.JSON, input);
        ApiBodies.watch(Encoding.JSON, input);
      }
      case PEM -> ApiBodies.pem(text);
    }
  }

  private static void request(byte[] input) {
    RequestDecoder decoder = new RequestDecoder();
    if (decoder.decode(input, 0, input.length) instanceof Request.Query query) {
      assertThat(query.name().wireLength()).isEqualTo(query.nameLength());
      assertThat(query.edns() || query.udpSize() == 0).isTrue();
    }
  }

  /// What is taken for a message is one: it encodes and decodes to itself.
  private static void message(byte[] input) {
    if (!(MessageDecoder.decode(input, 0, input.length) instanceof Decoded.Whole(Message m))) {
      return;
    }
    if (m.questions().size() > 1_000) return;
    byte[] again = ReplyEncoder.bytes(m);
    boolean cut = (again[2] & 0x02) != 0 && (m.flags() & Flags.TC) == 0;
    if (!cut) {
      assertThat(MessageDecoder.decode(again, 0, again.length)).isEqualTo(new Decoded.Whole(m));
    }
  }

  private static void responder(byte[] input) {
    int length = Math.min(input.length, Packets.BYTES_MAX);
    for (Transport transport : Transport.values()) {
      Holder.ATTACK.send(input, length, transport, 0);
    }
  }

  private static void https(String parameter) {
    Optional<byte[]> message = HttpsMessage.ofParameter(parameter);
    if (message.isEmpty()) return;
    assertThat(message.get().length).isLessThanOrEqualTo(parameter.length());
    if (HttpsMessage.isQuery(message.get())) {
      int length = Math.min(message.get().length, Packets.BYTES_MAX);
      Holder.ATTACK.send(message.get(), length, Transport.HTTPS, 0);
    }
  }

  private static void corefile(String text) {
    switch (CorefileReader.read(text, "fuzz", ENVIRONMENT)) {
      case CorefileResult.Read(var config) -> assertThat(config.blocks()).isNotEmpty();
      case CorefileResult.Refused(var problems) -> {
        for (CorefileProblem problem : problems) assertThat(problem.what()).isNotEmpty();
      }
    }
  }

  private static void json(byte[] input) {
    try {
      object(JsonReader.read(input, "fuzz"));
    } catch (MalformedTextException malformed) {
      assertThat(malformed.getMessage()).isNotEmpty();
    }
  }

  private static void manifest(String text) {
    try {
      YamlReader.read(text, "fuzz").forEach(Target::object);
    } catch (MalformedTextException malformed) {
      assertThat(malformed.getMessage()).isNotEmpty();
    }
  }

  private static void object(Tree tree) {
    if (!(tree instanceof Tree.Obj given)) return;
    assertThat(FactReader.fact(ObjectKey.LOCAL, given)).isNotNull();
    FieldCheck.Checked checked = FieldCheck.check(given);
    if (!checked.problems().isEmpty()) return;
    Tree.Obj whole = Defaults.apply(checked.object(), Cluster.LOCAL);
    assertThat(ObjectRules.check(whole, Cluster.LOCAL)).isNotNull();
  }

  /// A record that is read has bytes, and they are those of the record.
  private static void zoneFile(String text) {
    ZoneSource none = (_, _) -> new ZoneSource.Included.Missing("no file is included here");
    Name origin = Name.of("example.org");
    switch (ZoneText.read("fuzz", text, origin, none, OptionalLong.empty())) {
      case ZoneText.Result.Broken broken -> assertThat(broken.what()).isNotEmpty();
      case ZoneText.Result.Unchanged _ -> throw new AssertionError("no serial is known");
      case ZoneText.Result.Read(var records) -> {
        for (ResourceRecord record : records) {
          byte[] bytes = ReplyEncoder.bytes(answer(record));
          if ((bytes[2] & 0x02) != 0) continue;
          assertThat(MessageDecoder.decode(bytes, 0, bytes.length))
              .isEqualTo(new Decoded.Whole(answer(record)));
        }
      }
    }
  }

  private static Message answer(ResourceRecord record) {
    List<ResourceRecord> none = List.of();
    return new Message(1, 0, List.of(), List.of(record), none, none, 0, Optional.empty());
  }

  private static void template(String text) {
    switch (GoTemplate.parse(text)) {
      case GoTemplate.Parsed.Refused(String why) -> assertThat(why).isNotEmpty();
      case GoTemplate.Parsed.Template(GoTemplate template) ->
          assertThat(template.run(TEMPLATE_DATA)).isNotNull();
    }
  }

  private static void view(String text) {
    try {
      ViewExpression view = ViewExpression.of(text, GoPattern::search);
      boolean first = view.holds(Holder.ATTACK.query());
      assertThat(view.holds(Holder.ATTACK.query())).isEqualTo(first);
    } catch (WrongExpression wrong) {
      assertThat(wrong.getMessage()).isNotEmpty();
    }
  }

  /// Lines: a rule, then names that are asked for.
  private static void rewrite(String text) {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || lines.getFirst().contains("{$")) return;
    String corefile = ". {\n rewrite " + lines.getFirst() + "\n}\n";
    if (!(CorefileReader.read(corefile, "fuzz", Map.of()) instanceof CorefileResult.Read read)) {
      return;
    }
    Optional<RewriteConfig> config = read.config().blocks().getFirst().find(RewriteConfig.class);
    if (config.isEmpty()) return;
    OneDirective asked = new OneDirective(new RewriteDirective(config.get()));
    for (String line : lines.subList(1, Math.min(5, lines.size()))) {
      boolean turned = lines.getFirst().strip().startsWith("continue");
      Name.parse(line).ifPresent(name -> asked.ask(name, turned));
    }
  }

  /// Made when first needed.
  private static final class Holder {
    static final Attack ATTACK = Attack.ofThrowawayFolder();
  }
}
