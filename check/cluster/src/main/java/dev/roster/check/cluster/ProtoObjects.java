package dev.roster.check.cluster;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Tree;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/// Trees to Kubernetes' protobuf, field numbers as in k8s.io/api's generated.proto. What it doesn't
/// know of an object it leaves out.
final class ProtoObjects {
  private static final byte[] MAGIC = {'k', '8', 's', 0};

  private ProtoObjects() {}

  /// An object within the envelope that says what it is.
  static byte[] enveloped(String apiVersion, String kind, ProtoMessage object) {
    ProtoMessage unknown =
        new ProtoMessage()
            .message(1, new ProtoMessage().text(1, apiVersion).text(2, kind))
            .bytes(2, object.bytes())
            .text(3, "")
            .text(4, "");
    byte[] message = unknown.bytes();
    byte[] all = new byte[MAGIC.length + message.length];
    System.arraycopy(MAGIC, 0, all, 0, MAGIC.length);
    System.arraycopy(message, 0, all, MAGIC.length, message.length);
    return all;
  }

  /// One object by its kind.
  static ProtoMessage object(Tree.Obj tree) {
    ProtoMessage object = new ProtoMessage().message(1, metadata(tree.obj("metadata")));
    Kind kind = Kind.of(tree.text("apiVersion"), tree.text("kind"));
    if (kind.equals(Kind.SERVICE)) {
      object.message(2, service(tree.obj("spec")));
      object.message(3, new ProtoMessage().message(1, balancer(tree)));
    } else if (kind.equals(Kind.ENDPOINT_SLICE)) {
      for (Tree each : tree.list("endpoints")) object.message(2, endpoint((Tree.Obj) each));
      for (Tree each : tree.list("ports")) object.message(3, slicePort((Tree.Obj) each));
      object.text(4, tree.text("addressType"));
    } else if (kind.equals(Kind.POD)) {
      pod(tree, object);
    } else if (kind.equals(Kind.NODE)) {
      node(tree, object);
    } else if (kind.equals(Kind.NAMESPACE)) {
      object.message(2, new ProtoMessage().text(1, "kubernetes"));
      object.message(3, new ProtoMessage().text(1, "Active"));
    } else {
      throw new IllegalArgumentException(kind + " has no protobuf");
    }
    return object;
  }

  /// The metadata of a list.
  static ProtoMessage listMetadata(String version, String continued, long remaining) {
    ProtoMessage metadata = new ProtoMessage().text(1, "").text(2, version).text(3, continued);
    return remaining > 0 ? metadata.number(4, remaining) : metadata;
  }

  static ProtoMessage status(int code, String reason, String message) {
    return new ProtoMessage()
        .message(1, listMetadata("", "", 0))
        .text(2, "Failure")
        .text(3, message)
        .text(4, reason)
        .number(6, code);
  }

  private static ProtoMessage metadata(Tree.Obj tree) {
    ProtoMessage message =
        new ProtoMessage()
            .text(1, tree.text("name"))
            .text(2, "")
            .text(3, tree.text("namespace"))
            .text(4, "")
            .text(5, tree.text("uid"))
            .text(6, tree.text("resourceVersion"))
            .number(7, tree.number(0, "generation"));
    String created = tree.text("creationTimestamp");
    ProtoMessage time = new ProtoMessage();
    if (!created.isEmpty()) time.number(1, Instant.parse(created).getEpochSecond()).number(2, 0);
    message.message(8, time);
    message.map(11, tree.texts("labels")).map(12, tree.texts("annotations"));
    for (Tree each : tree.list("ownerReferences")) {
      Tree.Obj owner = (Tree.Obj) each;
      message.message(
          13,
          new ProtoMessage()
              .text(1, owner.text("kind"))
              .text(3, owner.text("name"))
              .text(4, owner.text("uid"))
              .text(5, owner.text("apiVersion"))
              .truth(6, owner.flag("controller")));
    }
    for (String each : texts(tree.list("finalizers"))) message.text(14, each);
    return message;
  }

  private static ProtoMessage service(Tree.Obj spec) {
    ProtoMessage message = new ProtoMessage();
    for (Tree each : spec.list("ports")) {
      Tree.Obj port = (Tree.Obj) each;
      message.message(
          1,
          new ProtoMessage()
              .text(1, port.text("name"))
              .text(2, protocol(port))
              .number(3, port.number(0, "port"))
              .message(
                  4, new ProtoMessage().number(1, 0).number(2, port.number(0, "port")).text(3, ""))
              .number(5, 0));
    }
    message.map(2, spec.texts("selector")).text(3, spec.text("clusterIP"));
    message.text(4, spec.text("type"));
    for (String each : texts(spec.list("externalIPs"))) message.text(5, each);
    message.text(7, "None").text(8, "").text(10, spec.text("externalName")).text(11, "");
    message.number(12, 0).truth(13, spec.flag("publishNotReadyAddresses"));
    for (String each : texts(spec.list("clusterIPs"))) message.text(18, each);
    return message;
  }

  private static ProtoMessage balancer(Tree.Obj tree) {
    ProtoMessage message = new ProtoMessage();
    for (Tree each : tree.list("status", "loadBalancer", "ingress")) {
      Tree.Obj ingress = (Tree.Obj) each;
      message.message(
          1, new ProtoMessage().text(1, ingress.text("ip")).text(2, ingress.text("hostname")));
    }
    return message;
  }

  private static ProtoMessage endpoint(Tree.Obj endpoint) {
    ProtoMessage message = new ProtoMessage();
    for (String each : texts(endpoint.list("addresses"))) message.text(1, each);
    ProtoMessage conditions = new ProtoMessage();
    Tree.Obj stated = endpoint.obj("conditions");
    if (stated.get("ready").isPresent()) conditions.truth(1, stated.flag("ready"));
    if (stated.get("serving").isPresent()) conditions.truth(2, stated.flag("serving"));
    if (stated.get("terminating").isPresent()) conditions.truth(3, stated.flag("terminating"));
    message.message(2, conditions);
    if (endpoint.get("hostname").isPresent()) message.text(3, endpoint.text("hostname"));
    if (endpoint.get("targetRef").isPresent()) {
      Tree.Obj target = endpoint.obj("targetRef");
      message.message(
          4,
          new ProtoMessage()
              .text(1, target.text("kind"))
              .text(2, target.text("namespace"))
              .text(3, target.text("name"))
              .text(4, target.text("uid"))
              .text(5, "")
              .text(6, "")
              .text(7, ""));
    }
    if (endpoint.get("nodeName").isPresent()) message.text(6, endpoint.text("nodeName"));
    if (endpoint.get("zone").isPresent()) message.text(7, endpoint.text("zone"));
    return message;
  }

  private static ProtoMessage slicePort(Tree.Obj port) {
    ProtoMessage message = new ProtoMessage();
    if (port.get("name").isPresent()) message.text(1, port.text("name"));
    message.text(2, protocol(port));
    if (port.get("port").isPresent()) message.number(3, port.number(0, "port"));
    return message;
  }

  private static void pod(Tree.Obj tree, ProtoMessage object) {
    ProtoMessage container =
        new ProtoMessage().text(1, "main").text(2, "registry.invalid/main:1").text(5, "");
    object.message(
        2, new ProtoMessage().message(2, container).text(3, "Always").text(6, "ClusterFirst"));
    ProtoMessage status = new ProtoMessage().text(1, tree.text("status", "phase"));
    status.text(3, "").text(4, "").text(5, "").text(6, tree.text("status", "podIP"));
    status.text(9, "BestEffort");
    for (Tree each : tree.list("status", "podIPs")) {
      status.message(12, new ProtoMessage().text(1, ((Tree.Obj) each).text("ip")));
    }
    object.message(3, status);
  }

  private static void node(Tree.Obj tree, ProtoMessage object) {
    ProtoMessage spec = new ProtoMessage().text(1, tree.text("spec", "podCIDR"));
    spec.text(3, "").truth(4, false).text(2, "");
    for (String each : texts(tree.list("spec", "podCIDRs"))) spec.text(7, each);
    object.message(2, spec).message(3, new ProtoMessage().text(3, ""));
  }

  private static String protocol(Tree.Obj port) {
    String stated = port.text("protocol");
    return stated.isEmpty() ? "TCP" : stated;
  }

  private static List<String> texts(List<Tree> values) {
    return values.stream().map(each -> ((Tree.Text) each).value()).toList();
  }

  /// A frame of a watch: a length and an event, whose object stands in its envelope.
  static byte[] frame(String type, byte[] enveloped) {
    byte[] event =
        new ProtoMessage().text(1, type).message(2, new ProtoMessage().bytes(1, enveloped)).bytes();
    byte[] frame = new byte[4 + event.length];
    for (int i = 0; i < 4; i++) frame[i] = (byte) (event.length >>> (8 * (3 - i)));
    System.arraycopy(event, 0, frame, 4, event.length);
    return frame;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
