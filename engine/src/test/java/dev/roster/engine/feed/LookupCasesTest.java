package dev.roster.engine.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Answer;
import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.Lookup;
import dev.roster.core.catalog.ZoneOptions;
import dev.roster.core.catalog.ZoneOptions.PodMode;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.objects.Tree;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.engine.objects.JsonReader;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The cases of CoreDNS, of the Kubernetes DNS specification and of Kubernetes' end-to-end tests
/// that objects alone decide, asked of the catalog. What needs a server's other parts (transfers,
/// zones of other plugins, transports) is asked of the real process elsewhere.
class LookupCasesTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  @TestFactory
  Stream<DynamicTest> cases() throws Exception {
    Tree.Obj file = read("/conformance/lookup-cases.json");
    return file.list("cases").stream()
        .map(Tree.Obj.class::cast)
        .map(it -> DynamicTest.dynamicTest(it.text("id"), () -> check(file, it)));
  }

  private static Tree.Obj read(String resource) throws Exception {
    try (InputStream in = LookupCasesTest.class.getResourceAsStream(resource)) {
      assertThat(in).isNotNull();
      return (Tree.Obj) JsonReader.read(in.readAllBytes(), resource);
    }
  }

  private static void check(Tree.Obj file, Tree.Obj test) {
    String fixture = test.text("fixture");
    List<Tree> objects = fixture.isEmpty() ? test.list("objects") : file.list("fixtures", fixture);
    boolean synced =
        !(test.at("options", "caches_synced").orElse(Tree.Bool.of(true)) instanceof Tree.Bool it)
            || it.value();
    LiveCatalog live = new LiveCatalog(1, CLOCK, () -> 0);
    live.accept(Worlds.events(objects.stream().map(Tree.Obj.class::cast).toList(), synced));
    assertThat(live.failures()).isZero();
    Catalog catalog = live.current();
    Said said = new Said("", List.of(), List.of(), List.of());
    for (String name : texts(test.list("names"))) {
      said = ask(catalog, test, Name.of(name));
      if (!said.rcode.equals("NXDOMAIN")) break;
    }
    if (test.members().containsKey("predicate")) {
      assertThat(said.answers).hasSize((int) test.number(0, "predicate", "answer_count"));
      String every = test.text("predicate", "every_srv");
      assertThat(said.answers).allMatch(record -> record.contains(" SRV " + every + " "));
      return;
    }
    assertThat(said.rcode).isEqualTo(test.text("rcode"));
    compare("answers", said.answers, test);
    compare("authority", said.authority, test);
    compare("additional", said.additional, test);
  }

  private static void compare(String section, List<String> said, Tree.Obj test) {
    List<Tree> expected = test.list(section);
    if (section.equals("additional") && expected.isEmpty() && test.flag("additional_optional"))
      return;
    assertThat(said).as(section).hasSameSizeAs(expected);
    List<String> left = new ArrayList<>(said);
    for (Tree record : expected) {
      List<String> fields = texts(((Tree.Arr) record).elements());
      boolean found =
          left.stream()
              .filter(it -> matches(it, fields))
              .findFirst()
              .map(left::remove)
              .orElse(false);
      assertThat(found).as("%s: %s in %s", section, fields, said).isTrue();
    }
  }

  private static boolean matches(String said, List<String> expected) {
    String[] a = said.split(" ", -1);
    String[] b = String.join(" ", expected).split(" ", -1);
    if (a.length != b.length) return false;
    return IntStream.range(0, a.length).allMatch(i -> b[i].equals("*") || a[i].equals(b[i]));
  }

  private record Said(
      String rcode, List<String> answers, List<String> authority, List<String> additional) {}

  private static Said ask(Catalog catalog, Tree.Obj test, Name name) {
    ZoneOptions options = options(test);
    Name apex =
        options.zones().stream()
            .filter(name::isIn)
            .max(Comparator.comparingInt(Name::labelCount))
            .orElseThrow();
    Name zone = name.suffix(name.labelCount() - apex.labelCount());
    List<IpAddress> own = texts(test.list("own")).stream().map(IpAddress::of).toList();
    int type = type(test.text("type"));
    Answer answer = Lookup.find(catalog, options, zone, name, type, own).answer();
    if (answer instanceof Answer.Chase chase) return chased(test, chase, options, zone, catalog);
    List<String> soa = List.of(text(Lookup.soa(catalog, options, zone)));
    return switch (answer) {
      case Answer.Records(var answers, var additionals) ->
          new Said("NOERROR", recordTexts(answers), List.of(), recordTexts(additionals));
      case Answer.NoData() -> new Said("NOERROR", List.of(), soa, List.of());
      case Answer.NoSuchName _ -> new Said("NXDOMAIN", List.of(), soa, List.of());
      case Answer.NotSynced() -> new Said("SERVFAIL", List.of(), soa, List.of());
      case Answer.Chase _ -> throw new AssertionError("handled above");
    };
  }

  /// As the server does it, with the case's canned upstream.
  private static Said chased(
      Tree.Obj test, Answer.Chase chase, ZoneOptions options, Name zone, Catalog catalog) {
    List<String> answers = new ArrayList<>();
    Tree.Obj canned = Tree.Obj.EMPTY;
    for (Answer.Part part : chase.answers()) {
      switch (part) {
        case Answer.Part.Known(var records) -> answers.addAll(recordTexts(records));
        case Answer.Part.Elsewhere(Name target, int asked) ->
            canned = test.obj("upstream", target + " " + RecordType.toText(asked));
      }
    }
    if (canned.flag("error") || canned.members().isEmpty()) {
      List<String> soa = List.of(text(Lookup.soa(catalog, options, zone)));
      return new Said("NOERROR", List.of(), soa, List.of());
    }
    for (Tree record : canned.list("answers")) {
      Tree.Obj it = (Tree.Obj) record;
      answers.add(
          it.text("name")
              + " "
              + it.number(0, "ttl")
              + " "
              + it.text("type")
              + " "
              + it.text("data"));
    }
    return new Said("NOERROR", answers, List.of(), List.of());
  }

  private static ZoneOptions options(Tree.Obj test) {
    Tree.Obj options = test.obj("options");
    String pods = options.text("pods");
    return new ZoneOptions(
        texts(test.list("zones")).stream().map(Name::of).toList(),
        new TreeSet<>(texts(options.list("namespaces"))),
        pods.isEmpty() ? PodMode.DISABLED : PodMode.valueOf(pods.toUpperCase(Locale.ROOT)),
        (int) options.number(5, "ttl"),
        options.flag("endpoint_pod_names"),
        options.flag("noendpoints"),
        options.flag("ignore_empty_service"),
        "");
  }

  private static int type(String text) {
    for (int type = 1; type < 300; type++) if (RecordType.toText(type).equals(text)) return type;
    throw new IllegalArgumentException(text);
  }

  private static List<String> texts(List<Tree> elements) {
    return elements.stream().map(it -> ((Tree.Text) it).value()).toList();
  }

  private static List<String> recordTexts(List<ResourceRecord> records) {
    return records.stream().map(LookupCasesTest::text).toList();
  }

  private static String text(ResourceRecord record) {
    return RecordTexts.of(record);
  }
}
