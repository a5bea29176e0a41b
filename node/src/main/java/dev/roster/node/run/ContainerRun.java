package dev.roster.node.run;

import dev.roster.core.objects.ContainerView;
import dev.roster.core.objects.ProbeView;
import dev.roster.core.reconcile.PodInput;
import dev.roster.core.reconcile.ProbeKind;
import dev.roster.node.pod.MissingException;
import dev.roster.node.probe.ProbeResult;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One instance of a container from its start to its end, on a virtual thread of its own. It tells
/// the pod's inbox exactly once how it ended: `Blocked` before it ran, `Exited` after.
public final class ContainerRun {
  /// How long a postStart hook may take.
  public static final Duration POST_START_MAX = Duration.ofMinutes(5);

  private final NodeTools tools;
  private final PodRuntime pod;
  private final ContainerView container;
  private final int instance;
  private final PodInbox inbox;
  private final PodTeller teller;
  private final ProbeRunner probes;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Optional<ContainerProcess> process = Optional.empty(); // written by its thread
  private volatile boolean unwanted; // written by whoever stops it; never reset
  private volatile Optional<Thread> thread = Optional.empty(); // written once, before it starts

  /// Not started yet.
  public ContainerRun(
      NodeTools tools,
      PodRuntime pod,
      ContainerView container,
      int instance,
      PodInbox inbox,
      PodTeller teller) {
    this.tools = tools;
    this.pod = pod;
    this.container = container;
    this.instance = instance;
    this.inbox = inbox;
    this.teller = teller;
    probes =
        new ProbeRunner(
            new ContainerExec(tools.starter()), container, pod.ip(), tools.config().nanoTime());
  }

  /// Starts its thread.
  public void begin() {
    Thread own =
        Thread.ofVirtual().name("pod-" + pod.fileName(container.name())).unstarted(this::run);
    thread = Optional.of(own);
    own.start();
  }

  /// The container.
  public ContainerView container() {
    return container;
  }

  /// Which instance of it.
  public int instance() {
    return instance;
  }

  private void run() {
    PodInput last;
    try {
      last = lead();
    } catch (InterruptedException e) {
      last = blocked("ContainerCreating", "");
    } catch (MissingException e) {
      teller.missing(container, e);
      last = blocked(e.reason(), e.message());
    } catch (StartFailedException e) {
      teller.warn(container.name(), "Failed", "Error: " + e.message());
      last = exited(StartFailedException.EXIT_CODE, "StartError", e.message());
    } catch (IOException e) {
      String message = e.getClass().getSimpleName() + ": " + e.getMessage();
      // A start that was given up fails in whatever it was doing.
      if (!unwanted) teller.warn(container.name(), "Failed", "Error: " + message);
      last = blocked("CreateContainerError", message);
    } catch (RuntimeException e) {
      teller.bug(container.name(), e);
      last = blocked("CreateContainerError", "internal error: " + e);
    }
    ended.countDown();
    inbox.put(last);
  }

  private PodInput lead()
      throws InterruptedException, MissingException, StartFailedException, IOException {
    ContainerLauncher launcher = new ContainerLauncher(tools, pod, container);
    if (unwanted) return blocked("ContainerCreating", "");
    ContainerProcess running = launcher.launch();
    process = Optional.of(running);
    try {
      if (unwanted) running.kill();
      postStart(running);
      inbox.put(new PodInput.Started(container.name(), instance));
      int code = running.process().waitFor();
      return exited(code, "", "");
    } finally {
      // Whatever it left running goes with it.
      running.kill();
      launcher.ended();
    }
  }

  private void postStart(ContainerProcess running) throws InterruptedException {
    Optional<ProbeView.Handler> hook = container.postStart();
    if (hook.isEmpty() || unwanted) return;
    ProbeResult result = probes.hook(hook.get(), running, POST_START_MAX);
    if (result.outcome() == dev.roster.core.reconcile.ProbeMachine.Outcome.SUCCESS) return;
    teller.warn(
        container.name(), "FailedPostStartHook", "PostStartHook failed: " + result.output());
    running.kill();
  }

  /// Tries one of its probes, and tells the inbox.
  public void probe(ProbeKind kind) {
    Thread.ofVirtual()
        .name("probe-" + pod.fileName(container.name()))
        .start(() -> {
          ProbeResult result;
          try {
            result = probeNow(kind);
          } catch (InterruptedException e) {
            result = ProbeResult.error("interrupted");
          } catch (RuntimeException e) {
            teller.bug(container.name(), e);
            result = ProbeResult.error("internal error: " + e);
          }
          inbox.put(
              new PodInput.Probed(
                  container.name(), instance, kind, result.outcome(), result.output()));
        });
  }

  private ProbeResult probeNow(ProbeKind kind) throws InterruptedException {
    Optional<ProbeView> view =
        switch (kind) {
          case STARTUP -> container.startupProbe();
          case LIVENESS -> container.livenessProbe();
          case READINESS -> container.readinessProbe();
        };
    if (view.isEmpty() || process.isEmpty()) return ProbeResult.error("nothing to probe");
    Duration timeout = Duration.ofSeconds(view.get().timeoutSeconds());
    return probes.probe(view.get().handler(), process.get(), timeout);
  }

  /// Runs its preStop hook, if it has one and its process still runs.
  public void preStop(Duration atMost) throws InterruptedException {
    unwanted = true;
    Optional<ProbeView.Handler> hook = container.preStop();
    if (hook.isEmpty() || process.isEmpty() || ended.getCount() == 0) return;
    ProbeResult result = probes.hook(hook.get(), process.get(), atMost);
    if (result.outcome() == dev.roster.core.reconcile.ProbeMachine.Outcome.SUCCESS) return;
    teller.warn(container.name(), "FailedPreStopHook", "PreStopHook failed: " + result.output());
  }

  /// Sends SIGTERM; a start that is under way is given up.
  public void terminate() {
    unwanted = true;
    process.ifPresentOrElse(ContainerProcess::terminate, () -> thread.ifPresent(Thread::interrupt));
  }

  /// Sends SIGKILL; a start that is under way is given up.
  public void kill() {
    unwanted = true;
    process.ifPresentOrElse(ContainerProcess::kill, () -> thread.ifPresent(Thread::interrupt));
  }

  /// Waits for its end.
  ///
  /// @return whether it has ended
  public boolean awaitEnd(Duration atMost) throws InterruptedException {
    return ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  private PodInput blocked(String reason, String message) {
    return new PodInput.Blocked(container.name(), instance, reason, message);
  }

  private PodInput exited(int code, String reason, String message) {
    return new PodInput.Exited(container.name(), instance, code, reason, message);
  }
}
