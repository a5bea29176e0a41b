package dev.roster.kubernetes.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.core.catalog.Fact.EndpointFact;
import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.catalog.ServiceKey;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.engine.feed.LiveCatalog;
import dev.roster.engine.feed.ObjectEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Which addresses the catalog has while slices lose and gain them. An address is written
/// `10.0.0.1`, with `!` behind it if it is not ready.
class MovesTest {
  private static final String ORIGIN = "cluster";

  private final AtomicLong nanos = new AtomicLong();
  private final LiveCatalog live = new LiveCatalog(1, InstantSource.system(), nanos::get);
  private final Moves moves = new Moves(live, live::current, nanos::get);

  @BeforeEach
  void service() {
    tell(new ObjectEvent.Put(service("db"), "1"));
  }

  @AfterEach
  void end() {
    moves.close();
  }

  private static ServiceFact service(String name) {
    return new ServiceFact(
        new ObjectKey(ORIGIN, Kind.SERVICE, "default", name),
        "",
        ServiceFact.Type.HEADLESS,
        List.of(),
        "",
        true,
        List.of(),
        Map.of());
  }

  private static ObjectKey slice(String name) {
    return new ObjectKey(ORIGIN, Kind.ENDPOINT_SLICE, "default", name);
  }

  private static SliceFact slice(String name, String... addresses) {
    List<EndpointFact> endpoints = new ArrayList<>();
    for (String each : addresses) {
      boolean ready = !each.endsWith("!");
      IpAddress address = IpAddress.parse(each.replace("!", "")).orElseThrow();
      endpoints.add(new EndpointFact(List.of(address), ready, true, false, "", "pod", "", "", ""));
    }
    List<Port> ports = List.of(new Port("pg", "tcp", 5432));
    return new SliceFact(slice(name), "db", ports, endpoints, Map.of());
  }

  private void tell(ObjectEvent... events) {
    moves.accept(List.of(events));
  }

  private void put(String name, String... addresses) {
    tell(new ObjectEvent.Put(slice(name, addresses), "2"));
  }

  private void delete(String name) {
    tell(new ObjectEvent.Delete(slice(name), "3"));
  }

  private Set<String> members() {
    Set<String> all = new TreeSet<>();
    live.current()
        .roster(new ServiceKey(ORIGIN, "default", "db"))
        .ifPresent(roster ->
            roster.members(
                (address, ready, _, _, _, _, _, _) -> all.add(address + (ready ? "" : "!"))));
    return all;
  }

  private void holdIsOver() {
    nanos.addAndGet(Moves.HOLD_MAX.toNanos());
  }

  private void eventually(String... expected) {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(members()).containsExactlyInAnyOrder(expected));
  }

  @Test
  void aMoveIsNeverSeenAsAGap() {
    put("a", "10.0.0.1", "10.0.0.2");
    put("a", "10.0.0.2");
    assertThat(members()).containsExactly("10.0.0.1", "10.0.0.2");
    put("b", "10.0.0.1!");
    assertThat(members())
        .as("what it says now takes effect")
        .containsExactly("10.0.0.1!", "10.0.0.2");
    assertThat(moves.counts()).isEqualTo(new Moves.Counts(1, 1, 0));
    delete("b");
    assertThat(members()).as("not ready when it went").containsExactly("10.0.0.2");
  }

  @Test
  void whatNobodyNamesIsGoneAfterAWhile() {
    put("a", "10.0.0.1", "10.0.0.2");
    put("a", "10.0.0.2");
    holdIsOver();
    eventually("10.0.0.2");
    assertThat(moves.counts()).isEqualTo(new Moves.Counts(1, 0, 1));
  }

  @Test
  void aHoldIsNotProlonged() {
    put("a", "10.0.0.1", "10.0.0.2", "10.0.0.3");
    put("a", "10.0.0.2", "10.0.0.3");
    nanos.addAndGet(Moves.HOLD_MAX.toNanos() - 1);
    put("a", "10.0.0.3");
    assertThat(members()).containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3");
    nanos.addAndGet(1);
    eventually("10.0.0.2", "10.0.0.3");
  }

  @Test
  void readinessTakesEffectAtOnce() {
    put("a", "10.0.0.1", "10.0.0.2");
    put("a", "10.0.0.1!", "10.0.0.2");
    assertThat(members()).containsExactly("10.0.0.1!", "10.0.0.2");
    put("a", "10.0.0.2");
    assertThat(members()).as("it was not ready").containsExactly("10.0.0.2");
  }

  @Test
  void whatAnotherSliceNamesIsNotHeld() {
    put("a", "10.0.0.1");
    put("b", "10.0.0.1");
    put("a");
    assertThat(moves.counts().held()).isZero();
    delete("b");
    assertThat(members()).as("the last that named it").containsExactly("10.0.0.1");
    holdIsOver();
    eventually();
  }

  @Test
  void aSliceThatIsReplacedKeepsItsAddresses() {
    put("a", "10.0.0.1", "10.0.0.2");
    delete("a");
    assertThat(members()).containsExactly("10.0.0.1", "10.0.0.2");
    put("b", "10.0.0.1", "10.0.0.2");
    assertThat(members()).containsExactly("10.0.0.1", "10.0.0.2");
    assertThat(live.current().slice(slice("a"))).isEmpty();
  }

  @Test
  void theAddressesOfADeletedServiceAreNotHeld() {
    put("a", "10.0.0.1", "10.0.0.2");
    put("a", "10.0.0.2");
    tell(new ObjectEvent.Delete(service("db").key(), "4"));
    assertThat(members()).containsExactly("10.0.0.2");
    delete("a");
    assertThat(members()).isEmpty();
  }

  @Test
  void aListHoldsToItsEnd() {
    put("a", "10.0.0.1");
    put("c", "10.0.0.3");
    tell(new ObjectEvent.Listing(ORIGIN, Kind.ENDPOINT_SLICE));
    put("a", "10.0.0.9");
    holdIsOver();
    holdIsOver();
    put("b", "10.0.0.2");
    assertThat(members()).containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.9");
    Set<ObjectKey> all = Set.of(slice("a"), slice("b"));
    tell(new ObjectEvent.Only(ORIGIN, Kind.ENDPOINT_SLICE, all));
    assertThat(members()).containsExactly("10.0.0.2", "10.0.0.9");
    assertThat(moves.counts()).isEqualTo(new Moves.Counts(1, 0, 1));
  }

  @Test
  void aSliceThatIsHeldAndNotListedAgainIsGone() {
    put("a", "10.0.0.1", "10.0.0.2");
    put("a", "10.0.0.1");
    tell(new ObjectEvent.Listing(ORIGIN, Kind.ENDPOINT_SLICE));
    tell(new ObjectEvent.Only(ORIGIN, Kind.ENDPOINT_SLICE, Set.of()));
    assertThat(members()).isEmpty();
    holdIsOver();
    put("b", "10.0.0.7");
    eventually("10.0.0.7");
  }

  @Test
  void nothingIsHeldOnceItIsClosed() {
    put("a", "10.0.0.1");
    put("a");
    moves.close();
    assertThat(members()).isEmpty();
  }
}
