package dev.roster.kubernetes.decode;

import dev.roster.core.objects.Tree;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Trees to Kubernetes' protobuf, by the numbers of its generated.proto files; written apart from
/// what reads them.
final class ProtoSchema {
  // Per message its fields: number, JSON name, type. A star says repeated.
  private static final String MESSAGES =
      """
      ServiceList 1 metadata ListMeta 2 items Service*
      EndpointSliceList 1 metadata ListMeta 2 items EndpointSlice*
      PodList 1 metadata ListMeta 2 items Pod*
      NamespaceList 1 metadata ListMeta 2 items Namespace*
      NodeList 1 metadata ListMeta 2 items Node*
      ListMeta 1 selfLink text 2 resourceVersion text 3 continue text 4 remainingItemCount number
      Service 1 metadata ObjectMeta 2 spec ServiceSpec 3 status ServiceStatus
      EndpointSlice 1 metadata ObjectMeta 4 addressType text 2 endpoints Endpoint* 3 ports Port*
      Pod 1 metadata ObjectMeta 2 spec PodSpec 3 status PodStatus
      Namespace 1 metadata ObjectMeta 3 status NamespaceStatus
      Node 1 metadata ObjectMeta 2 spec NodeSpec
      ObjectMeta 1 name text 2 generateName text 3 namespace text 5 uid text 6 resourceVersion text \
      7 generation number 11 labels map 12 annotations map 13 ownerReferences Owner*
      Owner 5 apiVersion text 1 kind text 3 name text 4 uid text 6 controller bool
      ServiceSpec 1 ports ServicePort* 2 selector map 3 clusterIP text 18 clusterIPs text* \
      4 type text 5 externalIPs text* 7 sessionAffinity text 10 externalName text \
      13 publishNotReadyAddresses bool 19 ipFamilies text*
      ServicePort 1 name text 2 protocol text 6 appProtocol text 3 port number 5 nodePort number
      ServiceStatus 1 loadBalancer LoadBalancer
      LoadBalancer 1 ingress Ingress*
      Ingress 1 ip text 2 hostname text 3 ipMode text
      Endpoint 1 addresses text* 2 conditions Conditions 3 hostname text 4 targetRef Reference \
      5 deprecatedTopology map 6 nodeName text 7 zone text 8 hints Hints
      Conditions 1 ready bool 2 serving bool 3 terminating bool
      Reference 1 kind text 2 namespace text 3 name text 4 uid text
      Hints 1 forZones Zone*
      Zone 1 name text
      Port 1 name text 2 protocol text 3 port number 4 appProtocol text
      PodSpec 10 nodeName text 16 hostname text
      PodStatus 1 phase text 5 hostIP text 6 podIP text 12 podIPs PodIp*
      PodIp 1 ip text
      NamespaceStatus 1 phase text
      NodeSpec 1 podCIDR text 7 podCIDRs text*
      TypeMeta 1 apiVersion text 2 kind text
      """;

  private static final Map<String, List<Field>> FIELDS = fields();

  private final Random random;

  /// @param random puts fields out of order, now and then; nobody may mind
  ProtoSchema(Random random) {
    this.random = random;
  }

  /// A field of a message.
  record Field(int number, String name, String type, boolean repeated) {}

  private static Map<String, List<Field>> fields() {
    Map<String, List<Field>> all = new HashMap<>();
    for (String line : MESSAGES.lines().toList()) {
      String[] words = line.split(" +", -1);
      List<Field> fields = new ArrayList<>();
      for (int i = 1; i < words.length; i += 3) {
        String type = words[i + 2];
        boolean repeated = type.endsWith("*");
        String one = repeated ? type.substring(0, type.length() - 1) : type;
        fields.add(new Field(Integer.parseInt(words[i]), words[i + 1], one, repeated));
      }
      all.put(words[0], fields);
    }
    return all;
  }

  /// The fields of a message.
  static List<Field> of(String message) {
    return FIELDS.getOrDefault(message, List.of());
  }

  /// An object with what wraps it.
  byte[] enveloped(String apiVersion, String kind, byte[] object) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {'k', '8', 's', 0});
    Tree type =
        Tree.Obj.of(Map.of("apiVersion", Tree.Text.of(apiVersion), "kind", Tree.Text.of(kind)));
    bytes(out, 1, message("TypeMeta", type));
    bytes(out, 2, object);
    bytes(out, 3, new byte[0]);
    bytes(out, 4, new byte[0]);
    return out.toByteArray();
  }

  /// An event of a watch, its length before it.
  byte[] framed(String type, byte[] enveloped) {
    ByteArrayOutputStream extension = new ByteArrayOutputStream();
    bytes(extension, 1, enveloped);
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    bytes(event, 1, type.getBytes(StandardCharsets.UTF_8));
    bytes(event, 2, extension.toByteArray());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int shift = 24; shift >= 0; shift -= 8) out.write(event.size() >> shift);
    out.writeBytes(event.toByteArray());
    return out.toByteArray();
  }

  /// A tree as a message of a type; members that the type hasn't are left out.
  byte[] message(String type, Tree tree) {
    List<byte[]> parts = new ArrayList<>();
    if (tree instanceof Tree.Obj object) {
      for (Field field : of(type)) {
        object.get(field.name()).ifPresent(value -> parts.add(field(field, value)));
      }
    }
    if (random.nextInt(5) == 0) parts.add(unknown());
    if (random.nextInt(5) == 0) Collections.shuffle(parts, random);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    parts.forEach(out::writeBytes);
    return out.toByteArray();
  }

  /// Of a number that no message has.
  private byte[] unknown() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int wire = List.of(0, 1, 2, 5).get(random.nextInt(4));
    varint(out, 1000L << 3 | wire);
    switch (wire) {
      case 0 -> varint(out, -1);
      case 1 -> out.writeBytes(new byte[8]);
      case 2 -> {
        varint(out, 300);
        out.writeBytes(new byte[300]);
      }
      default -> out.writeBytes(new byte[4]);
    }
    return out.toByteArray();
  }

  private byte[] field(Field field, Tree value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (value instanceof Tree.Null) return out.toByteArray();
    if (field.repeated()) {
      for (Tree each : ((Tree.Arr) value).elements()) one(out, field, each);
    } else {
      one(out, field, value);
    }
    return out.toByteArray();
  }

  private void one(ByteArrayOutputStream out, Field field, Tree value) {
    switch (field.type()) {
      case "text" -> bytes(out, field.number(), utf8(value));
      case "bool" -> {
        varint(out, (long) field.number() << 3);
        out.write(((Tree.Bool) value).value() ? 1 : 0);
      }
      case "number" -> {
        varint(out, (long) field.number() << 3);
        varint(out, ((Tree.Num) value).value().longValue());
      }
      case "map" ->
          ((Tree.Obj) value)
              .members()
              .forEach((key, text) -> {
                ByteArrayOutputStream entry = new ByteArrayOutputStream();
                bytes(entry, 1, utf8(Tree.Text.of(key)));
                bytes(entry, 2, utf8(text));
                bytes(out, field.number(), entry.toByteArray());
              });
      default -> bytes(out, field.number(), message(field.type(), value));
    }
  }

  private static byte[] utf8(Tree text) {
    return ((Tree.Text) text).value().getBytes(StandardCharsets.UTF_8);
  }

  private static void bytes(ByteArrayOutputStream out, int number, byte[] bytes) {
    varint(out, (long) number << 3 | 2);
    varint(out, bytes.length);
    out.writeBytes(bytes);
  }

  static void varint(ByteArrayOutputStream out, long value) {
    long left = value;
    while ((left & ~0x7fL) != 0) {
      out.write((int) ((left & 0x7f) | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }
}
