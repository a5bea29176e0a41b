package dev.roster.check.conformance;

import dev.roster.core.objects.Tree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// The Corefile that a case's configuration stands for.
final class CorefileText {
  private final StringBuilder text = new StringBuilder();
  private final Tree.Obj config;
  private final CaseSetup setup;

  private CorefileText(Tree.Obj config, CaseSetup setup) {
    this.config = config;
    this.setup = setup;
  }

  /// What it names besides the case. All ports are 0: the server says which ones it took.
  ///
  /// @param encrypted whether `tls://` and `https://` are served, too
  /// @param upstream that is forwarded to, if anything is
  /// @param folder with `server.crt`, `server.key` and a file of each zone
  record Around(boolean encrypted, OptionalInt upstream, Path folder) {}

  static String of(DnsCase each, CaseSetup setup, Around around) {
    return new CorefileText(each.config(), setup).write(around);
  }

  private String write(Around around) {
    List<String> keys = new ArrayList<>();
    for (Tree zone : config.list("server_block")) keys.add(((Tree.Text) zone).value());
    // Recorded so: whether a transfer of another zone is refused depends on the block's own zones.
    boolean transfers = config.get("transfer_to").isPresent();
    if (keys.isEmpty() && transfers) keys.addAll(List.of(words(config.list("zones")).split(" ")));
    if (keys.isEmpty()) keys.add(".");
    for (String key : keys) {
      text.append(key).append(":0 ");
      if (around.encrypted) {
        text.append("tls://").append(key).append(":0 https://").append(key).append(":0 ");
      }
    }
    text.append("{\n");
    text.append("  bind ").append(String.join(" ", setup.addresses())).append('\n');
    if (around.encrypted) {
      text.append("  tls %s/server.crt %s/server.key\n".formatted(around.folder, around.folder));
      // The usual 3 s for a handshake are too few for a JVM that just began, on a machine that is
      // busy with others: then it is the server that hangs up.
      text.append("  timeouts {\n    read 1m\n    idle 1m\n  }\n");
    }
    boolean external = config.text("plugin").equals("k8s_external");
    kubernetes(external);
    if (external) {
      text.append("  k8s_external ").append(words(config.list("zones"))).append(" {\n");
      if (config.flag("headless")) text.append("    headless\n");
      text.append("  }\n");
    }
    if (config.get("autopath").isPresent()) text.append("  autopath @kubernetes\n");
    if (config.get("transfer_to").isPresent()) text.append("  transfer {\n    to *\n  }\n");
    for (String zone : setup.zones().keySet()) {
      text.append("  file %s/db.%s %s\n".formatted(around.folder, zone, zone));
    }
    if (around.upstream.isPresent()) {
      text.append("  forward . 127.0.0.1:").append(around.upstream.getAsInt()).append('\n');
    }
    return text.append("}\n").toString();
  }

  private void kubernetes(boolean external) {
    String zones = config.text("zone_args");
    if (zones.isEmpty() && !external) zones = words(config.list("zones"));
    if (zones.isEmpty()) zones = "cluster.local in-addr.arpa ip6.arpa";
    text.append("  kubernetes ").append(zones).append(" {\n");
    option("namespaces", words(config.list("namespaces")));
    option("pods", config.text("pods"));
    if (config.get("ttl").isPresent()) option("ttl", "" + config.number(5, "ttl"));
    flag("endpoint_pod_names");
    flag("noendpoints");
    flag("zonal");
    if (config.flag("ignore_empty_service")) text.append("    ignore empty_service\n");
    // Another project's directive, whose zones are this option's here.
    boolean alone = config.text("plugin").equals("multicluster");
    option("multicluster", words(config.list(alone ? "zones" : "multicluster")));
    option("fallthrough", words(config.list("fallthrough")));
    text.append("  }\n");
  }

  private void option(String name, String value) {
    if (!value.isEmpty()) text.append("    ").append(name).append(' ').append(value).append('\n');
  }

  private void flag(String name) {
    if (config.flag(name)) text.append("    ").append(name).append('\n');
  }

  private static String words(List<Tree> values) {
    return values.stream().map(each -> ((Tree.Text) each).value()).collect(Collectors.joining(" "));
  }
}
