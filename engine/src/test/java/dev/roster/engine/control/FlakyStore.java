package dev.roster.engine.control;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import dev.roster.engine.store.Listing;
import dev.roster.engine.store.ObjectStore;
import dev.roster.engine.store.StoredObject;
import dev.roster.engine.store.Watch;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// A store that refuses some writes, and whose watches get lost; how often is a matter of chance.
final class FlakyStore implements ObjectStore {
  private final ObjectStore store;
  private final RandomGenerator random;
  boolean flaky;

  FlakyStore(ObjectStore store, RandomGenerator random) {
    this.store = store;
    this.random = random;
  }

  private boolean fails() {
    return flaky && random.nextInt(10) == 0;
  }

  @Override
  public long revision() {
    return store.revision();
  }

  @Override
  public Optional<StoredObject> get(ObjectKey key) {
    return store.get(key);
  }

  @Override
  public Listing list(Kind kind, String namespace) {
    return store.list(kind, namespace);
  }

  @Override
  public WriteResult create(ObjectKey key, Tree.Obj tree) {
    return fails() ? new WriteResult.Refused("today not") : store.create(key, tree);
  }

  @Override
  public WriteResult update(ObjectKey key, Tree.Obj tree, long expected) {
    return fails() ? new WriteResult.Refused("today not") : store.update(key, tree, expected);
  }

  @Override
  public WriteResult delete(ObjectKey key, long expected) {
    return fails() ? new WriteResult.Refused("today not") : store.delete(key, expected);
  }

  @Override
  public Watch watch(Set<Kind> kinds, long after) {
    Watch watch = store.watch(kinds, after);
    return new Watch() {
      @Override
      public Next take() throws InterruptedException {
        return fails() ? new Next.Gone("lost") : watch.take();
      }

      @Override
      public Next poll(Duration wait) throws InterruptedException {
        return fails() ? new Next.Gone("lost") : watch.poll(wait);
      }

      @Override
      public long position() {
        return watch.position();
      }

      @Override
      public void close() {
        watch.close();
      }
    };
  }
}
