package dev.roster.kubernetes.decode;

import dev.roster.core.objects.Position;
import dev.roster.core.objects.Tree;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Objects as an API server may send them: fields there or not, and texts that are mostly right.
record RandomApiObject(Random random) {
  /// An object of a message type of [ProtoSchema].
  Tree.Obj object(String type) {
    Map<String, Tree> members = new LinkedHashMap<>();
    for (ProtoSchema.Field field : ProtoSchema.of(type)) {
      boolean always = field.name().equals("name") || field.name().equals("metadata");
      if (!always && random.nextInt(10) < 3) continue;
      members.put(field.name(), field.repeated() ? list(type, field) : value(type, field));
    }
    return Tree.Obj.of(members);
  }

  private Tree list(String type, ProtoSchema.Field field) {
    List<Tree> all = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) all.add(value(type, field));
    return new Tree.Arr(all, Position.NONE);
  }

  private Tree value(String type, ProtoSchema.Field field) {
    return switch (field.type()) {
      case "text" -> Tree.Text.of(text(type, field.name()));
      case "bool" -> new Tree.Bool(random.nextBoolean(), Position.NONE);
      case "number" -> new Tree.Num(number(field.name()), Position.NONE);
      case "map" -> map(field.name());
      default -> object(field.type());
    };
  }

  private BigDecimal number(String name) {
    boolean port = name.equals("port");
    int odd = random.nextInt(100);
    if (port && odd == 0) return BigDecimal.valueOf(random.nextBoolean() ? 0 : 70_000);
    return BigDecimal.valueOf(1 + random.nextInt(65_535));
  }

  private Tree map(String name) {
    Map<String, Tree> members = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      String key =
          name.equals("annotations")
              ? one("endpoints.kubernetes.io/last-change-trigger-time", "a", "x/y")
              : one("app", "kubernetes.io/service-name", "topology.kubernetes.io/zone", "");
      members.put(key, Tree.Text.of(one("db", "web", "", "2026-11-23T05:00:00Z", "é€")));
    }
    return Tree.Obj.of(members);
  }

  private String text(String type, String name) {
    return switch (name) {
      case "addresses" -> odd(50, "10.2.0.%d", "fd00::%d", "a%d.example", "10.2.0.%d", "..");
      case "ip", "podIP" -> odd(100, "10.3.0.%d", "10.3.0.%d", "10.3.0.%d", "", "none");
      case "clusterIP", "clusterIPs" -> odd(100, "10.4.0.%d", "fd00:4::%d", "None", "", "none");
      case "externalIPs" -> odd(10, "192.0.2.%d", "192.0.2.%d", "192.0.2.%d", "", "x");
      case "addressType" -> one("IPv4", "IPv6", "FQDN");
      case "type" -> one("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
      case "phase" -> one("Running", "Pending", "Succeeded", "Failed", "Unknown");
      case "protocol" -> one("TCP", "UDP", "SCTP", "");
      case "kind" -> one("Service", "Pod");
      case "hostname" -> one("DB-0", "db-1", "");
      case "uid" -> one("6775dc77-0156-4f61-9afc-d44d14cf8bfe", "u-1", "");
      case "namespace" -> one("prod", "test", "");
      case "name" ->
          type.equals("ObjectMeta") && random.nextInt(50) == 0 ? "" : one("a", "bc", "d");
      default -> one("x", "node-1", "zone-é", "");
    };
  }

  /// One of the first four, `%d` a number; the last now and then.
  private String odd(int seldom, String... choices) {
    boolean odd = random.nextInt(seldom) == 0;
    return choices[odd ? 4 : random.nextInt(4)].formatted(random.nextInt(20));
  }

  private String one(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
