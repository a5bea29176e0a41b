package dev.roster.node.run;

import dev.roster.core.objects.ContainerView;
import dev.roster.node.image.ImageResult;
import dev.roster.node.pod.AtomicFolder;
import dev.roster.node.pod.ConfigSource;
import dev.roster.node.pod.Environment;
import dev.roster.node.pod.Expansion;
import dev.roster.node.pod.MissingException;
import dev.roster.node.process.ProcFs;
import dev.roster.node.process.ProcessStarter;
import dev.roster.node.process.RunRecords;
import dev.roster.node.root.HostFiles;
import dev.roster.node.root.InitScript;
import dev.roster.node.root.LocalFiles;
import dev.roster.node.root.PodRoot;
import dev.roster.node.root.RunAs;
import dev.roster.node.root.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Starts a container's process: finds its program, makes its files, builds its root, and waits
/// until the program runs.
public final class ContainerLauncher {
  /// How long a root may take to be built: a machine under load, not a hung one.
  public static final Duration SETUP_MAX = Duration.ofSeconds(30);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(2);
  private static final ImageResult.Found NO_IMAGE =
      new ImageResult.Found(List.of(), List.of(), List.of(), Map.of());

  private final NodeTools tools;
  private final PodRuntime pod;
  private final ContainerView container;
  private final RunAs user;
  private final Path home;
  private final String fileName;

  /// One start of one container.
  public ContainerLauncher(NodeTools tools, PodRuntime pod, ContainerView container) {
    this.tools = tools;
    this.pod = pod;
    this.container = container;
    user = RunAs.of(pod.pod(), container, ProcFs.ownUid(), ProcFs.ownGid());
    home = tools.podFolder(pod.uid()).resolve("home").resolve(container.name());
    fileName = pod.fileName(container.name());
  }

  /// Starts it.
  ///
  /// @throws MissingException if something is missing that may come: it is tried again
  /// @throws StartFailedException if the program can't be run
  /// @throws IOException if the disk fails
  public ContainerProcess launch()
      throws MissingException, StartFailedException, IOException, InterruptedException {
    ImageResult.Found image = image();
    Map<String, Path> volumes;
    synchronized (pod.volumes()) {
      volumes = pod.volumes().prepare();
    }
    InitScript.Program program = program(image, volumes);
    if (!Files.isDirectory(home)) {
      Files.createDirectories(home);
      owner(user).own(home);
    }
    Path run = NodeTools.runFolder(tools.config().data());
    Path report = run.resolve(fileName + ".report");
    Path script = run.resolve(fileName + ".sh");
    boolean up = false;
    try {
      Files.write(report, new byte[0]);
      writePrivate(script, script(image, volumes, program, run, report));
      ContainerProcess running = start(script, report, program);
      up = true;
      return running;
    } finally {
      if (!up) {
        Files.deleteIfExists(script);
        ended();
      }
    }
  }

  // --- what to run

  private ImageResult.Found image() throws MissingException, InterruptedException {
    String name = container.image();
    return switch (tools.images().resolve(name)) {
      case ImageResult.Found found -> found;
      case ImageResult.Failed(String reason) -> throw new MissingException("ErrImagePull", reason);
      case ImageResult.Unknown _ -> {
        if (!container.command().isEmpty()) yield NO_IMAGE;
        String short_ = name.substring(name.lastIndexOf('/') + 1).replaceFirst("[:@].*", "");
        throw new MissingException(
            "ErrImagePull",
            "container "
                + container.name()
                + " has no command, and no roster.yaml names its image \""
                + name
                + "\": write `images: {"
                + short_
                + ": {command: [...]}}` into roster.yaml"
                + " beside the manifest");
      }
    };
  }

  private InitScript.Program program(ImageResult.Found image, Map<String, Path> volumes)
      throws MissingException {
    ConfigSource configs = new ConfigSource(tools.verbs().store(), pod.pod().meta().namespace());
    Map<String, String> base =
        new ContainerEnvironment(tools, pod, container, home).base(image, volumes);
    Map<String, String> env = Environment.of(container, pod.facts(), configs, base);
    List<String> command = new ArrayList<>();
    boolean own = !container.command().isEmpty();
    for (String each : own ? container.command() : image.command()) {
      command.add(Expansion.expand(each, env));
    }
    for (String each : container.args()) command.add(Expansion.expand(each, env));
    if (command.isEmpty()) {
      throw new MissingException(
          "CreateContainerError", "no command specified for container " + container.name());
    }
    List<String> variables = new ArrayList<>();
    env.forEach((name, value) -> variables.add(name + "=" + value));
    String dir = container.workingDir().isEmpty() ? home.toString() : container.workingDir();
    return new InitScript.Program(
        tools.tier().become(user), variables, env.getOrDefault("PATH", ""), dir, command);
  }

  private String script(
      ImageResult.Found image,
      Map<String, Path> volumes,
      InitScript.Program program,
      Path run,
      Path report)
      throws MissingException, IOException {
    Path log = run.resolve(fileName + ".setup");
    String title = pod.fileName(container.name());
    switch (tools.tier()) {
      case Tier.Plain plain -> {
        new PlainMounts(container, plain).check();
        return InitScript.plain(title, report, log, program);
      }
      case Tier.Namespaces namespaces -> {
        boolean own = !user.changed() || namespaces.user();
        HostFiles host = new LocalFiles(user.uid(), user.gid(), own);
        List<Path> visible = new ArrayList<>(image.folders());
        visible.add(tools.config().javaHome());
        Path etc = Files.createDirectories(tools.podFolder(pod.uid()).resolve("etc"));
        PodRoot root =
            new PodRoot(
                container, user, volumes, pod.hostname(), pod.hostsFile(), etc, home, visible);
        Path newRoot = Files.createDirectories(run.resolve("root"));
        try {
          return new InitScript(
                  title,
                  newRoot,
                  namespaces.proc(),
                  root.plan(host),
                  pod.hostname(),
                  report,
                  log,
                  firstPid(),
                  program)
              .render();
        } catch (IOException e) {
          throw new MissingException("ContainerCreating", String.valueOf(e.getMessage()));
        }
      }
    }
  }

  /// Another range for each address, within the smallest bound that a kernel has (32768).
  private int firstPid() {
    int last = Integer.parseInt(pod.ip().substring(pod.ip().lastIndexOf('.') + 1));
    return 1_000 + (tools.blockNumber() * 29 + last) % 256 * 100;
  }

  // --- running it

  private ContainerProcess start(Path script, Path report, InitScript.Program program)
      throws StartFailedException, IOException, InterruptedException {
    List<String> words = new ArrayList<>(tools.tier().outer());
    words.addAll(List.of("sh", script.toString()));
    Path log = new ContainerLog(tools.config().data(), pod.pod(), container.name()).begin();
    if (user.changed() && ProcFs.ownUid() == 0) owner(user).own(log);
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.redirectErrorStream(true);
    builder.directory(Path.of("/").toFile());
    builder.environment().clear();
    builder.environment().put("PATH", InitScript.TOOL_PATH);
    Process process = tools.starter().start(builder);
    boolean up = false;
    try {
      long ticks = ProcFs.stat(process.pid()).map(ProcFs.Stat::startTicks).orElse(0L);
      tools
          .records()
          .add(new RunRecords.Entry(fileName, process.pid(), ticks, pod.mark(container.name())));
      long init = awaitUp(process, report);
      up = true;
      // The shell has it open; nobody else needs to read what is in it.
      Files.deleteIfExists(script);
      return new ContainerProcess(process, init, program, tools.tier(), pod.mark(container.name()));
    } finally {
      if (!up) {
        new ContainerProcess(process, 0, program, tools.tier(), pod.mark(container.name())).kill();
        // Until it is gone it may still make files, and the caller removes them.
        ProcessStarter.awaitKilled(process);
      }
    }
  }

  /// Waits for the script's line. It is a file, for a process has no other way to tell than what
  /// its program will use.
  private static long awaitUp(Process process, Path report)
      throws StartFailedException, IOException, InterruptedException {
    for (long tries = SETUP_MAX.dividedBy(LOOK_AGAIN); tries > 0; tries--) {
      boolean ended = process.waitFor(LOOK_AGAIN.toNanos(), TimeUnit.NANOSECONDS);
      String text = Files.readString(report);
      if (text.startsWith("up ") && text.endsWith("\n")) {
        return Long.parseLong(text.substring(3).strip());
      }
      if (!ended) continue;
      String said = text.startsWith("failed ") ? text.substring(7).strip() : "";
      if (said.isEmpty()) said = "its root could not be built: exit code " + process.exitValue();
      throw new StartFailedException(said);
    }
    throw new StartFailedException("its root was not built within " + SETUP_MAX.toSeconds() + " s");
  }

  /// Forgets a process that has ended, and removes the files of its start.
  public void ended() throws IOException {
    tools.records().remove(fileName);
    Path run = NodeTools.runFolder(tools.config().data());
    for (String each : List.of(".report", ".setup"))
      Files.deleteIfExists(run.resolve(fileName + each));
  }

  /// Gives files to the container's user, where that is possible and needed.
  static AtomicFolder.Owner owner(RunAs user) {
    return path -> {
      if (ProcFs.ownUid() != 0 || !user.changed()) return;
      int group = user.groups().isEmpty() ? user.gid() : user.groups().getFirst();
      Files.setAttribute(path, "unix:uid", user.uid());
      Files.setAttribute(path, "unix:gid", group);
    };
  }

  // It holds the values of Secrets.
  private static void writePrivate(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }
}
