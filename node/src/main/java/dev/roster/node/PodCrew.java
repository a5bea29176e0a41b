package dev.roster.node;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.PodView;
import dev.roster.engine.control.EventRecorder;
import dev.roster.engine.store.DeleteOptions;
import dev.roster.node.address.AddressPool;
import dev.roster.node.hosts.HostsFiles;
import dev.roster.node.hosts.HostsText;
import dev.roster.node.pod.AtomicFolder;
import dev.roster.node.pod.PodFacts;
import dev.roster.node.pod.PodVolumes;
import dev.roster.node.process.ProcFs;
import dev.roster.node.root.RunAs;
import dev.roster.node.run.NodeTools;
import dev.roster.node.run.PodRuntime;
import dev.roster.node.run.PodTeller;
import dev.roster.node.run.PodWorker;
import dev.roster.node.run.SliceWait;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/// The workers of all pods of a node, by the pod's uid. Safe for use by many threads.
final class PodCrew {
  private static final Logger LOG = System.getLogger(PodCrew.class.getName());

  /// How long killed processes may take to be gone.
  static final Duration CLOSE_MAX = Duration.ofSeconds(5);

  private static final String HOST_IP = "127.0.0.1";

  private final NodeTools tools;
  private final EventRecorder events;
  private final CatalogPosition catalog;
  private final AddressPool addresses;
  private final HostsFiles hosts;
  private final CountDownLatch killed = new CountDownLatch(1);
  private final Map<String, PodWorker> workers = new LinkedHashMap<>(); // guarded by this
  private final Map<String, Thread> threads = new LinkedHashMap<>(); // guarded by this
  private final Map<String, PodView> waiting = new LinkedHashMap<>(); // guarded by this

  PodCrew(
      NodeTools tools,
      EventRecorder events,
      CatalogPosition catalog,
      AddressPool addresses,
      HostsFiles hosts) {
    this.tools = tools;
    this.events = events;
    this.catalog = catalog;
    this.addresses = addresses;
    this.hosts = hosts;
  }

  /// Tells a pod's worker of the pod's new object.
  ///
  /// @return whether it has one
  synchronized boolean update(PodView pod) {
    PodWorker worker = workers.get(pod.meta().uid());
    if (worker == null) return false;
    worker.inbox().update(pod);
    return true;
  }

  /// Begins to lead a pod. One of the same name may still be on its way out: then it waits, for
  /// they share files; so it does where no address is free.
  synchronized void take(PodView pod) {
    if (killed.getCount() == 0) return;
    String uid = pod.meta().uid();
    if (workers.containsKey(uid)) return;
    if (pod.meta().terminating()) {
      dismiss(pod);
      return;
    }
    boolean same = workers.values().stream().anyMatch(each -> sameName(each.pod(), pod));
    Optional<String> address = same ? Optional.empty() : address(pod);
    if (address.isEmpty()) {
      boolean first = waiting.put(uid, pod) == null;
      if (first && !same) {
        new PodTeller(events, pod)
            .warn("", "FailedCreatePodSandBox", "no address is free: all are in use or rest");
      }
      return;
    }
    waiting.remove(uid);
    begin(pod, address.get());
  }

  private static boolean sameName(PodView one, PodView other) {
    return one.meta().name().equals(other.meta().name())
        && one.meta().namespace().equals(other.meta().namespace());
  }

  private Optional<String> address(PodView pod) {
    return pod.hostNetwork() ? Optional.of(HOST_IP) : addresses.take();
  }

  private void begin(PodView pod, String address) {
    PodFacts facts = new PodFacts(pod, address, HOST_IP, tools.config().name());
    Path folder = tools.podFolder(pod.meta().uid());
    Path file = folder.resolve("etc").resolve("hosts");
    String hostname = PodRuntime.hostname(pod);
    HostsText text = new HostsText(pod, address, hostname, tools.config().zone());
    PodVolumes volumes = new PodVolumes(facts, tools.verbs(), folder, tools.claims(), owner(pod));
    PodRuntime runtime =
        new PodRuntime(facts, hostname, file, volumes, () -> hosts.variables(text));
    PodTeller teller = new PodTeller(events, pod);
    SliceWait slices =
        new SliceWait(tools.verbs().store(), catalog, tools.config().nanoTime(), killed);
    PodWorker worker = new PodWorker(tools, runtime, teller, slices);
    workers.put(pod.meta().uid(), worker);
    Thread thread =
        Thread.ofVirtual()
            .name("pod-" + pod.meta().namespace() + "-" + pod.meta().name())
            .start(() -> lead(worker, file, text, address));
    threads.put(pod.meta().uid(), thread);
  }

  private void lead(PodWorker worker, Path file, HostsText text, String address) {
    PodView pod = worker.pod();
    try {
      keepHosts(file, text, pod);
      worker.lead();
    } catch (InterruptedException e) {
      worker.giveUp();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "pod " + pod.meta().name() + " is given up", e);
      worker.giveUp();
    } finally {
      ended(worker, file, address);
    }
  }

  private void keepHosts(Path file, HostsText text, PodView pod) {
    try {
      hosts.add(file, text);
    } catch (IOException e) {
      // Its containers say so again when they miss it.
      new PodTeller(events, pod).warn("", "FailedMount", "hosts file: " + e.getMessage());
    }
  }

  private void ended(PodWorker worker, Path file, String address) {
    hosts.remove(file);
    addresses.release(address);
    worker.cleanUp();
    List<PodView> next;
    synchronized (this) {
      workers.remove(worker.pod().meta().uid());
      threads.remove(worker.pod().meta().uid());
      next = new ArrayList<>(waiting.values());
      notifyAll();
    }
    next.forEach(this::take);
  }

  /// Tries again the pods that no address was free for: those that were given back rest first.
  void takeWaiting() {
    List<PodView> next;
    synchronized (this) {
      next = List.copyOf(waiting.values());
    }
    next.forEach(this::take);
  }

  /// A pod that has no worker is being deleted: nothing of it runs, so it goes at once.
  private void dismiss(PodView pod) {
    waiting.remove(pod.meta().uid());
    ObjectKey key = ObjectKey.local(Kind.POD, pod.meta().namespace(), pod.meta().name());
    tools.verbs().delete(key, DeleteOptions.now(pod.meta().uid()));
  }

  /// Files belong to the user of the pod's first container that says one.
  private static AtomicFolder.Owner owner(PodView pod) {
    RunAs user =
        pod.containers().stream()
            .map(each -> RunAs.of(pod, each, ProcFs.ownUid(), ProcFs.ownGid()))
            .filter(RunAs::changed)
            .findFirst()
            .orElse(new RunAs(ProcFs.ownUid(), ProcFs.ownGid(), List.of(), false));
    return path -> {
      if (ProcFs.ownUid() != 0 || !user.changed()) return;
      int group = user.groups().isEmpty() ? user.gid() : user.groups().getFirst();
      Files.setAttribute(path, "unix:uid", user.uid());
      Files.setAttribute(path, "unix:gid", group);
      // Several containers of a pod may be several users; nobody else gets into the data folder.
      if (Files.isDirectory(path)) Files.setAttribute(path, "unix:mode", 0777);
    };
  }

  /// The object of a pod is gone.
  synchronized void removed(String uid) {
    waiting.remove(uid);
    PodWorker worker = workers.get(uid);
    if (worker != null) worker.inbox().remove();
  }

  /// Only these pods are there.
  synchronized void removeAllBut(Set<String> uids) {
    List.copyOf(workers.keySet()).stream()
        .filter(each -> !uids.contains(each))
        .forEach(this::removed);
    waiting.keySet().retainAll(uids);
  }

  /// A ConfigMap or Secret of a namespace ("" for any) may have changed.
  void configChanged(String namespace) {
    ofNamespace(namespace).forEach(PodWorker::configChanged);
  }

  /// Something else of a namespace changed that a start may miss.
  void retry(String namespace) {
    ofNamespace(namespace).forEach(each -> each.inbox().retry());
  }

  private synchronized List<PodWorker> ofNamespace(String namespace) {
    return workers.values().stream()
        .filter(each -> namespace.isEmpty() || each.pod().meta().namespace().equals(namespace))
        .toList();
  }

  /// All pods that are led now.
  synchronized List<PodView> pods() {
    return workers.values().stream().map(PodWorker::pod).toList();
  }

  /// Waits until a pod's worker has ended.
  synchronized void awaitEnd(String uid) throws InterruptedException {
    while (workers.containsKey(uid)) wait();
  }

  /// Kills all processes, and takes no more pods.
  void kill() {
    killed.countDown();
    List<PodWorker> all;
    synchronized (this) {
      waiting.clear();
      all = List.copyOf(workers.values());
    }
    all.forEach(PodWorker::kill);
  }

  /// [#kill], and waits until all is over, at most [#CLOSE_MAX].
  void close() {
    kill();
    List<Thread> all;
    synchronized (this) {
      all = List.copyOf(threads.values());
    }
    all.forEach(Thread::interrupt);
    try {
      for (Thread each : all) each.join(CLOSE_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
