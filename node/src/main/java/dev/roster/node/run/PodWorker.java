package dev.roster.node.run;

import dev.roster.core.objects.ContainerView;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.PodView;
import dev.roster.core.reconcile.Moment;
import dev.roster.core.reconcile.PodAction;
import dev.roster.core.reconcile.PodInput;
import dev.roster.core.reconcile.PodMachine;
import dev.roster.core.reconcile.PodStatus;
import dev.roster.core.reconcile.RestartBackoff;
import dev.roster.engine.store.DeleteOptions;
import dev.roster.engine.store.Outcome;
import dev.roster.node.pod.AtomicFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Leads one pod on a virtual thread of its own: asks the machine what to do, does it, and writes
/// the status. It ends when no process of the pod is left and its object is gone.
public final class PodWorker {
  /// How long a killed process may take to be gone.
  public static final Duration END_MAX = Duration.ofSeconds(2);

  private static final String HOST_IP = "127.0.0.1";

  private final NodeTools tools;
  private final PodRuntime pod;
  private final PodTeller teller;
  private final SliceWait slices;
  private final PodInbox inbox;
  private final ObjectKey key;
  private final java.time.Instant takenAt;
  private final Map<String, ContainerRun> runs = new ConcurrentHashMap<>(); // written by its thread
  private volatile PodView latest; // written by its thread
  private volatile long endNanos; // when grace is over; written by its thread, 0 while unset
  private volatile boolean killed; // set from outside, never reset
  private PodMachine machine; // its thread's

  /// Not started yet.
  public PodWorker(NodeTools tools, PodRuntime pod, PodTeller teller, SliceWait slices) {
    this.tools = tools;
    this.pod = pod;
    this.teller = teller;
    this.slices = slices;
    inbox = new PodInbox(tools.config().nanoTime());
    latest = pod.pod();
    key = ObjectKey.local(Kind.POD, latest.meta().namespace(), latest.meta().name());
    takenAt = tools.config().clock().instant();
    var backoff = tools.config().backoff();
    var limits =
        new RestartBackoff.Limits(
            backoff.first().toNanos(), backoff.longest().toNanos(), backoff.resetAfter().toNanos());
    machine = PodMachine.of(latest, limits, now());
  }

  /// What waits for it.
  public PodInbox inbox() {
    return inbox;
  }

  /// The pod's object as it was last seen.
  public PodView pod() {
    return latest;
  }

  /// Kills every process of it at once, and starts none any more.
  public void kill() {
    killed = true;
    runs.values().forEach(ContainerRun::kill);
  }

  /// [#kill], and waits for the ends that follow, each at most [#END_MAX].
  public void giveUp() {
    kill();
    try {
      for (ContainerRun each : runs.values()) each.awaitEnd(END_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Brings files of changed ConfigMaps and Secrets up to date, and tries again what missed one.
  public void configChanged() {
    try {
      synchronized (pod.volumes()) {
        pod.volumes().refresh();
      }
    } catch (IOException e) {
      teller.warn("", "FailedMount", "volumes could not be updated: " + e.getMessage());
    }
    inbox.retry();
  }

  /// Leads the pod to its end.
  public void lead() throws InterruptedException {
    step(new PodInput.Tick(false));
    boolean gone = latest.meta().terminating() && deleted();
    while (!gone) {
      writeStatus();
      PodInbox.Batch batch = inbox.take(machine.deadline());
      if (batch.latest().isPresent()) {
        latest = batch.latest().get();
        if (latest.meta().terminating()) gone = deleted();
      }
      if (batch.removed()) {
        // Deleted by force: the object is gone already, now the processes go.
        kill();
        gone |= step(new PodInput.Deleted());
      }
      for (PodInput each : batch.inputs()) gone |= step(each);
      gone |= step(new PodInput.Tick(batch.retry()));
    }
    for (ContainerRun each : runs.values()) each.awaitEnd(END_MAX);
  }

  /// Removes what goes with the pod, and its object if that is still there.
  public void cleanUp() {
    try {
      AtomicFolder.delete(tools.podFolder(pod.uid()));
    } catch (IOException e) {
      teller.warn("", "FailedKillPod", "its folder could not be removed: " + e.getMessage());
    }
    writeStatus();
    Outcome outcome = tools.verbs().delete(key, DeleteOptions.now(pod.uid()));
    if (outcome instanceof Outcome.Refused(String reason)) {
      throw new UncheckedIOException(new IOException(reason));
    }
  }

  private boolean deleted() {
    long grace = latest.meta().deletionGracePeriodSeconds(latest.terminationGracePeriodSeconds());
    long end = now().nanos() + grace * 1_000_000_000L;
    if (endNanos == 0 || end - endNanos < 0) endNanos = end; // grace only ever gets shorter
    return !machine.deleting() && step(new PodInput.Deleted());
  }

  // --- doing what the machine says

  /// Whether nothing is left of the pod.
  private boolean step(PodInput input) {
    Moment now = now();
    PodMachine.Step step = machine.step(input, now);
    machine = step.next();
    boolean gone = false;
    for (PodAction action : step.actions()) {
      switch (action) {
        case PodAction.Start start -> start(start);
        case PodAction.Stop stop -> stop(stop);
        case PodAction.Probe probe -> {
          ContainerRun run = runs.get(probe.container());
          if (run != null && run.instance() == probe.instance()) run.probe(probe.kind());
        }
        case PodAction.Tell tell -> {
          if (tell.warning()) teller.warn(tell.container(), tell.reason(), tell.message());
          else teller.say(tell.container(), tell.reason(), tell.message());
        }
        case PodAction.Gone _ -> gone = true;
      }
    }
    return gone;
  }

  private void start(PodAction.Start start) {
    ContainerView view = machine.container(start.container()).orElseThrow().view();
    ContainerRun run = new ContainerRun(tools, pod, view, start.instance(), inbox, teller);
    runs.put(start.container(), run);
    run.begin();
    if (killed) run.kill();
  }

  private void stop(PodAction.Stop stop) {
    ContainerRun run = runs.get(stop.container());
    if (run == null || run.instance() != stop.instance()) return;
    ContainerStop sequence =
        new ContainerStop(run, tools.config().nanoTime(), deadline(stop, run.container()));
    boolean leaving = stop.why() == PodAction.Why.POD && latest.meta().terminating();
    Thread.ofVirtual()
        .name("stop-" + pod.fileName(stop.container()))
        .start(() -> {
          try {
            if (leaving && !killed) slices.await(latest);
            sequence.end();
          } catch (InterruptedException e) {
            run.kill();
          }
        });
  }

  private java.util.function.LongSupplier deadline(PodAction.Stop stop, ContainerView view) {
    if (stop.why() == PodAction.Why.POD && latest.meta().terminating()) return () -> endNanos;
    long grace = latest.terminationGracePeriodSeconds();
    Optional<dev.roster.core.objects.ProbeView> probe =
        switch (stop.why()) {
          case LIVENESS -> view.livenessProbe();
          case STARTUP -> view.startupProbe();
          case POD -> Optional.empty();
        };
    long own =
        probe.map(p -> p.tree().number(grace, "terminationGracePeriodSeconds")).orElse(grace);
    long end = now().nanos() + own * 1_000_000_000L;
    // A pod that is deleted meanwhile may shorten it.
    return () -> endNanos != 0 && endNanos - end < 0 ? endNanos : end;
  }

  private void writeStatus() {
    var place = new PodStatus.Place(HOST_IP, pod.ip(), takenAt);
    PodMachine now = machine;
    PodView view = latest;
    var wall = tools.config().clock().instant();
    // NotFound and Conflict: it was deleted by force, which the node's watch will tell.
    tools
        .verbs()
        .editStatus(key, pod.uid(), current -> PodStatus.next(now, view, current, place, wall));
  }

  private Moment now() {
    return new Moment(tools.config().nanoTime().getAsLong(), tools.config().clock().instant());
  }
}
