package dev.roster.node.run;

import dev.roster.core.objects.PodView;
import dev.roster.node.pod.PodFacts;
import dev.roster.node.pod.PodVolumes;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/// One pod as its containers see it.
///
/// @param hostname what the kernel tells its processes
/// @param hostsFile its hosts file on the machine
/// @param volumes its volumes; guarded by itself
/// @param members the known members' addresses as variables, for processes without a hosts file
public record PodRuntime(
    PodFacts facts,
    String hostname,
    Path hostsFile,
    PodVolumes volumes,
    Supplier<Map<String, String>> members) {
  /// The kernel's bound on a host name, less one for the zero byte.
  public static final int HOSTNAME_CHARS_MAX = 63;

  /// The pod's object as it was when the node took it.
  public PodView pod() {
    return facts.pod();
  }

  /// The pod's uid.
  public String uid() {
    return pod().meta().uid();
  }

  /// Its address.
  public String ip() {
    return facts.ip();
  }

  /// The known members' addresses as variables.
  public Map<String, String> addresses() {
    return members.get();
  }

  /// What marks the processes of one of its containers.
  public String mark(String container) {
    return uid() + "/" + container;
  }

  /// A name for files about one of its containers, unique among what runs.
  public String fileName(String container) {
    return pod().meta().namespace() + "_" + pod().meta().name() + "_" + container;
  }

  /// `spec.hostname`, else the pod's name, cut to what a kernel takes; a hostnameOverride wins.
  public static String hostname(PodView pod) {
    String override = pod.spec().text("hostnameOverride");
    if (!override.isEmpty()) return cut(override);
    return cut(pod.hostname().isEmpty() ? pod.meta().name() : pod.hostname());
  }

  private static String cut(String name) {
    String cut = name.length() > HOSTNAME_CHARS_MAX ? name.substring(0, HOSTNAME_CHARS_MAX) : name;
    int end = cut.length();
    while (end > 0 && (cut.charAt(end - 1) == '-' || cut.charAt(end - 1) == '.')) end--;
    return cut.substring(0, end);
  }
}
