package dev.roster.engine.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Cluster;
import dev.roster.core.objects.Defaults;
import dev.roster.core.objects.ObjectRules;
import dev.roster.core.objects.Problem;
import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a cluster of one or two address families makes of headless and other Services.
class ServiceApiTest {
  @Test
  void servicesAreDefaultedAndRefusedAsByAnApiServer() throws IOException {
    List<String> failures = new ArrayList<>();
    try (InputStream in = ServiceApiTest.class.getResourceAsStream("service-api.jsonl")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        Tree.Obj each = (Tree.Obj) JsonReader.read(line, "case");
        String failure = run(each);
        if (!failure.isEmpty()) failures.add(each.text("id") + ": " + failure);
      }
    }
    assertThat(failures).isEmpty();
  }

  private static String run(Tree.Obj given) {
    Map<String, Tree> service = new LinkedHashMap<>();
    service.put("apiVersion", Tree.Text.of("v1"));
    service.put("kind", Tree.Text.of("Service"));
    service.put("metadata", Tree.Obj.of(Map.of("name", Tree.Text.of("a"))));
    service.put("spec", given.obj("spec"));
    Cluster cluster = new Cluster(TreeLists.texts(given.list("cluster")), false);
    Tree.Obj object = Defaults.apply(Tree.Obj.of(service), cluster);
    List<Problem> problems = ObjectRules.check(object, cluster);
    Tree.Obj expect = given.obj("expect");
    if (expect.get("error").isPresent()) {
      String text = expect.text("error");
      boolean said = problems.stream().anyMatch(p -> p.toString().contains(text));
      return said ? "" : "not \"" + text + "\" but " + problems;
    }
    if (!problems.isEmpty()) return problems.toString();
    for (String field : List.of("ipFamilyPolicy", "ipFamilies", "ports")) {
      Tree wanted = expect.get(field).orElse(Tree.Null.NONE);
      Tree found = object.obj("spec").get(field).orElse(Tree.Null.NONE);
      if (!(wanted instanceof Tree.Null) && !wanted.equals(found)) return field + " is " + found;
    }
    return "";
  }
}
