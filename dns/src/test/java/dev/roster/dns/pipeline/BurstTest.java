package dev.roster.dns.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.Fact;
import dev.roster.core.catalog.Fact.EndpointFact;
import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.catalog.PackedEndpoints;
import dev.roster.core.catalog.ServiceKey;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.engine.feed.LiveCatalog;
import dev.roster.engine.feed.Mailbox;
import dev.roster.engine.feed.Mailbox.Notice;
import dev.roster.engine.feed.ObjectEvent;
import dev.roster.engine.feed.ObjectSink;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// All members of a large Service are replaced while everything is listed anew: few publications,
/// and answers meanwhile.
class BurstTest {
  private static final int SLICES = 100;
  private static final int MEMBERS = 100; // of each slice
  private static final int STEPS = 10; // in which a slice's members are replaced
  private static final int ASKED = 20;
  private static final String BIG = "big.prod.svc.cluster.local";
  private static final List<Port> PORTS = List.of(new Port("http", "tcp", 80));
  private static final List<Kind> KINDS =
      List.of(Kind.NAMESPACE, Kind.SERVICE, Kind.ENDPOINT_SLICE, Kind.POD);

  private final LiveCatalog live =
      new LiveCatalog(7, InstantSource.fixed(Instant.ofEpochSecond(1000)), () -> 0);
  private final Asker asker = new Asker(Catalog.EMPTY, true, List.of(Blocks.cluster(true)));

  @Test
  void aRestartDuringARelistIsOnePublication() throws Exception {
    live.accept(events(0));
    asker.transport = Transport.TCP;
    Catalog first = live.current();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ObjectSink.Parts relist =
        each -> {
          each.accept(events(0).subList(0, SLICES / 2));
          begun.countDown();
          await(goOn);
          each.accept(events(0).subList(SLICES / 2, events(0).size()));
          return true;
        };
    try (Mailbox mailbox = live.subscribe()) {
      Thread listing = Thread.ofPlatform().start(() -> live.acceptParts(relist));
      await(begun);
      for (int step = 1; step <= STEPS; step++) {
        for (int slice = 0; slice < SLICES; slice++) {
          live.accept(List.of(new ObjectEvent.Put(slice(slice, step), ""))); // waits for nobody
        }
      }
      // Half of the list is applied, and all of the restart waits: nobody sees any of it.
      assertThat(live.current()).isSameAs(first);
      for (int i = 0; i < ASKED; i++) askAll();
      goOn.countDown();
      while (listing.isAlive()) askAll();
      listing.join();

      Catalog last = live.current();
      assertThat(last.revision().n() - first.revision().n()).isEqualTo(1);
      Notice.Changed told = (Notice.Changed) mailbox.take(Duration.ZERO).orElseThrow();
      assertThat(told.services()).containsExactly(ServiceKey.local("prod", "big"));
      assertThat(mailbox.take(Duration.ZERO)).isEmpty();
      Set<IpAddress> old = ready(first);
      assertThat(ready(last)).hasSize(SLICES * MEMBERS);
      assertThat(Collections.disjoint(old, ready(last))).isTrue();
      askAll();
      assertThat(live.failures()).isZero();
    }
  }

  @Test
  void aBurstIsAppliedInEditsOfABound() throws Exception {
    live.accept(events(0));
    long first = live.current().revision().n();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Thread holding =
        Thread.ofPlatform()
            .start(() ->
                live.acceptParts(_ -> {
                  begun.countDown();
                  await(goOn);
                  return false; // it breaks off: none of it is applied
                }));
    await(begun);
    int events = 2 * LiveCatalog.EVENTS_TOGETHER_MAX + 1;
    for (int from = 0; from < events; from += SLICES) {
      List<ObjectEvent> some = new ArrayList<>();
      for (int i = from; i < Math.min(events, from + SLICES); i++) {
        some.add(new ObjectEvent.Put(lone(i), ""));
      }
      live.accept(some);
    }
    goOn.countDown();
    holding.join();
    // Each edit takes whole batches of 100, and no more than the bound.
    int each = LiveCatalog.EVENTS_TOGETHER_MAX / SLICES * SLICES;
    assertThat(live.current().revision().n() - first).isEqualTo(Math.ceilDiv(events, each));
    assertThat(live.current().size().services()).isEqualTo(1 + events);
  }

  /// Asks for all members and for one; what is answered was true in the catalog that was read.
  private void askAll() {
    asker.catalog = live.current();
    Message all = asker.ask(BIG, RecordType.A);
    assertThat(all.rcode()).isEqualTo(Rcode.NOERROR);
    Set<IpAddress> answered = addresses(all);
    assertThat(answered).isNotEmpty();
    assertThat(ready(asker.catalog).containsAll(answered)).isTrue();
    Message one = asker.ask("m-7-7." + BIG, RecordType.A);
    assertThat(addresses(one)).hasSize(1).allMatch(ready(asker.catalog)::contains);
  }

  private Set<IpAddress> ready = Set.of();
  private Catalog readyOf = Catalog.EMPTY;

  /// Reads a catalog once.
  private Set<IpAddress> ready(Catalog catalog) {
    if (catalog == readyOf) return ready;
    Set<IpAddress> all = new HashSet<>();
    catalog
        .roster(ServiceKey.local("prod", "big"))
        .orElseThrow()
        .members((address, isReady, _, _, _, _, _, _) -> {
          if (isReady) all.add(address);
        });
    readyOf = catalog;
    ready = all;
    return all;
  }

  private static Set<IpAddress> addresses(Message message) {
    Set<IpAddress> all = new HashSet<>();
    for (ResourceRecord each : message.answers()) {
      if (each.data() instanceof RecordData.Address(IpAddress address)) all.add(address);
    }
    return all;
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) throw new AssertionError("nobody came");
    } catch (InterruptedException nobodyDoes) {
      throw new AssertionError(nobodyDoes);
    }
  }

  /// Slices first: their Service comes with the second half.
  private static List<ObjectEvent> events(int step) {
    List<ObjectEvent> events = new ArrayList<>();
    for (int i = 0; i < SLICES; i++) events.add(new ObjectEvent.Put(slice(i, step), ""));
    events.add(new ObjectEvent.Put(service("big"), ""));
    ObjectKey namespace = ObjectKey.local(Kind.NAMESPACE, "", "prod");
    events.add(new ObjectEvent.Put(new Fact.NamespaceFact(namespace, Map.of()), ""));
    for (Kind kind : KINDS) events.add(new ObjectEvent.Synced(ObjectKey.LOCAL, kind));
    return events;
  }

  private static ServiceFact service(String name) {
    return new ServiceFact(
        ObjectKey.local(Kind.SERVICE, "prod", name),
        "",
        ServiceFact.Type.HEADLESS,
        List.of(),
        "",
        true,
        PORTS,
        Map.of());
  }

  private static Fact lone(int number) {
    return service("lone-" + number);
  }

  /// A slice of which so many tenths of the members were replaced.
  private static SliceFact slice(int slice, int step) {
    List<EndpointFact> endpoints = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      int network = i * STEPS / MEMBERS < step ? 11 : 10;
      endpoints.add(
          new EndpointFact(
              List.of(IpAddress.of(network + ".0." + slice + "." + i)),
              true,
              true,
              false,
              "m-" + slice + "-" + i,
              "",
              "",
              "",
              ""));
    }
    return new SliceFact(
        ObjectKey.local(Kind.ENDPOINT_SLICE, "prod", "big-" + slice),
        "big",
        PORTS,
        PackedEndpoints.of(endpoints),
        Map.of());
  }
}
