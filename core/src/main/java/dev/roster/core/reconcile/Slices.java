package dev.roster.core.reconcile;

import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.OwnerReference;
import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What slices of both planners have in common: names of labels, comparison, trigger times.
final class Slices {
  /// Names the Service that a slice belongs to.
  static final String SERVICE_NAME = "kubernetes.io/service-name";

  /// Names who keeps a slice.
  static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

  /// On slices of a Service without a cluster IP.
  static final String HEADLESS = "service.kubernetes.io/headless";

  /// When what a slice says began to be true.
  static final String TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";

  private Slices() {}

  /// Whether a slice is kept by this manager for this Service.
  static boolean isManaged(Tree.Obj slice, ObjectMeta service, String manager) {
    ObjectMeta meta = ObjectMeta.of(slice);
    Map<String, String> labels = meta.labels();
    return meta.namespace().equals(service.namespace())
        && service.name().equals(labels.get(SERVICE_NAME))
        && manager.equals(labels.get(MANAGED_BY));
  }

  /// Whether the object's managing owner has this uid.
  static boolean isControlledBy(Tree.Obj object, String uid) {
    Optional<OwnerReference> owner = ObjectMeta.of(object).controller();
    return owner.isPresent() && owner.get().uid().equals(uid);
  }

  /// `addressType`.
  static String family(Tree.Obj slice) {
    return slice.text("addressType");
  }

  /// The endpoints of a slice.
  static List<Tree.Obj> endpoints(Tree.Obj slice) {
    return TreeLists.objects(slice.list("endpoints"));
  }

  /// Ports in a form that is equal where they mean the same: order, an absent name or protocol, and
  /// null in place of none do not matter.
  static List<String> portsKey(List<Tree> ports) {
    List<String> keys = new ArrayList<>();
    for (Tree.Obj port : TreeLists.objects(ports)) {
      String protocol = port.text("protocol");
      String number = port.at("port").isPresent() ? Long.toString(port.number(0, "port")) : "*";
      keys.add(
          String.join(
              " ",
              port.text("name"),
              protocol.isEmpty() ? "TCP" : protocol,
              number,
              port.text("appProtocol")));
    }
    keys.sort(null);
    return List.copyOf(keys);
  }

  /// Who an endpoint is, whatever its state: addresses, hostname and the object behind it.
  static List<String> endpointKey(Tree.Obj endpoint) {
    List<String> key = new ArrayList<>(TreeLists.texts(endpoint.list("addresses")));
    key.add("h:" + endpoint.text("hostname"));
    key.add("t:" + endpoint.text("targetRef", "namespace"));
    key.add(endpoint.text("targetRef", "name"));
    return List.copyOf(key);
  }

  /// Whether two endpoints of one key say the same. The revision in a targetRef doesn't count.
  static boolean sameEndpoint(Tree.Obj one, Tree.Obj other) {
    return comparable(one).equals(comparable(other));
  }

  private static Tree.Obj comparable(Tree.Obj endpoint) {
    Tree.Obj target = endpoint.obj("targetRef");
    return target.get("resourceVersion").isEmpty()
        ? endpoint
        : endpoint.with("targetRef", target.without("resourceVersion"));
  }

  /// An annotation set or, where there is no value, removed; an empty map of annotations is no map.
  static Tree.Obj annotated(Tree.Obj object, String name, Optional<String> value) {
    Map<String, String> annotations = new LinkedHashMap<>(ObjectMeta.of(object).annotations());
    annotations.remove(name);
    value.ifPresent(text -> annotations.put(name, text));
    Tree.Obj meta = object.obj("metadata").without("annotations");
    if (!annotations.isEmpty()) meta = meta.with("annotations", Fields.texts(annotations));
    return object.with("metadata", meta);
  }

  /// RFC 3339 in UTC with as many digits of a second as there are (Go's RFC3339Nano).
  static String triggerTime(Instant instant) {
    String text = DateTimeFormatter.ISO_INSTANT.format(instant);
    if (text.indexOf('.') < 0) return text;
    int end = text.length() - 1;
    while (text.charAt(end - 1) == '0') end--;
    return text.substring(0, end) + "Z";
  }

  /// The time that an RFC 3339 text says, if it is one.
  static Optional<Instant> instant(String text) {
    if (text.isEmpty()) return Optional.empty();
    try {
      return Optional.of(DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from));
    } catch (DateTimeParseException notATime) {
      return Optional.empty();
    }
  }
}
