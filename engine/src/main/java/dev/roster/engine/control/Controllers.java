package dev.roster.engine.control;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Kinds;
import dev.roster.core.reconcile.EndpointSlicePlanner;
import dev.roster.engine.store.Verbs;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The controllers of the embedded cluster: EndpointSlices, mirrored Endpoints, StatefulSets,
/// garbage, namespaces. They act when something changes, never by polling, and write through the
/// same verbs as everyone.
public final class Controllers implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Controllers.class.getName());

  private final StoreEvents events;
  private final List<Controller> controllers;
  private final Controller sets;
  private final Follower follower;
  private final List<Thread> threads = new ArrayList<>(); // written before anyone else sees this

  private Controllers(Verbs verbs, ControlConfig config, StoreEvents events) {
    Bootstrap.run(verbs, config);
    this.events = events;
    var options =
        new EndpointSlicePlanner.Options(EndpointSlicePlanner.ENDPOINTS_MAX_DEFAULT, true, true);
    var statefulSets =
        new StatefulSetController(verbs, events, config.clock(), config.rollingUpdates());
    this.sets = new Controller(statefulSets, config.nanoTime(), config.random());
    List<Controller> all = new ArrayList<>();
    for (Reconciler each :
        List.<Reconciler>of(
            new EndpointSliceController(verbs, events, options),
            new MirrorController(verbs, events, options.loopbackAllowed()),
            new GarbageCollector(verbs),
            new NamespaceController(verbs))) {
      all.add(new Controller(each, config.nanoTime(), config.random()));
    }
    all.add(2, sets);
    this.controllers = List.copyOf(all);
    this.follower = new Follower(verbs.store(), kinds(), this::changed);
  }

  /// Makes the namespaces and the node that a cluster has, and starts the controllers over what the
  /// store holds already.
  ///
  /// @throws IllegalStateException if the store refuses the first objects
  public static Controllers start(Verbs verbs, ControlConfig config) {
    Controllers all = new Controllers(verbs, config, StoreEvents.start(verbs, config.clock()));
    for (Controller each : all.controllers) all.threads.addAll(each.start());
    all.threads.add(Thread.ofVirtual().name("control-follower").start(all::follow));
    return all;
  }

  /// Without threads: whoever holds it works by [#step].
  static Controllers manual(Verbs verbs, ControlConfig config) {
    return new Controllers(verbs, config, StoreEvents.manual(verbs, config.clock()));
  }

  /// Where controllers, and the node, tell what happens.
  public EventRecorder events() {
    return events;
  }

  /// Failures that no rule foresees, so far; each was logged.
  public long bugs() {
    return controllers.stream().mapToLong(Controller::bugs).sum();
  }

  /// No pod is made any more, so that those that end now stay away; names still follow. There is no
  /// way back: it comes before the end.
  public void stopMaking() {
    sets.queue().close();
  }

  /// Ends them: what is being worked on is finished, nothing is begun. No thread is left.
  @Override
  public void close() {
    follower.close();
    for (Controller each : controllers) each.queue().close();
    try {
      for (Thread thread : threads) thread.join();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
    events.close();
  }

  /// Does one thing that waits: tells of changes, or works on one key. False: nothing waits.
  ///
  /// @param first which controller is asked first
  boolean step(int first) throws InterruptedException {
    events.drain();
    if (follower.step()) return true;
    for (int i = 0; i < controllers.size(); i++) {
      if (controllers.get((first + i) % controllers.size()).step()) return true;
    }
    return false;
  }

  /// The controllers, for tests of a single one.
  List<Controller> controllers() {
    return controllers;
  }

  /// The threads, for tests of their end.
  List<Thread> threads() {
    return threads;
  }

  private void follow() {
    try {
      follower.run();
    } catch (InterruptedException asked) {
      LOG.log(Level.DEBUG, "asked to end", asked);
      Thread.currentThread().interrupt();
    }
  }

  private void changed(ObjectChange change) {
    for (Controller each : controllers) each.changed(change);
  }

  private static Set<Kind> kinds() {
    return Kinds.all().stream()
        .map(Kinds.Entry::kind)
        .filter(kind -> !kind.name().equals(Kind.EVENT.name()))
        .collect(Collectors.toUnmodifiableSet());
  }
}
