package dev.roster.node.root;

import dev.roster.core.objects.ContainerView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one container wants to see in its root.
///
/// @param volumes paths on the machine by volume name
/// @param hostname the pod's
/// @param hosts the pod's hosts file
/// @param etc a folder for the files of `/etc` that are made for it
/// @param home the container's own folder
/// @param folders what it must be able to read at the same path as outside: the JDK, its image
public record PodRoot(
    ContainerView container,
    RunAs user,
    Map<String, Path> volumes,
    String hostname,
    Path hosts,
    Path etc,
    Path home,
    List<Path> folders) {
  public PodRoot {
    volumes = Map.copyOf(volumes);
    folders = List.copyOf(folders);
  }

  /// The steps that build it.
  ///
  /// @throws IOException if something can't be mounted; the message is for a person
  public List<RootStep> plan(HostFiles host) throws IOException {
    List<RootPlanner.Wanted> wanted = new ArrayList<>();
    for (ContainerView.Mount each : container.mounts()) wanted.add(mount(each));
    wanted.addAll(ofEtc());
    visible(host, home, wanted, false);
    for (Path each : folders) visible(host, each, wanted, true);
    String dir = container.workingDir();
    if (!dir.isEmpty() && host.leadsTo(dir) == HostFiles.Type.NONE && !isMounted(dir)) {
      wanted.add(new RootPlanner.Wanted(home.toString(), dir, false));
    }
    return RootPlanner.plan(wanted, host);
  }

  private boolean isMounted(String path) {
    return container.mounts().stream()
        .map(ContainerView.Mount::mountPath)
        .anyMatch(mount -> path.equals(mount) || path.startsWith(mount + "/"));
  }

  private RootPlanner.Wanted mount(ContainerView.Mount mount) throws IOException {
    Path volume = volumes.get(mount.name());
    if (volume == null) {
      throw new IOException("volumeMount " + mount.name() + ": the pod has no such volume");
    }
    Path source = volume;
    if (!mount.subPath().isEmpty()) {
      source = volume.resolve(mount.subPath()).normalize();
      if (!source.startsWith(volume)) {
        throw new IOException("subPath " + mount.subPath() + " leads out of its volume");
      }
      if (!Files.exists(source)) Files.createDirectories(source);
    }
    Path path = Path.of("/").resolve(mount.mountPath()).normalize();
    return new RootPlanner.Wanted(
        source.toRealPath().toString(), path.toString(), mount.readOnly());
  }

  private List<RootPlanner.Wanted> ofEtc() throws IOException {
    List<RootPlanner.Wanted> wanted = new ArrayList<>();
    wanted.add(new RootPlanner.Wanted(hosts.toString(), "/etc/hosts", false));
    String name = home.toString();
    if (Files.exists(Path.of("/etc/hostname"))) {
      add("hostname", Optional.of(hostname + "\n"), wanted);
    }
    add("passwd", UserFiles.passwd(UserFiles.read("/etc/passwd"), user, name), wanted);
    add("group", UserFiles.group(UserFiles.read("/etc/group"), user), wanted);
    add("nsswitch.conf", UserFiles.nsswitch(UserFiles.read("/etc/nsswitch.conf")), wanted);
    if (Files.isDirectory(Path.of("/run/nscd"))) {
      // A name cache of the machine would answer from the machine's hosts file.
      Path empty = Files.createDirectories(etc.resolve("nscd"));
      wanted.add(new RootPlanner.Wanted(empty.toString(), "/run/nscd", true));
    }
    return wanted;
  }

  private void add(String name, Optional<String> text, List<RootPlanner.Wanted> wanted)
      throws IOException {
    if (text.isEmpty()) return;
    Path file = etc.resolve(name);
    Files.writeString(file, text.get());
    Files.setAttribute(file, "unix:mode", 0644);
    wanted.add(new RootPlanner.Wanted(file.toString(), "/etc/" + name, false));
  }

  /// Binds a folder at its own path where the container's user could not get at it.
  private static void visible(
      HostFiles host, Path folder, List<RootPlanner.Wanted> wanted, boolean readOnly) {
    for (Path above = folder.getParent(); above != null; above = above.getParent()) {
      if (host.passes(above.toString())) continue;
      wanted.add(new RootPlanner.Wanted(folder.toString(), folder.toString(), readOnly));
      return;
    }
  }
}
