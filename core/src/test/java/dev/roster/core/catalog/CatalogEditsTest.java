package dev.roster.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.ZoneOptions.PodMode;
import dev.roster.core.names.AddressNames;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.LabelSelector;
import dev.roster.core.objects.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Random edits, seeded: after each, the catalog answers as one that was told the same facts at
/// once, its indexes agree with a naive recomputation, and the revision rose exactly if some answer
/// differs.
class CatalogEditsTest {
  private static final List<ZoneOptions> VIEWS =
      List.of(
          Facts.OPTIONS.withPods(PodMode.VERIFIED),
          new ZoneOptions(
              Facts.OPTIONS.zones(), Set.of(), PodMode.DISABLED, 5, true, false, true, ""),
          Facts.OPTIONS.withZonal(),
          Facts.OPTIONS.withLabels(LabelSelector.ofLabels(Map.of("app", "a"))));

  private static final List<String> LABELS =
      List.of(
          "h0-0",
          "h0-1",
          "h0-2",
          "p0",
          "p1",
          "p2",
          "10-8-0-0",
          "10-8-0-1",
          "10-8-0-2",
          "10-8-0-3",
          "10-8-0-4",
          "10-8-0-5",
          "fd00--0",
          "fd00--1",
          "fd00--2");

  /// Edits that change only how often a member is counted towards SRV weights, which then round to
  /// the same: taken for visible, and rare.
  private static final int LOUD_PERCENT_MAX = 3;

  private static final Pattern PARTS = Pattern.compile(" \\+ |, ");

  private static final int ROUNDS = 40;
  private static final int SEEDS = 6;

  @Test
  void everyOrderOfEditsEndsInTheSameAnswers() {
    int loud = 0;
    for (int seed = 1; seed <= SEEDS; seed++) loud += run(seed);
    assertThat(loud).isLessThanOrEqualTo(SEEDS * ROUNDS * LOUD_PERCENT_MAX / 100);
  }

  /// How many edits were visible though no answer differs.
  private static int run(int seed) {
    Random random = new Random(seed);
    Map<ObjectKey, Fact> model = new LinkedHashMap<>();
    Catalog catalog = Catalog.empty(seed).edit(Facts.synced(), 1000).next();
    Map<String, String> before = answers(catalog);
    long now = 1000;
    int loud = 0;
    Map<Long, Map<String, String>> shown = new HashMap<>(); // by serial
    for (int round = 0; round < ROUNDS; round++) {
      List<CatalogEdit> steps = new ArrayList<>();
      for (int i = 1 + random.nextInt(4); i > 0; i--) steps.add(step(random, model));
      Catalog.Change change = catalog.edit(steps, ++now / 2);
      Catalog next = change.next();
      Invariants.check(next);
      Map<String, String> after = answers(next);
      String where = "seed " + seed + ", round " + round + ": " + steps;
      if (round % 4 == 0) {
        assertThat(after).as(where).isEqualTo(answers(fromScratch(model)));
      }
      boolean differs = !before.equals(after);
      if (differs) assertThat(change.visible()).as(where).isTrue();
      if (change.visible() && !differs) loud++;
      long n = catalog.revision().n();
      assertThat(next.revision().n()).as(where).isEqualTo(change.visible() ? n + 1 : n);
      long serial = catalog.serial();
      // Ports of a Service move it though nobody sees those of a headless one.
      long risen = Math.max(serial + 1, now / 2);
      boolean newSecond = round == 0 || now % 2 == 0;
      assertThat(next.serial()).as(where).isIn(serial, risen);
      if (newSecond && change.visible()) assertThat(next.serial()).as(where).isEqualTo(risen);
      Map<String, String> cut = answers(next.cut());
      assertThat(shown.getOrDefault(next.serial(), cut)).as(where).isEqualTo(cut);
      assertThat(next.cut().serial()).as(where).isEqualTo(next.serial());
      shown.put(next.serial(), cut);
      for (ServiceKey key : change.changed()) {
        assertThat(next.find(key)).as(where).isNotSameAs(catalog.find(key));
      }
      assertThat(next.edit(List.of(), now).next()).isSameAs(next);
      catalog = next;
      before = after;
    }
    return loud;
  }

  static CatalogEdit step(Random random, Map<ObjectKey, Fact> model) {
    Fact fact = fact(random);
    int dice = random.nextInt(12);
    if (dice < 8) {
      model.put(fact.key(), fact);
      return new CatalogEdit.Put(fact);
    }
    if (dice < 11) {
      model.remove(fact.key());
      return new CatalogEdit.Delete(fact.key());
    }
    Kind kind = Invariants.kinds().get(random.nextInt(Invariants.kinds().size()));
    List<Fact> all = new ArrayList<>();
    model.keySet().removeIf(key -> key.kind().equals(kind) && random.nextInt(3) == 0);
    model.values().stream().filter(it -> it.kind().equals(kind)).forEach(all::add);
    if (fact.kind().equals(kind)) {
      all.removeIf(it -> it.key().equals(fact.key()));
      all.add(fact);
      model.put(fact.key(), fact);
    }
    return new CatalogEdit.Replace(ObjectKey.LOCAL, kind, all);
  }

  private static Fact fact(Random random) {
    String namespace = "n" + random.nextInt(2);
    String name = "s" + random.nextInt(3);
    String ports = random.nextInt(4) == 0 ? "" : "p" + random.nextInt(2) + "/tcp/80";
    return switch (random.nextInt(10)) {
      case 0 -> labelled(random, Facts.headless(namespace, name, ports));
      case 1 ->
          labelled(random, Facts.clusterIp(namespace, name, "10.9.0." + random.nextInt(3), ports));
      case 2 -> Facts.external(namespace, name, "s" + random.nextInt(3) + ".n0.svc.cluster.local");
      case 3 -> Facts.namespace(namespace);
      case 4 -> Facts.pod(namespace, "p" + random.nextInt(8), "10.8.0." + random.nextInt(8));
      case 5 ->
          Facts.set(namespace, "h" + random.nextInt(2), name, random.nextInt(2), random.nextInt(3));
      default -> slice(random, namespace, ports);
    };
  }

  private static Fact slice(Random random, String namespace, String ports) {
    StringBuilder endpoints = new StringBuilder();
    int count = random.nextInt(150) == 0 ? MemberBlock.MEMBERS_MAX + 3 : random.nextInt(4);
    boolean large = count > 100;
    for (int i = 0; i < count; i++) {
      endpoints.append(endpoints.isEmpty() ? "" : ", ");
      endpoints.append(large ? "10.7." + i / 256 + "." + i % 256 : "10.8.0." + random.nextInt(6));
      if (random.nextInt(5) == 0) endpoints.append("+fd00::").append(random.nextInt(3));
      if (random.nextBoolean()) endpoints.append(" hostname=h0-").append(random.nextInt(3));
      if (random.nextBoolean()) endpoints.append(" target=p").append(random.nextInt(3));
      if (random.nextInt(3) == 0) endpoints.append(" notready");
      if (random.nextInt(3) == 0) endpoints.append(" node=node-").append(random.nextInt(3));
      if (random.nextInt(3) == 0) endpoints.append(" zone=z").append(random.nextInt(2));
    }
    // Up to 12 slices may name one Service: past the bound from which an index leads to them.
    String name = "slice-" + random.nextInt(random.nextBoolean() ? 3 : 12);
    String service =
        random.nextInt(8) == 0 ? "" : "s" + random.nextInt(random.nextBoolean() ? 1 : 3);
    return labelled(random, Facts.slice(namespace, name, service, ports, endpoints.toString()));
  }

  /// The fact, with labels that a view selects by, or not.
  private static Fact labelled(Random random, Fact fact) {
    Map<String, String> labels = random.nextBoolean() ? Map.of("app", "a") : Map.of();
    return switch (fact) {
      case Fact.ServiceFact it ->
          new Fact.ServiceFact(
              it.key(),
              it.uid(),
              it.type(),
              it.clusterIps(),
              it.externalName(),
              it.selected(),
              it.ports(),
              labels);
      case Fact.SliceFact it ->
          new Fact.SliceFact(it.key(), it.service(), it.ports(), it.endpoints(), labels);
      case Fact.PodFact it -> new Fact.PodFact(it.key(), it.addresses(), labels);
      case Fact.NamespaceFact _, Fact.NodeFact _, Fact.DeclaredSetFact _ -> fact;
    };
  }

  private static Catalog fromScratch(Map<ObjectKey, Fact> model) {
    return Facts.catalog(model.values().toArray(new Fact[0]));
  }

  /// What is said to every question that could differ; declared or not is no difference.
  private static Map<String, String> answers(Catalog catalog) {
    Map<String, String> answers = new TreeMap<>();
    for (String name : names()) {
      for (String type : List.of("A", "AAAA", "SRV", "PTR", "CNAME")) {
        for (int view = 0; view < VIEWS.size(); view++) {
          String said = Facts.ask(catalog, VIEWS.get(view), name, type);
          answers.put(name + " " + type + " " + view, sorted(said.replace(" declared", "")));
        }
      }
    }
    return answers;
  }

  private static String sorted(String said) {
    if (!said.contains(" + ") && !said.contains(", ")) return said;
    return new TreeSet<>(List.of(PARTS.split(said, -1))).toString();
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    for (String namespace : List.of("n0", "n1")) {
      names.add(namespace + ".svc.cluster.local");
      for (int i = 0; i < 8; i++) names.add("10-8-0-" + i + "." + namespace + ".pod.cluster.local");
      for (String service : List.of("s0", "s1", "s2")) {
        String name = service + "." + namespace + ".svc.cluster.local";
        names.add(name);
        names.add("z0.pin._zone." + name);
        names.add("z1.prefer._zone." + name);
        names.add("_p0._tcp." + name);
        names.add("_p1._tcp." + name);
        for (String label : LABELS) {
          names.add(label + "." + name);
        }
      }
    }
    for (int i = 0; i < 6; i++) names.add(i + ".0.8.10.in-addr.arpa");
    for (int i = 0; i < 3; i++) {
      names.add(i + ".0.9.10.in-addr.arpa");
      names.add(AddressNames.reverseName(IpAddress.of("fd00::" + i)).toString());
    }
    names.add("200.1.7.10.in-addr.arpa");
    return names;
  }
}
