package dev.roster.manifest;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.ServiceView;
import dev.roster.core.objects.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which fields Roster acts on. Others that Kubernetes has are accepted and named once in a note,
/// so that nobody wonders why they do nothing.
final class ActedOn {
  // A path covers all that is below it. Lists are stepped over.
  private static final String CONTAINER =
      """
      name image command args workingDir env envFrom ports volumeMounts
      readinessProbe livenessProbe startupProbe lifecycle restartPolicy
      securityContext.runAsUser securityContext.runAsGroup
      """;
  private static final String POD =
      """
      volumes.name volumes.emptyDir volumes.configMap volumes.secret
      volumes.persistentVolumeClaim volumes.downwardAPI volumes.projected volumes.hostPath
      restartPolicy terminationGracePeriodSeconds hostname subdomain readinessGates
      securityContext.runAsUser securityContext.runAsGroup securityContext.fsGroup
      """;
  private static final Map<Kind, String> FIELDS =
      Map.ofEntries(
          Map.entry(Kind.NAMESPACE, "spec"),
          Map.entry(Kind.NODE, "spec"),
          Map.entry(Kind.CONFIG_MAP, "data binaryData immutable"),
          Map.entry(Kind.SECRET, "data stringData type immutable"),
          Map.entry(Kind.ENDPOINTS, "subsets"),
          Map.entry(Kind.PERSISTENT_VOLUME_CLAIM, "spec"),
          Map.entry(Kind.CONTROLLER_REVISION, "data revision"),
          Map.entry(Kind.SERVICE_IMPORT, "spec"),
          Map.entry(
              Kind.ENDPOINT_SLICE,
              """
              addressType ports endpoints.addresses endpoints.conditions endpoints.hostname
              endpoints.nodeName endpoints.targetRef endpoints.zone
              """),
          Map.entry(
              Kind.SERVICE,
              """
              spec.clusterIP spec.clusterIPs spec.externalName spec.ipFamilies
              spec.ipFamilyPolicy spec.ports.name spec.ports.port spec.ports.protocol
              spec.ports.targetPort spec.ports.appProtocol spec.publishNotReadyAddresses
              spec.selector spec.type
              """),
          Map.entry(Kind.POD, pod("spec.")),
          Map.entry(
              Kind.STATEFUL_SET,
              """
              spec.minReadySeconds spec.ordinals spec.persistentVolumeClaimRetentionPolicy
              spec.podManagementPolicy spec.replicas spec.revisionHistoryLimit spec.selector
              spec.serviceName spec.template.metadata spec.updateStrategy
              spec.volumeClaimTemplates
              """
                  + pod("spec.template.spec.")));

  /// The same as sets, with all the paths that lead to them.
  private record Paths(Set<String> acted, Set<String> leading) {
    static Paths of(String fields) {
      Set<String> acted = words(fields).collect(Collectors.toSet());
      Set<String> leading = new TreeSet<>();
      for (String path : acted) {
        for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
          leading.add(path.substring(0, dot));
        }
      }
      return new Paths(acted, leading);
    }
  }

  private static final Map<Kind, Paths> PATHS =
      FIELDS.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, each -> Paths.of(each.getValue())));

  /// What every object has.
  private static final Set<String> EVERYWHERE = Set.of("apiVersion", "kind", "metadata", "status");

  private final Map<String, Set<String>> fields = new TreeMap<>();
  private final Set<String> kinds = new TreeSet<>();
  private final List<String> virtual = new ArrayList<>();

  private ActedOn() {}

  /// One line for each kind that has something which Roster doesn't act on yet, and one for the
  /// Services that would have a virtual address in a cluster.
  static List<String> notes(List<Tree.Obj> objects) {
    ActedOn notes = new ActedOn();
    for (Tree.Obj object : objects) notes.add(object);
    return notes.lines();
  }

  private void add(Tree.Obj object) {
    Kind kind = Kind.of(object.text("apiVersion"), object.text("kind"));
    if (!Kinds.of(kind).map(Kinds.Entry::actedOn).orElse(false)) {
      kinds.add(kind.name());
      return;
    }
    if (kind.equals(Kind.SERVICE)) addService(new ServiceView(object));
    if (!PATHS.containsKey(kind)) return;
    Paths paths = PATHS.getOrDefault(kind, new Paths(Set.of(), Set.of()));
    object
        .members()
        .forEach((name, value) -> {
          if (!EVERYWHERE.contains(name)) walk(kind.name(), name, value, paths);
        });
  }

  private void walk(String kind, String path, Tree value, Paths paths) {
    if (paths.acted().contains(path)) return;
    if (!paths.leading().contains(path)) {
      fields.computeIfAbsent(kind, _ -> new TreeSet<>()).add(path);
      return;
    }
    switch (value) {
      case Tree.Obj obj ->
          obj.members().forEach((name, inner) -> walk(kind, path + "." + name, inner, paths));
      case Tree.Arr arr -> arr.elements().forEach(inner -> walk(kind, path, inner, paths));
      case Tree.Text _, Tree.Num _, Tree.Bool _, Tree.Null _ -> {}
    }
  }

  private void addService(ServiceView service) {
    if (service.isHeadless() || service.isExternalName()) return;
    virtual.add(service.meta().name() + "." + service.meta().namespace());
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!virtual.isEmpty()) {
      String names = virtual.stream().sorted().collect(Collectors.joining(", "));
      lines.add(
          "no virtual IP for "
              + names
              + ": the name answers with the ready pods, like a headless Service's");
    }
    for (String kind : kinds) lines.add(kind + " is accepted, and not acted on yet");
    fields.forEach((kind, paths) ->
        lines.add(
            kind
                + ": "
                + String.join(", ", paths)
                + (paths.size() == 1 ? " is" : " are")
                + " accepted, and not acted on yet"));
    return lines;
  }

  private static String pod(String prefix) {
    Stream<String> spec = words(POD);
    Stream<String> container =
        Stream.of("containers.", "initContainers.")
            .flatMap(list -> words(CONTAINER).map(word -> list + word));
    return Stream.concat(spec, container)
        .map(word -> prefix + word)
        .collect(Collectors.joining(" "));
  }

  private static Stream<String> words(String text) {
    return Stream.of(text.strip().split("\\s+")).filter(word -> !word.isEmpty());
  }
}
