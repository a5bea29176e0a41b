package dev.roster.node;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.Tree;
import dev.roster.engine.control.EventRecorder;
import dev.roster.engine.store.Change;
import dev.roster.engine.store.Listing;
import dev.roster.engine.store.ObjectStore;
import dev.roster.engine.store.Outcome;
import dev.roster.engine.store.StoredObject;
import dev.roster.engine.store.Watch;
import dev.roster.node.hosts.HostsFiles;
import dev.roster.node.hosts.Members;
import dev.roster.node.pod.AtomicFolder;
import dev.roster.node.pod.PodVolumes;
import dev.roster.node.run.NodeTools;
import dev.roster.node.run.PodTeller;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads the store's changes on one virtual thread, and hands them to those whom they concern: pods
/// to their workers, slices to the hosts files, changed ConfigMaps and Secrets to all pods of their
/// namespace.
final class PodIntake implements Runnable {
  private static final Logger LOG = System.getLogger(PodIntake.class.getName());

  private static final Set<Kind> KINDS =
      Set.of(
          Kind.POD,
          Kind.ENDPOINT_SLICE,
          Kind.CONFIG_MAP,
          Kind.SECRET,
          Kind.PERSISTENT_VOLUME_CLAIM);

  private final NodeTools tools;
  private final EventRecorder events;
  private final HostsFiles hosts;
  private final PodCrew crew;
  private volatile boolean closing; // set once, from outside
  private volatile boolean accepting = true; // cleared once, from outside

  PodIntake(NodeTools tools, EventRecorder events, HostsFiles hosts, PodCrew crew) {
    this.tools = tools;
    this.events = events;
    this.hosts = hosts;
    this.crew = crew;
  }

  /// Takes no new pods any more.
  void refuse() {
    accepting = false;
  }

  /// Ends it; the thread's owner interrupts it.
  void close() {
    closing = true;
  }

  @Override
  public void run() {
    try {
      while (!closing) {
        try {
          follow();
        } catch (RuntimeException e) {
          // A bug: all is listed again, so nothing of it is lost.
          LOG.log(Level.ERROR, "the node starts over", e);
        }
      }
    } catch (InterruptedException e) {
      // asked to end
    }
  }

  private void follow() throws InterruptedException {
    ObjectStore store = tools.verbs().store();
    // The earliest of the lists' revisions: what is told twice does nothing.
    long from = store.revision();
    listAll(store);
    try (Watch watch = store.watch(KINDS, from)) {
      while (!closing) {
        switch (watch.take()) {
          case Watch.Next.Changes(List<Change> changes) -> changes.forEach(this::change);
          case Watch.Next.Gone(String reason) -> {
            LOG.log(Level.DEBUG, "watch ended: {0}", reason);
            return;
          }
        }
      }
    }
  }

  private void listAll(ObjectStore store) {
    Map<ObjectKey, Members> slices = new LinkedHashMap<>();
    for (StoredObject each : store.list(Kind.ENDPOINT_SLICE, "").objects()) {
      slices.put(each.key(), Members.of(each.tree()));
    }
    hosts.replace(slices);
    Listing pods = store.list(Kind.POD, "");
    List<String> uids = new ArrayList<>();
    for (StoredObject each : pods.objects()) {
      uids.add(each.tree().text("metadata", "uid"));
      pod(each.tree());
    }
    crew.removeAllBut(Set.copyOf(uids));
    crew.configChanged("");
  }

  private void change(Change change) {
    StoredObject object = change.object();
    boolean gone = change instanceof Change.Deleted;
    Kind kind = object.key().kind();
    if (kind.equals(Kind.POD)) {
      if (gone) crew.removed(object.tree().text("metadata", "uid"));
      else pod(object.tree());
    } else if (kind.equals(Kind.ENDPOINT_SLICE)) {
      if (gone) hosts.remove(object.key());
      else hosts.put(object.key(), Members.of(object.tree()));
    } else if (kind.equals(Kind.PERSISTENT_VOLUME_CLAIM)) {
      if (gone) claimGone(object.key());
      else crew.retry(object.key().namespace());
    } else {
      crew.configChanged(object.key().namespace());
    }
  }

  private void pod(Tree.Obj tree) {
    PodView pod = new PodView(tree);
    if (crew.update(pod) || pod.isFinished()) return;
    String node = pod.nodeName();
    if (node.isEmpty()) {
      if (accepting && !pod.meta().terminating()) bind(pod);
    } else if (node.equals(tools.config().name())) {
      crew.take(pod);
    }
  }

  /// The change that this writes comes back and is taken then.
  private void bind(PodView pod) {
    ObjectKey key = ObjectKey.local(Kind.POD, pod.meta().namespace(), pod.meta().name());
    Tree.Text name = Tree.Text.of(tools.config().name());
    Outcome outcome =
        tools
            .verbs()
            .edit(key, pod.meta().uid(), now -> now.with(List.of("spec", "nodeName"), name));
    if (outcome instanceof Outcome.Updated) new PodTeller(events, pod).scheduled(name.value());
  }

  /// The claim was deleted while the node ran: its folder goes too, as a dynamic volume's would.
  private void claimGone(ObjectKey key) {
    try {
      AtomicFolder.delete(PodVolumes.claimFolder(tools.claims(), key.namespace(), key.name()));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the folder of {0} could not be removed: {1}", key, e.getMessage());
    }
  }
}
