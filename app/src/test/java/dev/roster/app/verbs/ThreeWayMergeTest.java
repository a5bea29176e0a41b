package dev.roster.app.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.JsonWriter;
import dev.roster.engine.objects.MalformedTextException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ThreeWayMergeTest {
  /// Each line: what was applied last, what is wanted, what is stored, the result.
  private static final String CASES =
      """
      {} | {a:1} | {} | {a:1}
      {a:1} | {} | {a:1,b:2} | {b:2}
      {} | {} | {a:1,b:2} | {a:1,b:2}
      {a:1} | {a:2} | {a:3,b:2} | {a:2,b:2}
      {m:{a:1,b:1}} | {m:{a:2}} | {m:{a:1,b:1,c:1}} | {m:{a:2,c:1}}
      {m:{a:1}} | {} | {m:{a:1,c:1}} | {}
      {} | {a:null} | {a:1,b:1} | {b:1}
      {l:[1]} | {l:[2]} | {l:[1,3]} | {l:[2]}
      {env:[{name:'a',v:1}]} | {env:[{name:'a',v:2}]} | {env:[{name:'a',v:1,d:9},{name:'x'}]} | {env:[{name:'a',v:2,d:9},{name:'x'}]}
      {env:[{name:'a'},{name:'b'}]} | {env:[{name:'b'}]} | {env:[{name:'a'},{name:'b',d:1}]} | {env:[{name:'b',d:1}]}
      {ports:[{port:1}]} | {ports:[{port:2}]} | {ports:[{port:1,protocol:'TCP'}]} | {ports:[{port:2}]}
      {ports:[{port:1}]} | {ports:[{port:1},{port:2}]} | {ports:[{port:1,protocol:'TCP'}]} | {ports:[{port:1,protocol:'TCP'},{port:2}]}
      {} | {ports:[{port:1},{port:1}]} | {ports:[{port:1,protocol:'TCP'}]} | {ports:[{port:1},{port:1}]}
      {finalizers:['a']} | {finalizers:['b']} | {finalizers:['a','x']} | {finalizers:['b','x']}
      """;

  @Test
  void the_cases() {
    for (String line : CASES.lines().toList()) {
      List<Tree.Obj> trees =
          List.of(line.split("\\|", -1)).stream().map(ThreeWayMergeTest::tree).toList();
      Tree.Obj merged = ThreeWayMerge.merge(trees.get(0), trees.get(1), trees.get(2));
      assertThat(JsonWriter.write(merged)).as(line).isEqualTo(JsonWriter.write(trees.get(3)));
    }
  }

  @Test
  void a_patch_leads_from_one_to_the_other() {
    for (String line : CASES.lines().toList()) {
      String[] sides = line.split("\\|", -1);
      Tree.Obj from = tree(sides[2]);
      Tree.Obj to = tree(sides[3]);
      Optional<Tree.Obj> patch = ThreeWayMerge.patch(from, to);
      assertThat(patch.isEmpty()).isEqualTo(from.equals(to));
      assertThat(patched(from, patch.orElse(Tree.Obj.EMPTY))).isEqualTo(to);
    }
  }

  @Test
  void the_annotation_is_as_kubectl_writes_it() {
    Tree.Obj object = tree("{kind:'A',apiVersion:'v1',metadata:{name:'x',labels:{b:'1',a:'2'}}}");
    Tree.Obj annotated = LastApplied.with(object);
    assertThat(annotated.texts("metadata", "annotations").get(LastApplied.ANNOTATION))
        .isEqualTo(
            "{\"apiVersion\":\"v1\",\"kind\":\"A\",\"metadata\":{\"annotations\":{},\"labels\":"
                + "{\"a\":\"2\",\"b\":\"1\"},\"name\":\"x\"}}\n");
    assertThat(LastApplied.with(annotated)).isEqualTo(annotated);
    assertThat(LastApplied.of(annotated).text("metadata", "name")).isEqualTo("x");
    assertThat(LastApplied.of(object)).isEqualTo(Tree.Obj.EMPTY);
  }

  /// RFC 7396, written once more.
  private static Tree patched(Tree target, Tree patch) {
    if (!(patch instanceof Tree.Obj changes)) return patch;
    Tree.Obj result = target instanceof Tree.Obj obj ? obj : Tree.Obj.EMPTY;
    for (String name : changes.members().keySet()) {
      Tree change = changes.get(name).orElseThrow();
      Tree old = result.get(name).orElse(Tree.Null.NONE);
      result =
          change instanceof Tree.Null
              ? result.without(name)
              : result.with(name, patched(old, change));
    }
    return result;
  }

  /// JSON whose names need no quotes and whose texts have single ones.
  static Tree.Obj tree(String text) {
    String json = text.strip().replaceAll("([{,])([a-zA-Z]+):", "$1\"$2\":").replace('\'', '"');
    try {
      return (Tree.Obj) JsonReader.read(json, "case");
    } catch (MalformedTextException malformed) {
      throw new AssertionError(json, malformed);
    }
  }
}
