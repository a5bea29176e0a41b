package dev.roster.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import dev.roster.engine.objects.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// A file of cases: each has an id, a title, an input and what is expected.
final class Cases {
  /// One case.
  record Case(String id, String title, Tree.Obj input, Tree.Obj expect) {}

  private Cases() {}

  /// The cases of a file in `conformance/`.
  static List<Case> load(String file) {
    try (var stream = Cases.class.getResourceAsStream("/conformance/" + file)) {
      if (stream == null) throw new IllegalArgumentException("no resource " + file);
      Tree.Obj all = (Tree.Obj) JsonReader.read(stream.readAllBytes(), file);
      return TreeLists.objects(all.list("cases")).stream()
          .map(c -> new Case(c.text("id"), c.text("title"), c.obj("input"), c.obj("expect")))
          .toList();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// A test for each case. What is expected to fail is run and must fail; what is not about this
  /// layer is not run, and stands in a list with the reason.
  static Stream<DynamicTest> tests(
      List<Case> cases,
      Consumer<Case> check,
      Map<String, String> expectedFailures,
      Map<String, String> elsewhere) {
    List<String> ids = cases.stream().map(Case::id).toList();
    assertThat(ids).containsAll(expectedFailures.keySet()).containsAll(elsewhere.keySet());
    return cases.stream()
        .filter(each -> !elsewhere.containsKey(each.id()))
        .map(each ->
            DynamicTest.dynamicTest(
                each.id() + " " + each.title(),
                () -> {
                  if (expectedFailures.containsKey(each.id())) {
                    assertThat(fails(check, each))
                        .as("%s passes: take it off the list", each.id())
                        .isTrue();
                  } else {
                    check.accept(each);
                  }
                }));
  }

  private static boolean fails(Consumer<Case> check, Case each) {
    try {
      check.accept(each);
      return false;
    } catch (AssertionError expected) {
      return true;
    }
  }

  /// A tree from JSON with single quotes.
  static Tree.Obj json(String text) {
    try {
      return (Tree.Obj) JsonReader.read(text.replace('\'', '"'), "test");
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// A tree with the members of another one laid over it; objects are merged, null removes.
  static Tree.Obj merged(Tree.Obj base, Tree.Obj over) {
    Tree.Obj merged = base;
    for (var member : over.members().entrySet()) {
      merged =
          switch (member.getValue()) {
            case Tree.Null _ -> merged.without(member.getKey());
            case Tree.Obj obj ->
                merged.with(member.getKey(), merged(merged.obj(member.getKey()), obj));
            case Tree.Arr _, Tree.Text _, Tree.Num _, Tree.Bool _ ->
                merged.with(member.getKey(), member.getValue());
          };
    }
    return merged;
  }
}
