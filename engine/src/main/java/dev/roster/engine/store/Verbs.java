package dev.roster.engine.store;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import dev.roster.engine.store.ObjectStore.WriteResult;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// What Kubernetes' API server does between a request and its storage: names, uid, timestamps,
/// generation, status kept apart from spec, graceful deletion, finalizers. The API, the controllers
/// and the node all write through it; reading and watching is the store's own.
///
/// Objects are trees with apiVersion and kind, defaults already applied and checked: that is the
/// caller's part (`Defaults`, `ObjectRules`). Safe for use by many threads.
public final class Verbs {
  /// How often a write is tried again after another one came between.
  public static final int CONFLICT_TRIES_MAX = 1_000;

  /// How often another random name is tried for a `generateName`.
  public static final int GENERATED_NAME_TRIES_MAX = 8;

  /// What is left of a `generateName` before five random letters (a name has 63 characters).
  private static final int GENERATED_PREFIX_MAX = 58;

  /// Kubernetes' letters for generated names: no vowels, so no words.
  private static final String GENERATED_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  /// A Pod's grace where neither it nor the caller says one.
  private static final long GRACE_SECONDS_DEFAULT = 30;

  private static final Set<String> NAMESPACES_KEPT =
      Set.of("default", "kube-system", "kube-public");

  private final ObjectStore store;
  private final InstantSource clock;
  private final RandomGenerator random; // guarded by itself

  /// Over a store, with the given time and randomness (of uids and generated names).
  public Verbs(ObjectStore store, InstantSource clock, RandomGenerator random) {
    this.store = store;
    this.clock = clock;
    this.random = random;
  }

  /// The store beneath: for get, list and watch.
  public ObjectStore store() {
    return store;
  }

  /// The key that an object's apiVersion, kind and metadata name.
  public static ObjectKey keyOf(Tree.Obj object) {
    return ObjectKey.local(
        Kind.of(object.text("apiVersion"), object.text("kind")),
        object.text("metadata", "namespace"),
        object.text("metadata", "name"));
  }

  /// Creates an object, under `metadata.name` or a name made from `generateName`. Its namespace
  /// must exist. What the server owns (uid, timestamps, status) is set here whatever the tree says;
  /// only a Node keeps its status.
  ///
  /// @return `Created`, `AlreadyExists`, `NotFound` (the namespace), `Forbidden` or `Refused`
  public Outcome create(Tree.Obj object) {
    ObjectKey asked = keyOf(object);
    Optional<Outcome> refused = namespaceRefuses(asked);
    if (refused.isPresent()) return refused.get();
    String prefix = asked.name().isEmpty() ? object.text("metadata", "generateName") : "";
    if (asked.name().isEmpty() && prefix.isEmpty()) {
      throw new IllegalArgumentException("an object to create has neither name nor generateName");
    }
    Outcome outcome = createNamed(object, asked, prefix);
    for (int tries = 1; tries < GENERATED_NAME_TRIES_MAX && !prefix.isEmpty(); tries++) {
      if (!(outcome instanceof Outcome.AlreadyExists)) return outcome;
      outcome = createNamed(object, asked, prefix);
    }
    return outcome;
  }

  private Outcome createNamed(Tree.Obj object, ObjectKey asked, String prefix) {
    String name = prefix.isEmpty() ? asked.name() : generatedName(prefix);
    ObjectKey key = ObjectKey.local(asked.kind(), asked.namespace(), name);
    Tree.Obj tree = Meta.created(object, key.kind(), name, uid(), clock.instant());
    return switch (store.create(key, tree)) {
      case WriteResult.Done(var stored) -> new Outcome.Created(stored);
      case WriteResult.Exists(var current) -> new Outcome.AlreadyExists(current);
      case WriteResult.Refused(var reason) -> new Outcome.Refused(reason);
      case WriteResult.Unchanged _, WriteResult.Missing _, WriteResult.Conflict _ ->
          throw new IllegalStateException("no outcome of a create");
    };
  }

  /// Replaces all of an object but its status and what the server owns. A `resourceVersion` in the
  /// tree, other than "" and "0", must be the stored one; so must a uid.
  ///
  /// @return `Updated`, `Unchanged`, `Deleted` (its last finalizer went), `NotFound`, `Conflict`,
  ///   `Forbidden` or `Refused`
  public Outcome update(Tree.Obj object) {
    return write(
        keyOf(object), object.text("metadata", "uid"), revisionOf(object), _ -> object, false);
  }

  /// Replaces an object's status (and its labels and annotations, as Kubernetes does), nothing
  /// else. Preconditions as in [#update].
  public Outcome updateStatus(Tree.Obj object) {
    return write(
        keyOf(object), object.text("metadata", "uid"), revisionOf(object), _ -> object, true);
  }

  /// Reads, changes and writes an object until nothing came between. The function sees the whole
  /// stored object and may run several times; its changes to the status do not count.
  ///
  /// @param uid only the object of this uid, else `Conflict`; "" for whichever
  /// @return as [#update]
  public Outcome edit(ObjectKey key, String uid, UnaryOperator<Tree.Obj> change) {
    return write(key, uid, ObjectStore.ANY_REVISION, change, false);
  }

  /// As [#edit] for the status: the function gets the stored status (`{}` where there is none) and
  /// gives the next one.
  public Outcome editStatus(ObjectKey key, String uid, UnaryOperator<Tree.Obj> change) {
    return write(
        key,
        uid,
        ObjectStore.ANY_REVISION,
        current -> current.with("status", change.apply(current.obj("status"))),
        true);
  }

  /// Deletes an object. What has finalizers is only marked. A Pod on a node is marked with a
  /// deletionTimestamp and stays until it is deleted with grace 0; a later deletion may shorten the
  /// grace, never lengthen it. A Pod without node, or one that has finished, goes at once.
  ///
  /// @return `Deleted`, `Deleting`, `NotFound`, `Conflict`, `Forbidden` or `Refused`
  public Outcome delete(ObjectKey key, DeleteOptions options) {
    if (key.kind().equals(Kind.NAMESPACE) && NAMESPACES_KEPT.contains(key.name())) {
      return new Outcome.Forbidden("this namespace may not be deleted");
    }
    for (int tries = 0; tries < CONFLICT_TRIES_MAX; tries++) {
      Optional<StoredObject> found = store.get(key);
      if (found.isEmpty()) return new Outcome.NotFound(key);
      StoredObject current = found.get();
      if (!options.uid().isEmpty()
          && !options.uid().equals(current.tree().text("metadata", "uid"))) {
        return new Outcome.Conflict(current, uidMessage(options.uid(), current));
      }
      if (options.revision() != ObjectStore.ANY_REVISION
          && options.revision() != current.revision()) {
        return new Outcome.Conflict(
            current,
            "Precondition failed: ResourceVersion in precondition: "
                + options.revision()
                + ", ResourceVersion in object meta: "
                + current.revision());
      }
      Optional<Outcome> outcome = deleteOnce(current, options);
      if (outcome.isPresent()) return outcome.get();
    }
    return new Outcome.Refused("too many writers of " + key);
  }

  /// One try; empty when another write came between.
  private Optional<Outcome> deleteOnce(StoredObject current, DeleteOptions options) {
    long grace = graceSeconds(current.tree(), options);
    boolean finalizers = !current.tree().list("metadata", "finalizers").isEmpty();
    if (grace == 0 && !finalizers) return remove(current);
    if (current.tree().at("metadata", "deletionTimestamp").isPresent()) {
      long left = current.tree().number(0, "metadata", "deletionGracePeriodSeconds");
      if (grace >= left) return Optional.of(new Outcome.Deleting(current));
    }
    Instant at = clock.instant().plusSeconds(grace);
    Tree.Obj marked = Meta.deleting(current.tree(), at, grace);
    return switch (store.update(current.key(), marked, current.revision())) {
      case WriteResult.Done(var stored) -> Optional.of(new Outcome.Deleting(stored));
      case WriteResult.Unchanged(var stored) -> Optional.of(new Outcome.Deleting(stored));
      case WriteResult.Missing _ -> Optional.of(new Outcome.NotFound(current.key()));
      case WriteResult.Conflict _ -> Optional.empty();
      case WriteResult.Refused(var reason) -> Optional.of(new Outcome.Refused(reason));
      case WriteResult.Exists _ -> throw new IllegalStateException("no outcome of an update");
    };
  }

  private Optional<Outcome> remove(StoredObject current) {
    return switch (store.delete(current.key(), current.revision())) {
      case WriteResult.Done(var stored) -> Optional.of(new Outcome.Deleted(lastWords(stored)));
      case WriteResult.Missing _ -> Optional.of(new Outcome.NotFound(current.key()));
      case WriteResult.Conflict _ -> Optional.empty();
      case WriteResult.Refused(var reason) -> Optional.of(new Outcome.Refused(reason));
      case WriteResult.Exists _, WriteResult.Unchanged _ ->
          throw new IllegalStateException("no outcome of a delete");
    };
  }

  /// A Pod says with its removal that no grace was left.
  private StoredObject lastWords(StoredObject removed) {
    if (!removed.key().kind().equals(Kind.POD)) return removed;
    Tree.Obj marked = Meta.deleting(removed.tree(), clock.instant(), 0);
    return new StoredObject(removed.key(), marked, removed.revision());
  }

  private static long graceSeconds(Tree.Obj object, DeleteOptions options) {
    if (!keyOf(object).kind().equals(Kind.POD)) return 0;
    String phase = object.text("status", "phase");
    boolean finished = phase.equals("Succeeded") || phase.equals("Failed");
    if (finished || object.text("spec", "nodeName").isEmpty()) return 0;
    long own = object.number(GRACE_SECONDS_DEFAULT, "spec", "terminationGracePeriodSeconds");
    long grace = options.graceSeconds().orElse(own);
    return grace < 0 ? 1 : grace; // a negative grace means one second, for Kubernetes too
  }

  private Outcome write(
      ObjectKey key, String uid, long expected, UnaryOperator<Tree.Obj> change, boolean status) {
    for (int tries = 0; tries < CONFLICT_TRIES_MAX; tries++) {
      Optional<StoredObject> found = store.get(key);
      if (found.isEmpty()) return new Outcome.NotFound(key);
      StoredObject current = found.get();
      if (!uid.isEmpty() && !uid.equals(current.tree().text("metadata", "uid"))) {
        return new Outcome.Conflict(current, uidMessage(uid, current));
      }
      if (expected != ObjectStore.ANY_REVISION && expected != current.revision()) {
        return modified(current);
      }
      Tree.Obj wanted = change.apply(current.tree());
      Tree.Obj next =
          status
              ? Meta.withStatus(current.tree(), wanted)
              : Meta.updated(current.tree(), wanted, key.kind());
      Optional<Outcome> outcome = writeOnce(current, next);
      if (outcome.isPresent()) return outcome.get();
    }
    return new Outcome.Refused("too many writers of " + key);
  }

  /// One try; empty when another write came between.
  private Optional<Outcome> writeOnce(StoredObject current, Tree.Obj next) {
    if (current.tree().at("metadata", "deletionTimestamp").isPresent()) {
      var had = current.tree().list("metadata", "finalizers");
      var has = next.list("metadata", "finalizers");
      if (!had.containsAll(has)) {
        return Optional.of(
            new Outcome.Forbidden("no new finalizers can be added if the object is being deleted"));
      }
      boolean last = !had.isEmpty() && has.isEmpty();
      long grace = next.number(0, "metadata", "deletionGracePeriodSeconds");
      if (last && grace == 0) return remove(current);
    }
    return switch (store.update(current.key(), next, current.revision())) {
      case WriteResult.Done(var stored) -> Optional.of(new Outcome.Updated(stored));
      case WriteResult.Unchanged(var stored) -> Optional.of(new Outcome.Unchanged(stored));
      case WriteResult.Missing _ -> Optional.of(new Outcome.NotFound(current.key()));
      case WriteResult.Conflict _ -> Optional.empty();
      case WriteResult.Refused(var reason) -> Optional.of(new Outcome.Refused(reason));
      case WriteResult.Exists _ -> throw new IllegalStateException("no outcome of an update");
    };
  }

  private Optional<Outcome> namespaceRefuses(ObjectKey key) {
    if (key.namespace().isEmpty()) return Optional.empty();
    ObjectKey namespace = ObjectKey.local(Kind.NAMESPACE, "", key.namespace());
    Optional<StoredObject> found = store.get(namespace);
    if (found.isEmpty()) return Optional.of(new Outcome.NotFound(namespace));
    if (found.get().tree().at("metadata", "deletionTimestamp").isEmpty()) return Optional.empty();
    return Optional.of(
        new Outcome.Forbidden(
            "unable to create new content in namespace "
                + key.namespace()
                + " because it is being terminated"));
  }

  /// The revision that an object's writer last saw; a text that is no number is none that exists.
  private static long revisionOf(Tree.Obj object) {
    String text = object.text("metadata", "resourceVersion");
    if (text.isEmpty() || text.equals("0")) return ObjectStore.ANY_REVISION;
    if (text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) return 0;
    return Long.parseLong(text);
  }

  private static Outcome modified(StoredObject current) {
    return new Outcome.Conflict(
        current,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  private static String uidMessage(String uid, StoredObject current) {
    return "Precondition failed: UID in precondition: "
        + uid
        + ", UID in object meta: "
        + current.tree().text("metadata", "uid");
  }

  private String uid() {
    long high;
    long low;
    synchronized (random) {
      high = random.nextLong();
      low = random.nextLong();
    }
    // Version 4, variant 1 (RFC 9562 section 5.4).
    return new UUID((high & ~0xf000L) | 0x4000L, (low & ~(3L << 62)) | (1L << 63)).toString();
  }

  private String generatedName(String prefix) {
    StringBuilder name =
        new StringBuilder(prefix.substring(0, Math.min(prefix.length(), GENERATED_PREFIX_MAX)));
    synchronized (random) {
      for (int i = 0; i < 5; i++) {
        name.append(GENERATED_LETTERS.charAt(random.nextInt(GENERATED_LETTERS.length())));
      }
    }
    return name.toString();
  }
}
