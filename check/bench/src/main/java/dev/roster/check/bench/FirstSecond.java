package dev.roster.check.bench;

import dev.roster.check.bench.Results.Result;
import dev.roster.check.bench.Results.Sample;
import dev.roster.check.kit.ScriptedUpstream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/// The first second of a server that has just begun: questions at a fixed rate from the moment on
/// at which it says that it is ready.
final class FirstSecond {
  private static final double SECONDS = 1;

  private final Options options;
  private final Places places;
  private final LongSupplier nanoTime;
  private final BenchWorld world;
  private final List<Question> questions;

  FirstSecond(Options options, Places places, LongSupplier nanoTime) {
    this.options = options;
    this.places = places;
    this.nanoTime = nanoTime;
    world = new BenchWorld(options.mix() == QueryMix.CLUSTER);
    questions = options.mix().questions(world);
  }

  /// Measures, each server started anew for each round.
  Results run(Map<Server, String> servers, Map<String, String> facts) throws IOException {
    List<Result> results = new ArrayList<>();
    try (ScriptedUpstream upstream = Upstream.start()) {
      for (Map.Entry<Server, String> each : servers.entrySet()) {
        System.err.println("bench: first seconds of " + each.getKey().name());
        results.add(measured(each.getKey(), each.getValue(), upstream.port()));
      }
    }
    return new Results(facts, results);
  }

  private Result measured(Server server, String version, int upstreamPort) throws IOException {
    Map<Integer, List<Sample>> series = new TreeMap<>();
    double[] starts = new double[options.rounds()];
    ProcStat.Memory memory = new ProcStat.Memory(0, 0);
    int buffer = 0;
    for (int rate : options.rates()) {
      if (rate == 0) continue;
      for (int i = 0; i < options.rounds(); i++) {
        try (RunningServer running = places.start(server, world, upstreamPort, Places.ONE);
            Load load =
                new UdpLoad(
                    questions, running.port(), options.window(), server.isJudged(), nanoTime)) {
          running.awaitReady(nanoTime);
          ProcStat.Cpu before = running.cpu();
          Load.Round round = load.atRate(rate, SECONDS);
          Sample sample = new Sample(round, running.cpu().minus(before));
          series.computeIfAbsent(rate, _ -> new ArrayList<>()).add(sample);
          starts[i] = running.startMillis();
          memory = running.memory();
          buffer = running.receiveBufferBytes();
        }
      }
    }
    return new Result(
        server.name(),
        version,
        Results.Spread.median(starts),
        memory,
        buffer,
        new LinkedHashMap<>(series));
  }
}
