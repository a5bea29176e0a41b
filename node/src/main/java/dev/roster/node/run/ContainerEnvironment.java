package dev.roster.node.run;

import dev.roster.core.objects.ContainerView;
import dev.roster.node.image.ImageResult;
import dev.roster.node.process.RunRecords;
import dev.roster.node.root.InitScript;
import dev.roster.node.root.Tier;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The variables that a container has before its manifest says anything.
///
/// @param home its own folder
record ContainerEnvironment(NodeTools tools, PodRuntime pod, ContainerView container, Path home) {
  /// The variables.
  ///
  /// @param image what its image leads to
  /// @param volumes paths on the machine by volume name
  Map<String, String> base(ImageResult.Found image, Map<String, Path> volumes) {
    Map<String, String> base = new LinkedHashMap<>();
    base.put("PATH", path(image));
    base.put("HOME", home.toString());
    base.put("HOSTNAME", pod.hostname());
    base.put("POD_IP", pod.ip());
    base.put("JAVA_HOME", tools.config().javaHome().toString());
    image.env().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(each -> base.put(each.getKey(), each.getValue()));
    for (ContainerView.Mount each : container.mounts()) {
      String place = place(each, volumes);
      base.put("VOLUME_" + each.name(), place);
      base.put("VOLUME_" + each.name().replace('-', '_'), place);
    }
    if (tools.tier() instanceof Tier.Plain) {
      base.put(RunRecords.MARK, pod.mark(container.name()));
      base.put("ROSTER_HOSTS", pod.hostsFile().toString());
      base.put("JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + pod.hostsFile());
      base.putAll(pod.addresses());
    }
    return base;
  }

  /// Where the container finds a volume: at its mountPath, or at its folder where nothing can be
  /// mounted.
  private String place(ContainerView.Mount mount, Map<String, Path> volumes) {
    if (tools.tier() instanceof Tier.Namespaces) return mount.mountPath();
    Path volume = volumes.get(mount.name());
    if (volume == null) return mount.mountPath();
    return mount.subPath().isEmpty()
        ? volume.toString()
        : volume.resolve(mount.subPath()).toString();
  }

  /// Roster's own JDK first, then the image's folders, then what Roster itself was started with.
  private String path(ImageResult.Found image) {
    String own = System.getenv("PATH");
    Stream<String> parts =
        Stream.of(
                Stream.of(tools.config().javaHome().resolve("bin").toString()),
                image.path().stream().map(Path::toString),
                split(own == null ? "" : own),
                split(InitScript.TOOL_PATH))
            .flatMap(each -> each);
    return parts.filter(each -> each.startsWith("/")).distinct().collect(Collectors.joining(":"));
  }

  private static Stream<String> split(String path) {
    return List.of(path.split(":", -1)).stream();
  }
}
