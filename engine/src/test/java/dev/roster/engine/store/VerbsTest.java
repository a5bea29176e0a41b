package dev.roster.engine.store;

import static dev.roster.engine.store.Objects.configMap;
import static dev.roster.engine.store.Objects.finalizers;
import static dev.roster.engine.store.Objects.key;
import static dev.roster.engine.store.Objects.object;
import static dev.roster.engine.store.Objects.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VerbsTest {
  private final MemoryStore store = new MemoryStore();
  private Instant now = Instant.parse("2026-01-02T03:04:05.678Z");
  private final Verbs verbs = new Verbs(store, () -> now, new Random(1));

  @BeforeEach
  void namespace() {
    verbs.create(object("v1", "Namespace", "", "default"));
  }

  @Test
  void create_sets_what_the_server_owns() {
    Tree.Obj given =
        configMap("a", "1")
            .with(List.of("metadata", "uid"), Tree.Text.of("mine"))
            .with(List.of("metadata", "creationTimestamp"), Tree.Text.of("1999-01-01T00:00:00Z"))
            .with(List.of("metadata", "resourceVersion"), Tree.Text.of("99"));
    Tree.Obj stored = created(given);
    assertThat(stored.text("metadata", "uid"))
        .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    assertThat(stored.text("metadata", "creationTimestamp")).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(stored.text("metadata", "resourceVersion")).isEqualTo("2");
    assertThat(stored.at("metadata", "generation")).isEmpty();
    assertThat(stored.obj("metadata").members().keySet())
        .containsExactly("name", "namespace", "uid", "resourceVersion", "creationTimestamp");
  }

  @Test
  void create_starts_the_status_and_drops_a_given_one() {
    Tree.Obj given = pod("p", "").with(List.of("status", "phase"), Tree.Text.of("Running"));
    Tree.Obj stored = created(given);
    assertThat(stored.text("status", "phase")).isEqualTo("Pending");
    assertThat(stored.number(0, "metadata", "generation")).isEqualTo(1);
    Tree.Obj node = object("v1", "Node", "", "n").with(List.of("status", "x"), Tree.Text.of("y"));
    assertThat(created(node).text("status", "x")).isEqualTo("y");
  }

  @Test
  void names_are_generated_and_once_only() {
    Tree.Obj unnamed = configMap("", "1");
    String prefix = "p".repeat(60);
    unnamed =
        unnamed.with(
            "metadata",
            unnamed.obj("metadata").without("name").with("generateName", Tree.Text.of(prefix)));
    String first = created(unnamed).text("metadata", "name");
    String second = created(unnamed).text("metadata", "name");
    assertThat(first).hasSize(63).startsWith("p".repeat(58)).isNotEqualTo(second);
    assertThat(verbs.create(configMap(first, "1"))).isInstanceOf(Outcome.AlreadyExists.class);
  }

  @Test
  void the_namespace_must_exist_and_not_be_going() {
    ObjectKey namespace = ObjectKey.local(Kind.NAMESPACE, "", "other");
    Tree.Obj inOther = object("v1", "ConfigMap", "other", "a");
    assertThat(verbs.create(inOther)).isEqualTo(new Outcome.NotFound(namespace));
    verbs.create(finalizers(object("v1", "Namespace", "", "other"), "kubernetes"));
    created(inOther);
    assertThat(verbs.delete(namespace, DeleteOptions.DEFAULT)).isInstanceOf(Outcome.Deleting.class);
    assertThat(verbs.create(object("v1", "ConfigMap", "other", "b")))
        .isEqualTo(
            new Outcome.Forbidden(
                "unable to create new content in namespace other because it is being terminated"));
    assertThat(verbs.delete(ObjectKey.local(Kind.NAMESPACE, "", "default"), DeleteOptions.DEFAULT))
        .isInstanceOf(Outcome.Forbidden.class);
  }

  @Test
  void generation_rises_with_the_spec_only() {
    created(pod("p", ""));
    Tree.Obj labelled = pod("p", "").with(List.of("metadata", "labels", "a"), Tree.Text.of("b"));
    assertThat(updated(labelled).number(0, "metadata", "generation")).isEqualTo(1);
    assertThat(updated(pod("p", "n")).number(0, "metadata", "generation")).isEqualTo(2);
    ObjectKey p = key(Kind.POD, "p");
    verbs.editStatus(p, "", status -> status.with("phase", Tree.Text.of("Running")));
    assertThat(stored(p).number(0, "metadata", "generation")).isEqualTo(2);
  }

  @Test
  void status_and_the_rest_are_written_apart() {
    created(pod("p", ""));
    ObjectKey p = key(Kind.POD, "p");
    Tree.Obj both =
        pod("p", "n").with("status", Tree.Obj.EMPTY.with("phase", Tree.Text.of("Running")));
    assertThat(updated(both).text("status", "phase")).isEqualTo("Pending");
    Tree.Obj other =
        pod("p", "elsewhere").with("status", Tree.Obj.EMPTY.with("phase", Tree.Text.of("Failed")));
    assertThat(verbs.updateStatus(other)).isInstanceOf(Outcome.Updated.class);
    assertThat(stored(p).text("status", "phase")).isEqualTo("Failed");
    assertThat(stored(p).text("spec", "nodeName")).isEqualTo("n");
  }

  @Test
  void an_update_that_changes_nothing_keeps_the_revision() {
    created(configMap("a", "1"));
    long before = store.revision();
    assertThat(verbs.update(configMap("a", "1"))).isInstanceOf(Outcome.Unchanged.class);
    assertThat(verbs.edit(key(Kind.CONFIG_MAP, "a"), "", tree -> tree))
        .isInstanceOf(Outcome.Unchanged.class);
    assertThat(store.revision()).isEqualTo(before);
  }

  @Test
  void an_old_revision_or_another_uid_is_a_conflict() {
    Tree.Obj first = created(configMap("a", "1"));
    verbs.update(configMap("a", "2"));
    assertThat(verbs.update(first)).isInstanceOf(Outcome.Conflict.class);
    Tree.Obj unversioned = first.with("metadata", first.obj("metadata").without("resourceVersion"));
    assertThat(verbs.update(unversioned)).isInstanceOf(Outcome.Updated.class);
    assertThat(verbs.edit(key(Kind.CONFIG_MAP, "a"), "another", tree -> tree.with("x", tree)))
        .isInstanceOf(Outcome.Conflict.class);
    assertThat(verbs.delete(key(Kind.CONFIG_MAP, "a"), DeleteOptions.now("another")))
        .isInstanceOf(Outcome.Conflict.class);
    assertThat(verbs.update(configMap("b", "1")))
        .isEqualTo(new Outcome.NotFound(key(Kind.CONFIG_MAP, "b")));
  }

  @Test
  void a_pod_on_a_node_stays_until_the_node_removes_it() {
    created(pod("p", "n"));
    ObjectKey p = key(Kind.POD, "p");
    assertThat(verbs.delete(p, DeleteOptions.DEFAULT)).isInstanceOf(Outcome.Deleting.class);
    assertThat(stored(p).text("metadata", "deletionTimestamp")).isEqualTo("2026-01-02T03:04:35Z");
    assertThat(stored(p).number(0, "metadata", "deletionGracePeriodSeconds")).isEqualTo(30);
    assertThat(stored(p).number(0, "metadata", "generation")).isEqualTo(2);
    long marked = store.revision();
    verbs.delete(p, grace(60));
    assertThat(store.revision()).as("never longer").isEqualTo(marked);
    now = now.plusSeconds(1);
    verbs.delete(p, grace(5));
    assertThat(stored(p).text("metadata", "deletionTimestamp")).isEqualTo("2026-01-02T03:04:11Z");
    verbs.delete(p, grace(-1));
    assertThat(stored(p).number(0, "metadata", "deletionGracePeriodSeconds")).isEqualTo(1);
    assertThat(verbs.delete(p, DeleteOptions.now(""))).isInstanceOf(Outcome.Deleted.class);
    assertThat(store.get(p)).isEmpty();
  }

  @Test
  void a_pod_without_node_or_finished_goes_at_once() {
    created(pod("p", ""));
    created(pod("q", "n"));
    ObjectKey q = key(Kind.POD, "q");
    verbs.editStatus(q, "", status -> status.with("phase", Tree.Text.of("Succeeded")));
    assertThat(verbs.delete(key(Kind.POD, "p"), DeleteOptions.DEFAULT))
        .isInstanceOf(Outcome.Deleted.class);
    assertThat(verbs.delete(q, DeleteOptions.DEFAULT)).isInstanceOf(Outcome.Deleted.class);
  }

  @Test
  void finalizers_hold_an_object_until_the_last_goes() {
    created(finalizers(configMap("a", "1"), "x/one", "x/two"));
    ObjectKey a = key(Kind.CONFIG_MAP, "a");
    assertThat(verbs.delete(a, DeleteOptions.DEFAULT)).isInstanceOf(Outcome.Deleting.class);
    assertThat(stored(a).number(-1, "metadata", "deletionGracePeriodSeconds")).isZero();
    long marked = store.revision();
    assertThat(verbs.delete(a, DeleteOptions.DEFAULT)).isInstanceOf(Outcome.Deleting.class);
    assertThat(store.revision()).isEqualTo(marked);
    assertThat(verbs.update(finalizers(configMap("a", "1"), "x/one", "x/new")))
        .isInstanceOf(Outcome.Forbidden.class);
    assertThat(verbs.update(finalizers(configMap("a", "1"), "x/two")))
        .isInstanceOf(Outcome.Updated.class);
    assertThat(verbs.update(configMap("a", "1"))).isInstanceOf(Outcome.Deleted.class);
    assertThat(store.get(a)).isEmpty();
  }

  private static DeleteOptions grace(long seconds) {
    return new DeleteOptions(OptionalLong.of(seconds), "", ObjectStore.ANY_REVISION);
  }

  private Tree.Obj created(Tree.Obj object) {
    return verbs.create(object) instanceof Outcome.Created(var stored)
        ? stored.tree()
        : fail(verbs.create(object));
  }

  private Tree.Obj updated(Tree.Obj object) {
    return verbs.update(object) instanceof Outcome.Updated(var stored)
        ? stored.tree()
        : fail(verbs.update(object));
  }

  private Tree.Obj stored(ObjectKey key) {
    return store.get(key).orElseThrow().tree();
  }

  private static Tree.Obj fail(Outcome outcome) {
    throw new AssertionError(outcome);
  }
}
