package dev.roster.app.verbs;

import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.Tree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `roster scale`: how many members a StatefulSet should have.
@Command(name = "scale", description = "Set how many members there are: scale sts/db --replicas=4.")
public final class ScaleVerb extends ServerVerb {
  @Parameters(paramLabel = "TYPE NAME... | TYPE/NAME...", description = "What to scale.")
  private List<String> words = List.of();

  @Option(names = "--replicas", paramLabel = "COUNT", required = true, description = "How many.")
  private int replicas = -1;

  @Option(
      names = "--current-replicas",
      paramLabel = "COUNT",
      description = "Only if there are so many now.")
  private int currentReplicas = -1;

  @Override
  public Integer call() throws VerbException {
    if (replicas < 0) {
      throw new VerbException(
          ExitCode.MEND,
          "error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal"
              + " to 0");
    }
    Targets targets = Targets.of(words);
    if (!targets.named()) {
      throw new VerbException(
          ExitCode.MEND, "error: which one? Such as: scale sts/db --replicas=4");
    }
    int code = ExitCode.OK;
    for (Map.Entry<Kinds.Entry, List<String>> each : targets.entries().entrySet()) {
      for (String name : each.getValue()) {
        if (!scale(each.getKey(), name)) code = ExitCode.FAILED;
      }
    }
    return code;
  }

  private boolean scale(Kinds.Entry entry, String name) throws VerbException {
    String target = ApiClient.path(entry, namespace(), name);
    ApiClient.Answer found = client().ask("GET", target, ApiClient.JSON, "", Optional.empty());
    if (found.failed()) return failed(found);
    long now = found.tree().number(1, "spec", "replicas");
    if (currentReplicas >= 0 && now != currentReplicas) {
      err().println("error: Expected replicas to be " + currentReplicas + ", was " + now);
      return false;
    }
    Tree.Obj patch = Tree.Obj.EMPTY.with(List.of("spec", "replicas"), Tree.Num.of(replicas));
    ApiClient.Answer answer =
        client()
            .ask(
                "PATCH",
                target + "/scale",
                ApiClient.JSON,
                ApplyVerb.MERGE_PATCH,
                Optional.of(patch));
    if (answer.failed()) return failed(answer);
    out().println(Targets.word(entry) + "/" + name + " scaled");
    return true;
  }

  private boolean failed(ApiClient.Answer answer) {
    err().println(ServerErrors.text(answer.tree(), ""));
    return false;
  }
}
