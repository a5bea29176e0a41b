package dev.roster.engine.objects;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Objects as files may hold them: of many kinds, fields in any order or missing, and now and then
/// a value of the wrong type.
record RandomObject(Random random) {
  private static final List<String> KINDS =
      List.of(
          "v1 Service",
          "v1 Service",
          "discovery.k8s.io/v1 EndpointSlice",
          "discovery.k8s.io/v1 EndpointSlice",
          "v1 Pod",
          "v1 Namespace",
          "v1 Node",
          "apps/v1 StatefulSet",
          "multicluster.x-k8s.io/v1alpha1 ServiceImport",
          "example.com/v1 Service");
  private static final List<String> ODD =
      List.of("null", "7", "-1.5e3", "true", "[]", "{}", "[{}]", "\"\"", "{\"a\":[1,{}]}");

  String text() {
    String[] kind = one(KINDS).split(" ", -1);
    List<String> fields = new ArrayList<>();
    fields.add("\"apiVersion\":\"" + kind[0] + "\"");
    fields.add("\"kind\":\"" + kind[1] + "\"");
    fields.add("\"metadata\":" + metadata());
    maybe(fields, "addressType", text("IPv4", "IPv6", "FQDN"));
    maybe(fields, "spec", spec());
    maybe(fields, "status", status());
    maybe(fields, "endpoints", list(this::endpoint));
    maybe(fields, "ports", list(this::port));
    maybe(fields, "data", "{\"x\":\"y\"}");
    if (random.nextInt(4) == 0) Collections.shuffle(fields, random);
    return "{" + String.join(",", fields) + "}";
  }

  private String metadata() {
    return object(
        "\"name\":\"n" + random.nextInt(9) + "\"",
        field("namespace", text("prod", "test")),
        field("uid", text("u-1", "6775dc77-0156-4f61-9afc-d44d14cf8bfe")),
        field(
            "labels",
            object(
                field("app", text("a", "b")),
                field("kubernetes.io/service-name", text("db", "web")))));
  }

  private String spec() {
    return object(
        field("type", text("ClusterIP", "ExternalName", "Headless", "LoadBalancer")),
        field("externalName", text("a.example", "b.example")),
        field("selector", object(field("app", text("a", "b")))),
        field("clusterIP", text("None", "10.0.0.1", "", "no-address")),
        field("clusterIPs", list(() -> text("None", "10.0.0.1", "fd00::1", ""))),
        field("externalIPs", list(() -> text("192.0.2.1", "192.0.2.2"))),
        field("ips", list(() -> text("10.9.0.1", "10.9.0.2"))),
        field("serviceName", text("db", "web")),
        field("replicas", "3"),
        field("ports", list(this::port)));
  }

  private String status() {
    return object(
        field("phase", text("Running", "Failed")),
        field("podIP", text("10.1.0.1", "10.1.0.2")),
        field(
            "loadBalancer",
            object(
                field(
                    "ingress",
                    list(() ->
                        object(
                            field("ip", text("192.0.2.7", "")),
                            field("hostname", text("lb.example", ""))))))));
  }

  private String endpoint() {
    return object(
        field("addresses", list(() -> text("10.2.0.1", "10.2.0.2", "fd00::2", "a.example"))),
        field(
            "conditions",
            object(field("ready", bool()), field("serving", bool()), field("terminating", bool()))),
        field("hostname", text("DB-0", "db-1")),
        field("targetRef", object(field("name", text("db-0", "db-1")), field("uid", text("x")))),
        field("nodeName", text("n1", "n2")),
        field("zone", text("z1", "z2")));
  }

  private String port() {
    return object(
        field("name", text("http", "pg")),
        field("protocol", text("TCP", "UDP")),
        field("port", one(List.of("80", "5432", "65535", "70000", "0"))));
  }

  private String bool() {
    return one(List.of("true", "false"));
  }

  private String text(String... choices) {
    return "\"" + one(List.of(choices)) + "\"";
  }

  private String one(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private interface Made {
    String text();
  }

  private String list(Made element) {
    List<String> all = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) all.add(random.nextInt(60) == 0 ? one(ODD) : element.text());
    return "[" + String.join(",", all) + "]";
  }

  private void maybe(List<String> fields, String name, String value) {
    String field = field(name, value);
    if (!field.isEmpty()) fields.add(field);
  }

  private String field(String name, String value) {
    int chance = random.nextInt(100);
    if (chance < 30) return "";
    return "\"" + name + "\":" + (chance < 32 ? one(ODD) : value);
  }

  private static String object(String... fields) {
    List<String> there = new ArrayList<>(List.of(fields));
    there.removeIf(String::isEmpty);
    return "{" + String.join(",", there) + "}";
  }
}
