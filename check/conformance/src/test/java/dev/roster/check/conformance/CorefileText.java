package dev.roster.check.conformance;

import dev.roster.core.objects.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The Corefile that a case's configuration stands for.
final class CorefileText {
  private CorefileText() {}

  static String of(Tree.Obj config, int port) {
    StringBuilder text = new StringBuilder();
    List<String> keys = new ArrayList<>();
    for (Tree zone : config.list("server_block")) keys.add(((Tree.Text) zone).value());
    if (keys.isEmpty()) keys.add(".");
    for (String key : keys) text.append(key).append(':').append(port).append(' ');
    text.append("{\n");
    text.append("  bind 127.0.0.1\n");
    String zones = config.text("zone_args");
    if (zones.isEmpty()) zones = words(config.list("zones"));
    if (zones.isEmpty()) zones = "cluster.local in-addr.arpa ip6.arpa";
    text.append("  kubernetes ").append(zones).append(" {\n");
    option(text, "namespaces", words(config.list("namespaces")));
    option(text, "pods", config.text("pods"));
    if (config.get("ttl").isPresent()) option(text, "ttl", "" + config.number(5, "ttl"));
    flag(text, config, "endpoint_pod_names");
    flag(text, config, "noendpoints");
    flag(text, config, "zonal");
    if (config.flag("ignore_empty_service")) text.append("    ignore empty_service\n");
    option(text, "multicluster", words(config.list("multicluster")));
    option(text, "fallthrough", words(config.list("fallthrough")));
    text.append("  }\n");
    switch (config.text("plugin")) {
      case "k8s_external" ->
          text.append("  k8s_external ")
              .append(words(config.list("zones")))
              .append(" {\n")
              .append(config.flag("headless") ? "    headless\n" : "")
              .append("  }\n");
      default -> {}
    }
    if (config.get("autopath").isPresent()) text.append("  autopath @kubernetes\n");
    if (config.get("transfer_to").isPresent()) text.append("  transfer {\n    to *\n  }\n");
    return text.append("}\n").toString();
  }

  private static void option(StringBuilder text, String name, String value) {
    if (!value.isEmpty()) text.append("    ").append(name).append(' ').append(value).append('\n');
  }

  private static void flag(StringBuilder text, Tree.Obj config, String name) {
    if (config.flag(name)) text.append("    ").append(name).append('\n');
  }

  private static String words(List<Tree> values) {
    return values.stream().map(each -> ((Tree.Text) each).value()).collect(Collectors.joining(" "));
  }
}
