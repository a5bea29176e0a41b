package dev.roster.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The cases of mirrored Endpoints.
final class MirrorCases {
  private MirrorCases() {}

  static void mirror(Cases.Case each) {
    Tree.Obj service =
        Cases.json("{'metadata': {'namespace': 'test', 'name': 'ext'}, 'spec': {}}")
            .with("spec", each.input().obj("service").without("name"));
    Tree.Obj endpoints = endpoints(each.input());
    List<Tree.Obj> slices =
        new ArrayList<>(plan(Optional.of(service), Optional.of(endpoints), List.of()));
    Tree.Obj expect = each.expect();
    if (expect.get("slices").isPresent()) {
      List<Tree.Obj> wanted = TreeLists.objects(expect.list("slices"));
      assertThat(slices).hasSameSizeAs(wanted);
      for (int i = 0; i < wanted.size(); i++) {
        assertThat(Slices.family(slices.get(i))).isEqualTo(wanted.get(i).text("addressType"));
        List<String> addresses =
            Slices.endpoints(slices.get(i)).stream()
                .flatMap(e -> TreeLists.texts(e.list("addresses")).stream())
                .toList();
        assertThat(addresses)
            .containsExactlyElementsOf(TreeLists.texts(wanted.get(i).list("endpoints")));
      }
    }
    if (!expect.list("endpoints").isEmpty()) {
      assertThat(slices).hasSize(1);
      Map<String, Tree> found = Slices.endpoints(slices.getFirst()).getFirst().members();
      TreeLists.objects(expect.list("endpoints"))
          .getFirst()
          .members()
          .forEach((name, value) -> assertThat(found).containsEntry(name, value));
    }
    if (expect.number(-1, "endpoints") > 0) {
      assertThat(Slices.endpoints(slices.getFirst())).hasSize((int) expect.number(-1, "endpoints"));
    }
    for (Tree.Obj slice : slices) {
      assertThat(ObjectMeta.of(slice).labels()).containsAllEntriesOf(expect.texts("labels"));
      assertThat(ObjectMeta.of(slice).controller().orElseThrow().kind()).isEqualTo("Endpoints");
    }
    if (expect.get("delete").isPresent()) {
      assertThat(slices).isNotEmpty();
      assertThat(plan(Optional.of(service), Optional.empty(), slices)).isEmpty();
      assertThat(plan(Optional.empty(), Optional.of(endpoints), slices)).isEmpty();
    }
  }

  /// The slices after a plan, which leaves nothing more to do.
  private static List<Tree.Obj> plan(
      Optional<Tree.Obj> service, Optional<Tree.Obj> endpoints, List<Tree.Obj> existing) {
    SlicePlan plan = MirrorPlanner.plan("test", "ext", service, endpoints, existing, false);
    List<Tree.Obj> slices = plan.applied(existing);
    assertThat(MirrorPlanner.plan("test", "ext", service, endpoints, slices, false).isEmpty())
        .isTrue();
    return slices;
  }

  private static Tree.Obj endpoints(Tree.Obj input) {
    Tree.Obj endpoints =
        Cases.json("{'metadata': {'namespace': 'test', 'name': 'ext', 'uid': 'ext-uid'}}");
    int count = (int) input.number(0, "addresses");
    List<Tree.Obj> subsets = new ArrayList<>();
    if (count > 0) {
      List<Tree> many = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        many.add(Tree.Text.of("10.%d.%d.1".formatted(i / 256, i % 256)));
      }
      subsets.add(Tree.Obj.EMPTY.with("addresses", addresses(many)));
    }
    for (Tree.Obj subset : TreeLists.objects(input.list("endpoints", "subsets"))) {
      Tree.Obj one = subset;
      for (String field : List.of("addresses", "notReadyAddresses")) {
        if (one.get(field).isPresent()) one = one.with(field, addresses(one.list(field)));
      }
      subsets.add(one);
    }
    if (subsets.isEmpty()) {
      subsets.add(Cases.json("{'addresses': [{'ip': '10.9.0.1'}]}"));
    }
    return endpoints.with("subsets", Tree.Arr.of(subsets));
  }

  /// The cases write an address alone or with what belongs to it.
  private static Tree.Arr addresses(List<Tree> given) {
    List<Tree> addresses = new ArrayList<>();
    for (Tree each : given) {
      addresses.add(each instanceof Tree.Text ? Tree.Obj.EMPTY.with("ip", each) : each);
    }
    return Tree.Arr.of(addresses);
  }
}
