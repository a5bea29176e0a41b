package dev.roster.check.jmh;

import dev.roster.check.kit.FlipWorld;
import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.directive.Assembler;
import dev.roster.dns.directive.Assembly;
import dev.roster.dns.host.Host;
import dev.roster.dns.kubernetes.KubernetesDirective;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Site;
import dev.roster.dns.pipeline.Transport;
import dev.roster.dns.top.TopTalkers;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A question answered, without sockets: by a plan that is remembered, and by the whole pipeline.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"})
public class AnswerBenchmark {
  private static final int SERVICES = 10_000;
  private static final byte[] CLIENT = {127, 0, 0, 1};
  private static final String COREFILE =
      """
      .:53 {
        kubernetes cluster.local
        prometheus 127.0.0.1:0
      }
      """;

  /// What is asked.
  public enum Asked {
    /// 10 addresses.
    SERVICE("s7.n7.svc.cluster.local", RecordType.A),
    /// One address.
    MEMBER("s7-3.s7.n7.svc.cluster.local", RecordType.A),
    /// 10 records with their addresses.
    SRV("_http._tcp.s7.n7.svc.cluster.local", RecordType.SRV),
    /// The name is there, the type isn't.
    NO_DATA("s7.n7.svc.cluster.local", RecordType.AAAA),
    /// What a search path makes.
    NO_NAME("example.com.n7.svc.cluster.local", RecordType.A);

    private final byte[] query;

    Asked(String name, int type) {
      query = ReplyEncoder.bytes(Message.query(1, Name.of(name), type, Optional.empty()));
    }
  }

  @Param public Asked asked = Asked.SERVICE;

  @Param({"true", "false"})
  public boolean remembers;

  /// Whether top talkers are counted, as the server does; `-p counted=false` tells what that costs.
  @Param("true")
  public boolean counted;

  private Catalog catalog = Catalog.EMPTY;
  private Optional<Site> site = Optional.empty();
  private Optional<Responder> responder = Optional.empty();
  private Optional<TopTalkers> talkers = Optional.empty();

  @Setup(Level.Trial)
  public void make() {
    catalog = new FlipWorld(SERVICES * FlipWorld.MEMBERS).catalog();
    DnsMetrics metrics = new DnsMetrics();
    Host host =
        new Host(
            (_, _) -> () -> {},
            () -> catalog,
            () -> 0,
            new SplittableRandom(1),
            (_, _) -> {},
            why -> {
              throw new IllegalStateException(why);
            });
    site =
        Optional.of(
            new Site(
                "dns://bench", assembled(host).dns().listeners().getFirst().blocks(), metrics));
    responder = Optional.of(new Responder(1, 1, System::nanoTime, metrics.worker(), remembers));
    if (!counted) return;
    talkers = Optional.of(new TopTalkers(System::nanoTime, () -> catalog, new SplittableRandom(1)));
    responder.get().packet().observer(talkers.get().observer());
  }

  private static Assembly assembled(Host host) {
    return switch (CorefileReader.read(COREFILE, "Corefile", Map.of())) {
      case CorefileResult.Refused(var problems) ->
          throw new IllegalStateException(problems.toString());
      case CorefileResult.Read(var config) ->
          switch (Assembler.assemble(config, KubernetesDirective::of, host)) {
            case Assembly.Result.Refused(var problems) ->
                throw new IllegalStateException(problems.toString());
            case Assembly.Result.Assembled(Assembly assembly) -> assembly;
          };
    };
  }

  /// The length of the reply.
  @Benchmark
  public int answer() {
    Responder answering = responder.orElseThrow();
    answering.packet().from(Transport.UDP, CLIENT, 5353);
    return answering.respond(site.orElseThrow(), catalog, asked.query, 0, asked.query.length);
  }
}
