package dev.roster.node.hosts;

import dev.roster.core.objects.PodView;
import dev.roster.core.objects.Tree;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A pod's hosts file: itself, the published members of all Services by their own names and by
/// their Service's, each in every form that the cluster's search path would complete.
///
/// @param zone the cluster's domain
public record HostsText(PodView pod, String ip, String hostname, String zone) {
  /// Lines of one file. What is beyond can only be asked by DNS.
  public static final int LINES_MAX = 10_000;

  private static final String HEAD =
      """
      # Kept by roster.
      127.0.0.1 localhost
      ::1 localhost ip6-localhost ip6-loopback
      """;

  /// The file's text.
  public String render(Collection<Members> slices) {
    StringBuilder out = new StringBuilder(HEAD);
    out.append(ip).append(' ').append(String.join(" ", own())).append('\n');
    for (Tree each : pod.spec().list("hostAliases")) {
      if (!(each instanceof Tree.Obj alias)) continue;
      out.append(alias.text("ip"));
      for (Tree name : alias.list("hostnames")) {
        if (name instanceof Tree.Text text) out.append(' ').append(text.value());
      }
      out.append('\n');
    }
    int lines = 0;
    for (Map.Entry<String, Set<String>> each : byAddress(slices).entrySet()) {
      if (++lines > LINES_MAX) break;
      out.append(each.getKey()).append(' ').append(String.join(" ", each.getValue())).append('\n');
    }
    return out.toString();
  }

  // As the kubelet writes it, whether or not the subdomain is a Service.
  private List<String> own() {
    if (pod.subdomain().isEmpty()) return List.of(hostname);
    String full = hostname + "." + pod.subdomain() + "." + pod.meta().namespace() + ".svc." + zone;
    return List.of(full, hostname);
  }

  /// Names by address: a member's own names stand before its Services', so that the address leads
  /// back to them.
  private Map<String, Set<String>> byAddress(Collection<Members> slices) {
    Map<String, Set<String>> names = new TreeMap<>();
    for (Members slice : slices) {
      for (Members.Member each : slice.members()) {
        if (each.hostname().isEmpty()) continue;
        names
            .computeIfAbsent(each.address(), _ -> new LinkedHashSet<>())
            .addAll(forms(each.hostname() + "." + slice.service(), slice.namespace()));
      }
    }
    for (Members slice : slices) {
      if (slice.service().isEmpty()) continue;
      for (Members.Member each : slice.members()) {
        names
            .computeIfAbsent(each.address(), _ -> new LinkedHashSet<>())
            .addAll(forms(slice.service(), slice.namespace()));
      }
    }
    return names;
  }

  private List<String> forms(String name, String namespace) {
    String svc = name + "." + namespace + ".svc";
    String full = svc + "." + zone;
    String inNamespace = name + "." + namespace;
    return pod.meta().namespace().equals(namespace)
        ? List.of(full, svc, inNamespace, name)
        : List.of(full, svc, inNamespace);
  }

  /// The same as variables, for a process without a hosts file: `ADDRESS_db_0_db_service` for a
  /// member, `ADDRESS_db_service` for all of a Service, with commas; of the pod's own namespace.
  public Map<String, String> variables(Collection<Members> slices) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (Members slice : slices) {
      if (!slice.namespace().equals(pod.meta().namespace())) continue;
      for (Members.Member each : slice.members()) {
        if (!each.hostname().isEmpty()) {
          variables.put(variable(each.hostname() + "." + slice.service()), each.address());
        }
        variables.merge(variable(slice.service()), each.address(), (a, b) -> a + "," + b);
      }
    }
    return variables;
  }

  private static String variable(String name) {
    return "ADDRESS_" + name.replace('-', '_').replace('.', '_');
  }
}
