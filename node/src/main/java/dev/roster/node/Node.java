package dev.roster.node;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.OwnerReference;
import dev.roster.core.objects.PodView;
import dev.roster.engine.control.EventRecorder;
import dev.roster.engine.store.DeleteOptions;
import dev.roster.engine.store.ObjectStore;
import dev.roster.engine.store.Verbs;
import dev.roster.node.address.AddressBlock;
import dev.roster.node.address.AddressPool;
import dev.roster.node.hosts.HostsFiles;
import dev.roster.node.process.ProcessStarter;
import dev.roster.node.process.RunRecords;
import dev.roster.node.root.Tier;
import dev.roster.node.run.NodeTools;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Runs the store's pods as local processes: those that are on no node yet, and those on this one.
public final class Node implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Node.class.getName());

  private final NodeTools tools;
  private final AddressBlock block;
  private final PodIntake intake;
  private final PodCrew crew;
  private final Housekeeping keeper;
  private final Thread reader;

  private Node(
      NodeTools tools, AddressBlock block, PodIntake intake, PodCrew crew, Housekeeping keeper) {
    this.tools = tools;
    this.block = block;
    this.intake = intake;
    this.crew = crew;
    this.keeper = keeper;
    reader = Thread.ofVirtual().name("node").unstarted(intake);
  }

  /// Claims a block of addresses, stops what a killed run left behind, finds out how pods can be
  /// kept apart, and takes every pod that is on no node yet or on this one.
  ///
  /// @param catalog how far the published names are; [CatalogPosition#NONE] if nothing publishes
  /// @throws IOException where the data folder can't be written or no block of addresses is free;
  ///   the message is one line for a person
  public static Node start(
      NodeConfig config,
      Verbs verbs,
      EventRecorder events,
      CatalogPosition catalog,
      ImageResolver images)
      throws IOException, InterruptedException {
    Path run = folders(config.data());
    RunRecords records = new RunRecords(run);
    int left = records.sweep();
    if (left > 0) LOG.log(Level.INFO, "stopped {0} processes that an earlier run left", left);
    AddressBlock block = AddressBlock.claim(config.addressLocks());
    ProcessStarter starter = ProcessStarter.start();
    Tier tier =
        switch (config.isolation()) {
          case AUTO -> Tier.detect(starter, run);
          case NONE -> new Tier.Plain("not wanted");
        };
    NodeTools tools = new NodeTools(config, verbs, images, starter, records, tier, block.number());
    HostsFiles hosts = new HostsFiles();
    AddressPool pool = new AddressPool(block, config.nanoTime());
    PodCrew crew = new PodCrew(tools, events, catalog, pool, hosts);
    PodIntake intake = new PodIntake(tools, events, hosts, crew);
    Node node = new Node(tools, block, intake, crew, Housekeeping.start(config.data(), crew));
    node.reader.start();
    return node;
  }

  private static Path folders(Path data) throws IOException {
    try {
      Files.createDirectories(data);
      return NodeTools.runFolder(data);
    } catch (FileSystemException e) {
      String why = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
      throw new IOException("the data folder " + data + " can't be written: " + why, e);
    }
  }

  /// How pods are kept apart here.
  public Tier tier() {
    return tools.tier();
  }

  /// The file that a container's output goes to, if there is one; it may still grow.
  ///
  /// @param previous of the run before the last restart
  public Optional<Path> logFile(String namespace, String pod, String container, boolean previous) {
    String name = container + (previous ? ".previous.log" : ".log");
    Path file = NodeTools.logFolder(tools.config().data(), namespace, pod).resolve(name);
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }

  /// Ends all pods in order, each within its grace: those of a StatefulSet from the highest ordinal
  /// down, one at a time. New pods are not taken any more. Returns when all have ended. The
  /// controllers should still run, so that names go before their processes.
  public void stop() throws InterruptedException {
    intake.refuse();
    List<Thread> enders = new ArrayList<>();
    for (List<PodView> group : inOrder(crew.pods())) {
      enders.add(Thread.ofVirtual().name("stop").start(() -> end(group)));
    }
    for (Thread each : enders) each.join();
  }

  /// Pods that must end one after the other are in one list.
  private static List<List<PodView>> inOrder(List<PodView> pods) {
    Map<String, List<PodView>> groups = new TreeMap<>();
    for (PodView each : pods) {
      Optional<OwnerReference> set =
          each.meta().controller().filter(owner -> owner.kind().equals("StatefulSet"));
      String name = set.map(owner -> owner.uid()).orElse(each.meta().uid());
      groups.computeIfAbsent(name, _ -> new ArrayList<>()).add(each);
    }
    for (List<PodView> group : groups.values()) {
      group.sort(Comparator.comparingInt(Node::ordinal).reversed());
    }
    return List.copyOf(groups.values());
  }

  private static int ordinal(PodView pod) {
    String name = pod.meta().name();
    String last = name.substring(name.lastIndexOf('-') + 1);
    return last.matches("\\d{1,9}") ? Integer.parseInt(last) : 0;
  }

  private void end(List<PodView> group) {
    for (PodView pod : group) {
      String uid = pod.meta().uid();
      ObjectKey key = ObjectKey.local(Kind.POD, pod.meta().namespace(), pod.meta().name());
      tools
          .verbs()
          .delete(key, new DeleteOptions(OptionalLong.empty(), uid, ObjectStore.ANY_REVISION));
      try {
        crew.awaitEnd(uid);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /// Ends all processes at once, with SIGKILL; safe beside a [#stop] that is under way.
  public void kill() {
    intake.refuse();
    crew.kill();
  }

  /// [#kill], waits until all is over, and gives back the addresses.
  @Override
  public void close() {
    intake.close();
    reader.interrupt();
    crew.close();
    keeper.close();
    try {
      block.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the lock of the addresses", e); // it ends with the process anyway
    }
  }
}
