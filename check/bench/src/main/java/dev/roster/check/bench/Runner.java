package dev.roster.check.bench;

import dev.roster.check.bench.Results.Result;
import dev.roster.check.bench.Results.Sample;
import dev.roster.check.kit.ScriptedUpstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// Measures servers in turns: all of them run, one is asked.
final class Runner {
  private static final int WARM_OTHERS = 100_000;
  private static final long WARM_NANOS_MAX = 20_000_000_000L;

  private final Options options;
  private final Places places;
  private final LongSupplier nanoTime;
  private final BenchWorld world;
  private final List<Question> questions;

  /// A run.
  Runner(Options options, Places places, LongSupplier nanoTime) {
    this.options = options;
    this.places = places;
    this.nanoTime = nanoTime;
    world = new BenchWorld(options.mix() == QueryMix.CLUSTER);
    questions = options.mix().questions(world);
  }

  /// A server with its load and what was measured.
  private record Bench(RunningServer server, Load load, Map<Integer, List<Sample>> series)
      implements AutoCloseable {
    @Override
    public void close() {
      load.close();
      server.close();
    }
  }

  /// Measures.
  ///
  /// @param servers with their versions
  /// @param facts of the run, for the results
  Results run(Map<Server, String> servers, Map<String, String> facts)
      throws IOException, InterruptedException {
    List<Bench> benches = new ArrayList<>();
    try (ScriptedUpstream upstream = Upstream.start()) {
      Map<Server, Double> starts = new LinkedHashMap<>();
      for (Server server : servers.keySet()) starts.put(server, starts(server, upstream.port()));
      ProcStat.Machine before = ProcStat.machine();
      for (Server server : servers.keySet()) {
        benches.add(bench(places.start(server, world, upstream.port(), Places.ONE)));
      }
      for (Bench bench : benches) {
        say("warming " + bench.server().server().name());
        warm(bench);
      }
      for (int round = 0; round < options.rounds(); round++) {
        say("round " + (round + 1) + " of " + options.rounds());
        for (int rate : options.rates()) {
          for (Bench bench : benches) measure(bench, rate);
        }
      }
      ProcStat.Machine after = ProcStat.machine();
      facts.put(
          "stolen",
          "%.1f %% of the machine's time, meanwhile"
              .formatted(100 * (after.stolen() - before.stolen()) / (after.all() - before.all())));
      List<Result> results = new ArrayList<>();
      for (Bench bench : benches) {
        Server server = bench.server().server();
        results.add(
            new Result(
                server.name(),
                servers.getOrDefault(server, ""),
                starts.getOrDefault(server, 0.0),
                bench.server().memory(),
                bench.server().receiveBufferBytes(),
                bench.series()));
      }
      return new Results(facts, results);
    } finally {
      benches.forEach(Bench::close);
    }
  }

  private double starts(Server server, int upstreamPort) throws IOException {
    double[] millis = new double[options.starts()];
    for (int i = 0; i < millis.length; i++) {
      try (RunningServer running = places.start(server, world, upstreamPort, Places.BOTH)) {
        millis[i] = running.startMillis();
      }
    }
    return Results.Spread.median(millis);
  }

  private Bench bench(RunningServer server) throws IOException {
    boolean judged = server.server().isJudged();
    int tcp = options.tcpConnections();
    int port = server.port();
    Load load =
        tcp == 0
            ? new UdpLoad(questions, port, options.window(), judged, nanoTime)
            : new TcpLoad(questions, port, tcp, options.window(), judged, nanoTime);
    return new Bench(server, load, new LinkedHashMap<>());
  }

  /// A compiler behind a server counts calls, not seconds.
  private void warm(Bench bench) throws IOException {
    long answered = 0;
    long end = nanoTime.getAsLong() + WARM_NANOS_MAX;
    int wanted = bench.server().server().isCompiledLate() ? options.warmAnswers() : WARM_OTHERS;
    while (answered < wanted && nanoTime.getAsLong() < end) {
      answered += bench.load().asFastAsAnswered(0.5).answered();
    }
  }

  private void measure(Bench bench, int rate) throws IOException {
    bench.load().prepare();
    ProcStat.Cpu before = bench.server().cpu();
    Load.Round round =
        rate == 0
            ? bench.load().asFastAsAnswered(options.seconds())
            : bench.load().atRate(rate, options.seconds());
    Sample sample = new Sample(round, bench.server().cpu().minus(before));
    bench.series().computeIfAbsent(rate, _ -> new ArrayList<>()).add(sample);
  }

  private static void say(String what) {
    System.err.println("bench: " + what);
  }
}
