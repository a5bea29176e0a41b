package dev.roster.app.verbs;

import dev.roster.core.objects.Age;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.Tree;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `roster describe`: an object with what happened to it, and of a pod why it isn't up.
@Command(
    name = "describe",
    description = "Tell about objects and what happened to them: describe pod db-0.")
public final class DescribeVerb extends ServerVerb {
  /// Events that are shown of one object, at most.
  static final int EVENTS_SHOWN_MAX = 25;

  @Parameters(paramLabel = "TYPE [NAME...] | TYPE/NAME...", description = "What to tell about.")
  private List<String> words = List.of();

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "LABELS",
      description = "Only objects with these labels.")
  private String labels = "";

  @Option(
      names = "--show-events",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "true",
      description = "Whether to show events (default: true).")
  private boolean showEvents = true;

  private final InstantSource clock = InstantSource.system();

  @Override
  public Integer call() throws VerbException {
    int code = ExitCode.OK;
    boolean first = true;
    for (Map.Entry<Kinds.Entry, List<String>> each : Targets.of(words).entries().entrySet()) {
      Kinds.Entry entry = each.getKey();
      List<Tree.Obj> objects = new ArrayList<>();
      for (String name : each.getValue()) {
        List<Tree.Obj> found = named(entry, name);
        if (found.isEmpty()) code = ExitCode.FAILED;
        objects.addAll(found);
      }
      if (each.getValue().isEmpty()) {
        objects.addAll(client().list(entry, namespace(), Map.of("labelSelector", labels)));
        if (objects.isEmpty()) {
          err().println("No resources found in " + namespace() + " namespace.");
        }
      }
      for (Tree.Obj object : objects) {
        if (!first) out().print("\n\n");
        first = false;
        out().print(text(entry, object));
        out().flush();
      }
    }
    return code;
  }

  /// The object of this name, else those whose names begin with it, as kubectl does.
  private List<Tree.Obj> named(Kinds.Entry entry, String name) throws VerbException {
    String target = ApiClient.path(entry, namespace(), name);
    ApiClient.Answer answer =
        client().ask("GET", target, ApiClient.JSON, "", java.util.Optional.empty());
    if (!answer.failed()) return List.of(answer.tree());
    List<Tree.Obj> near =
        answer.code() != 404
            ? List.of()
            : client().list(entry, namespace(), Map.of()).stream()
                .filter(object -> object.text("metadata", "name").startsWith(name))
                .toList();
    if (near.isEmpty()) err().println(ServerErrors.text(answer.tree(), ""));
    return near;
  }

  private String text(Kinds.Entry entry, Tree.Obj object) throws VerbException {
    Lines lines = new Lines();
    Kind kind = entry.kind();
    if (kind.equals(Kind.POD)) {
      DescribePod.add(lines, object);
    } else if (kind.equals(Kind.SERVICE)) {
      String name = object.text("metadata", "name");
      Map<String, String> ofService = Map.of("labelSelector", "kubernetes.io/service-name=" + name);
      DescribeService.add(lines, object, list(Kind.ENDPOINT_SLICE, object, ofService));
    } else if (kind.equals(Kind.STATEFUL_SET)) {
      DescribeStatefulSet.add(lines, object, list(Kind.POD, object, Map.of()));
    } else if (kind.equals(Kind.ENDPOINT_SLICE)) {
      DescribeService.addSlice(lines, object);
    } else if (kind.equals(Kind.CONFIG_MAP) || kind.equals(Kind.SECRET)) {
      DescribeOther.addData(lines, object, kind.equals(Kind.SECRET));
    } else {
      DescribeOther.add(lines, object);
    }
    if (showEvents) events(lines, object);
    return lines.toString();
  }

  private List<Tree.Obj> list(Kind kind, Tree.Obj beside, Map<String, String> selectors)
      throws VerbException {
    Kinds.Entry entry = Kinds.of(kind).orElseThrow();
    return client().list(entry, beside.text("metadata", "namespace"), selectors);
  }

  private void events(Lines lines, Tree.Obj object) throws VerbException {
    Map<String, String> about = new TreeMap<>();
    about.put(
        "fieldSelector",
        "involvedObject.name="
            + object.text("metadata", "name")
            + ",involvedObject.uid="
            + object.text("metadata", "uid"));
    List<Tree.Obj> events = new ArrayList<>(list(Kind.EVENT, object, about));
    Function<Tree.Obj, String> last = event -> time(event, "lastTimestamp");
    events.sort(Comparator.comparing(last).thenComparing(e -> time(e, "firstTimestamp")));
    if (events.size() > EVENTS_SHOWN_MAX) {
      events.subList(0, events.size() - EVENTS_SHOWN_MAX).clear();
    }
    lines.heading(0, "Events", events.isEmpty());
    if (events.isEmpty()) return;
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("Type", "Reason", "Age", "From", "Message"));
    rows.add(List.of("----", "------", "----", "----", "-------"));
    for (Tree.Obj event : events) {
      String component = event.text("source", "component");
      rows.add(
          List.of(
              event.text("type"),
              event.text("reason"),
              age(event),
              component.isEmpty() ? event.text("reportingComponent") : component,
              event.text("message").strip().replace('\n', ' ')));
    }
    lines.table(1, rows);
  }

  /// `5s`, or for what came again `5s (x3 over 2m)`.
  private String age(Tree.Obj event) {
    Instant now = clock.instant();
    String last = ago(time(event, "lastTimestamp"), now);
    long count = event.number(1, "count");
    if (count <= 1) return last;
    return last + " (x" + count + " over " + ago(time(event, "firstTimestamp"), now) + ")";
  }

  private static String time(Tree.Obj event, String field) {
    String time = event.text(field);
    return time.isEmpty() ? event.text("eventTime") : time;
  }

  private static String ago(String time, Instant now) {
    try {
      return Age.text(Duration.between(Instant.parse(time), now));
    } catch (DateTimeParseException malformed) {
      return "<unknown>";
    }
  }
}
