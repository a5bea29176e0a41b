package dev.roster.check.cluster;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What an API server sends, in the encoding that was asked for.
///
/// @param protobuf whether it is protobuf; else JSON
record Encoded(boolean protobuf) {
  /// As `Content-Type` says it.
  String type(boolean stream) {
    String type = protobuf ? "application/vnd.kubernetes.protobuf" : "application/json";
    return stream && protobuf ? type + ";stream=watch" : type;
  }

  /// A list, or a page of one.
  byte[] list(
      Kind kind, Collection<Tree.Obj> items, long version, String continued, long remaining) {
    String apiVersion = apiVersion(kind);
    if (protobuf) {
      ProtoMessage list = new ProtoMessage();
      list.message(1, ProtoObjects.listMetadata(Long.toString(version), continued, remaining));
      for (Tree.Obj each : items) list.message(2, ProtoObjects.object(each));
      return ProtoObjects.enveloped(apiVersion, kind.name() + "List", list);
    }
    Map<String, Tree> metadata = new LinkedHashMap<>();
    metadata.put("resourceVersion", Tree.Text.of(Long.toString(version)));
    if (!continued.isEmpty()) metadata.put("continue", Tree.Text.of(continued));
    if (remaining > 0) metadata.put("remainingItemCount", Tree.Num.of(remaining));
    List<Tree> all = new ArrayList<>();
    boolean custom = kind.equals(Kind.SERVICE_IMPORT); // whose items say what they are
    for (Tree.Obj each : items) {
      all.add(custom ? each : each.without("kind").without("apiVersion"));
    }
    Map<String, Tree> list = new LinkedHashMap<>();
    list.put("kind", Tree.Text.of(kind.name() + "List"));
    list.put("apiVersion", Tree.Text.of(apiVersion));
    list.put("metadata", Tree.Obj.of(metadata));
    list.put("items", Tree.Arr.of(all));
    return json(Tree.Obj.of(list));
  }

  /// An event of a watch with its frame.
  byte[] event(String type, Tree.Obj object) {
    if (protobuf) {
      byte[] enveloped =
          ProtoObjects.enveloped(
              object.text("apiVersion"), object.text("kind"), ProtoObjects.object(object));
      return ProtoObjects.frame(type, enveloped);
    }
    return line(type, object);
  }

  /// An event that says that nothing happened.
  byte[] bookmark(Kind kind, long version, boolean initialEnd) {
    Map<String, Tree> metadata = new LinkedHashMap<>();
    metadata.put("resourceVersion", Tree.Text.of(Long.toString(version)));
    if (initialEnd) {
      Tree yes = Tree.Text.of("true");
      metadata.put("annotations", Tree.Obj.of(Map.of("k8s.io/initial-events-end", yes)));
    }
    Map<String, Tree> object = new LinkedHashMap<>();
    object.put("kind", Tree.Text.of(kind.name()));
    object.put("apiVersion", Tree.Text.of(apiVersion(kind)));
    object.put("metadata", Tree.Obj.of(metadata));
    return event("BOOKMARK", Tree.Obj.of(object));
  }

  /// An event that ends a watch.
  byte[] error(int code, String reason, String message) {
    if (protobuf) {
      ProtoMessage status = ProtoObjects.status(code, reason, message);
      return ProtoObjects.frame("ERROR", ProtoObjects.enveloped("v1", "Status", status));
    }
    return line("ERROR", statusTree(code, reason, message));
  }

  /// Why a request is refused.
  byte[] status(int code, String reason, String message) {
    return protobuf
        ? ProtoObjects.enveloped("v1", "Status", ProtoObjects.status(code, reason, message))
        : json(statusTree(code, reason, message));
  }

  private static Tree.Obj statusTree(int code, String reason, String message) {
    Map<String, Tree> status = new LinkedHashMap<>();
    status.put("kind", Tree.Text.of("Status"));
    status.put("apiVersion", Tree.Text.of("v1"));
    status.put("metadata", Tree.Obj.EMPTY);
    status.put("status", Tree.Text.of("Failure"));
    status.put("message", Tree.Text.of(message));
    status.put("reason", Tree.Text.of(reason));
    status.put("code", Tree.Num.of(code));
    return Tree.Obj.of(status);
  }

  private static byte[] line(String type, Tree.Obj object) {
    Map<String, Tree> event = new LinkedHashMap<>();
    event.put("type", Tree.Text.of(type));
    event.put("object", object);
    return (JsonWriter.write(Tree.Obj.of(event)) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] json(Tree.Obj tree) {
    return JsonWriter.write(tree).getBytes(StandardCharsets.UTF_8);
  }

  private static String apiVersion(Kind kind) {
    return Kinds.of(kind).orElseThrow().apiVersion();
  }
}
