package dev.roster.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Golden pairs `x.input.json` and `x.output.json` in `plans/`: whole objects in, the whole plan
/// out. `mvn -q -pl engine -am test -Dtest=PlanGoldenTest -Dsurefire.failIfNoSpecifiedTests=false
/// -Droster.golden=write` writes the outputs anew.
class PlanGoldenTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("roster.root", ".."), "engine/src/test/resources/plans");

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TestFactory
  Stream<DynamicTest> pairs() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Path> inputs =
          files.filter(file -> file.toString().endsWith(".input.json")).sorted().toList();
      assertThat(inputs).isNotEmpty();
      return inputs.stream()
          .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
    }
  }

  private static void check(Path file) throws IOException {
    Tree.Obj input = (Tree.Obj) JsonReader.read(Files.readAllBytes(file), file.toString());
    String found = JsonWriter.writePretty(plan(input)).stripTrailing() + "\n";
    Path output = Path.of(file.toString().replace(".input.json", ".output.json"));
    if (System.getProperty("roster.golden", "").equals("write")) {
      Files.writeString(output, found);
    }
    assertThat(found).isEqualTo(Files.readString(output));
  }

  private static Tree.Obj plan(Tree.Obj input) {
    if (input.get("set").isPresent()) return set(input);
    Tree.Obj service = input.obj("service");
    List<Tree.Obj> slices = objects(input, "slices");
    SlicePlan plan =
        input.get("endpoints").isPresent()
            ? MirrorPlanner.plan(
                service.text("metadata", "namespace"),
                service.text("metadata", "name"),
                Optional.of(service),
                Optional.of(input.obj("endpoints")),
                slices,
                false)
            : EndpointSlicePlanner.plan(
                service,
                objects(input, "pods"),
                objects(input, "nodes"),
                slices,
                EndpointSlicePlanner.Options.CLUSTER,
                Optional.of(NOW));
    return new Fields()
        .list("creates", plan.creates())
        .list("updates", plan.updates())
        .list("deletes", plan.deletes())
        .put("problems", Fields.texts(plan.problems()))
        .build();
  }

  private static Tree.Obj set(Tree.Obj input) {
    StatefulSetPlan plan =
        StatefulSetPlanner.plan(
            input.obj("set"),
            objects(input, "pods"),
            objects(input, "claims"),
            objects(input, "revisions"),
            NOW,
            true);
    List<Tree> steps = new ArrayList<>();
    for (StatefulSetPlan.Step step : plan.steps()) {
      steps.add(
          new Fields()
              .number("ordinal", step.ordinal())
              .list("actions", step.actions().stream().map(PlanGoldenTest::action).toList())
              .build());
    }
    return new Fields()
        .list("prepare", plan.prepare().stream().map(PlanGoldenTest::action).toList())
        .list("steps", steps)
        .put("status", plan.status())
        .build();
  }

  private static Tree action(Action action) {
    String told = action.report().isSilent() ? "" : action.report().message();
    return switch (action) {
      case Action.Create(var object, _) ->
          new Fields().put("create", object).text("told", told).build();
      case Action.Update(var object, _) ->
          new Fields().put("update", object).text("told", told).build();
      case Action.Delete(var key, _, _) ->
          new Fields().text("delete", key.toString()).text("told", told).build();
    };
  }

  private static List<Tree.Obj> objects(Tree.Obj input, String field) {
    return TreeLists.objects(input.list(field));
  }
}
