package dev.roster.api;

import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.Tree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Objects as the `Table` that a person reads: the columns that kubectl prints for a kind, rendered
/// by the server.
///
/// @param entry whose objects
/// @param rowObjects what comes along with each row: `Metadata` (the default), `Object`, `None`
record Tables(Kinds.Entry entry, String rowObjects) {
  /// A column.
  ///
  /// @param priority 0: always shown; 1: with `-o wide`
  record Column(String name, String type, int priority) {}

  private static final Map<String, String> COLUMNS =
      Map.ofEntries(
          Map.entry(
              "Pod", "Name,Ready,Status,Restarts,Age,IP*,Node*,Nominated Node*,Readiness Gates*"),
          Map.entry("Service", "Name,Type,Cluster-IP,External-IP,Port(s),Age,Selector*"),
          Map.entry("StatefulSet", "Name,Ready,Age,Containers*,Images*"),
          Map.entry("EndpointSlice", "Name,AddressType,Ports,Endpoints,Age"),
          Map.entry("Endpoints", "Name,Endpoints,Age"),
          Map.entry("Namespace", "Name,Status,Age"),
          Map.entry(
              "Node",
              "Name,Status,Roles,Age,Version,Internal-IP*,External-IP*,OS-Image*,Kernel-Version*,"
                  + "Container-Runtime*"),
          Map.entry("ConfigMap", "Name,Data,Age"),
          Map.entry("Secret", "Name,Type,Data,Age"),
          Map.entry(
              "PersistentVolumeClaim",
              "Name,Status,Volume,Capacity,Access Modes,StorageClass,VolumeAttributesClass,Age,"
                  + "VolumeMode*"),
          Map.entry("ControllerRevision", "Name,Controller,Revision,Age"),
          Map.entry(
              "Event",
              "Last Seen,Type,Reason,Object,Subobject*,Source*,Message,First Seen*,Count*,Name*"));

  private static final String OTHERS = "Name,Age";

  /// Whether a client would rather have a table.
  static boolean wanted(ApiRequest request) {
    return request.accept().contains("as=Table");
  }

  /// For a request's kind and its `includeObject`.
  static Tables of(Kinds.Entry entry, ApiRequest request) {
    return new Tables(entry, request.parameter("includeObject"));
  }

  /// The table of these objects.
  Tree.Obj table(List<Tree.Obj> objects, String revision, Instant now) {
    List<Tree> rows = new ArrayList<>();
    for (Tree.Obj object : objects) {
      Tree cells = Tree.Arr.of(Cells.of(entry.kind(), object, now));
      rows.add(Failure.object("cells", cells, "object", rowObject(object)));
    }
    return Failure.object(
        "kind", Tree.Text.of("Table"),
        "apiVersion", Tree.Text.of("meta.k8s.io/v1"),
        "metadata", Failure.object("resourceVersion", Tree.Text.of(revision)),
        "columnDefinitions", Tree.Arr.of(columns().stream().map(Tables::definition).toList()),
        "rows", Tree.Arr.of(rows));
  }

  /// The columns of the kind.
  List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    for (String word : COLUMNS.getOrDefault(entry.kind().name(), OTHERS).split(",", -1)) {
      boolean wide = word.endsWith("*");
      columns.add(
          new Column(wide ? word.substring(0, word.length() - 1) : word, "string", wide ? 1 : 0));
    }
    return columns;
  }

  private static Tree definition(Column column) {
    return Failure.object(
        "name", Tree.Text.of(column.name()),
        "type", Tree.Text.of(column.type()),
        "format", Tree.Text.of(column.name().equals("Name") ? "name" : ""),
        "description", Tree.Text.of(""),
        "priority", Tree.Num.of(column.priority()));
  }

  private Tree rowObject(Tree.Obj object) {
    return switch (rowObjects) {
      case "None" -> Tree.Null.NONE;
      case "Object" -> object;
      default ->
          Failure.object(
              "kind", Tree.Text.of("PartialObjectMetadata"),
              "apiVersion", Tree.Text.of("meta.k8s.io/v1"),
              "metadata", object.obj("metadata"));
    };
  }
}
