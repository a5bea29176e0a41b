package dev.roster.check.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// What a run measured.
///
/// @param facts what was measured where, in order
record Results(Map<String, String> facts, List<Result> servers) {

  /// One server.
  ///
  /// @param startMillis medians over its starts, on both processors
  /// @param receiveBufferBytes what the kernel counts for its UDP socket, 0 for unknown
  /// @param series by rate, 0 for as many as were answered
  record Result(
      String name,
      String version,
      double startMillis,
      ProcStat.Memory memory,
      int receiveBufferBytes,
      Map<Integer, List<Sample>> series) {}

  /// One round of one server.
  record Sample(Load.Round round, ProcStat.Cpu cpu) {
    double micros() {
      return cpu.micros() / Math.max(1, round.answered());
    }

    double userMicros() {
      return cpu.user() * 1e6 / Math.max(1, round.answered());
    }

    double systemMicros() {
      return cpu.system() * 1e6 / Math.max(1, round.answered());
    }
  }

  /// The middle one, and both ends.
  record Spread(double median, double min, double max) {
    static Spread of(List<Sample> samples, ToDoubleFunction<Sample> value) {
      double[] sorted = samples.stream().mapToDouble(value).sorted().toArray();
      return new Spread(median(sorted), sorted[0], sorted[sorted.length - 1]);
    }

    static double median(double... values) {
      double[] sorted = java.util.Arrays.stream(values).sorted().toArray();
      if (sorted.length == 0) return 0;
      int middle = sorted.length / 2;
      return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    String json() {
      return String.format(
          Locale.ROOT, "{\"median\":%.3f,\"min\":%.3f,\"max\":%.3f}", median, min, max);
    }
  }

  /// For people.
  String table() {
    StringBuilder text = new StringBuilder();
    facts.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    List<Integer> rates =
        servers.isEmpty() ? List.of() : List.copyOf(servers.getFirst().series().keySet());
    for (int rate : rates) {
      text.append(rate == 0 ? "\nas fast as answered\n" : "\nat " + rate + " a second\n");
      text.append(
          "%-16s %8s %17s %7s %6s %6s %7s %7s %8s %8s %7s %6s %6s %6s %7s %7s\n"
              .formatted(
                  "server",
                  "qps",
                  "(min-max)",
                  "us/q",
                  "user",
                  "sys",
                  "p50 us",
                  "p99",
                  "p99.9",
                  "max",
                  "lost",
                  "wrong",
                  "RSS MB",
                  "peak",
                  "buf KB",
                  "start ms"));
      for (Result result : servers) text.append(line(result, rate));
    }
    return text.toString();
  }

  private static String line(Result result, int rate) {
    List<Sample> samples = result.series().getOrDefault(rate, List.of());
    if (samples.isEmpty()) return result.name() + ": nothing measured\n";
    Spread perSecond = Spread.of(samples, sample -> sample.round().perSecond());
    Latencies latencies = latencies(samples);
    return String.format(
        Locale.ROOT,
        "%-16s %8.0f %17s %7.2f %6.2f %6.2f %7.0f %7.0f %8.0f %8.0f %7d %6d %6d %6d %7d %7.0f\n",
        result.name(),
        perSecond.median(),
        String.format(Locale.ROOT, "(%.0f-%.0f)", perSecond.min(), perSecond.max()),
        Spread.of(samples, Sample::micros).median(),
        Spread.of(samples, Sample::userMicros).median(),
        Spread.of(samples, Sample::systemMicros).median(),
        latencies.micros(0.5),
        latencies.micros(0.99),
        latencies.micros(0.999),
        latencies.largestMicros(),
        samples.stream().mapToLong(sample -> sample.round().lost()).sum(),
        samples.stream().mapToLong(sample -> sample.round().wrong()).sum(),
        result.memory().now() / 1024,
        result.memory().peak() / 1024,
        result.receiveBufferBytes() / 1024,
        result.startMillis());
  }

  private static Latencies latencies(List<Sample> samples) {
    Latencies all = new Latencies();
    samples.forEach(sample -> all.addAll(sample.round().latencies()));
    return all;
  }

  /// For machines: one line for each server and rate, so that a later run's difference can be read.
  String json() {
    List<String> lines = new ArrayList<>();
    for (Result result : servers) {
      result.series().forEach((rate, samples) -> lines.add(json(result, rate, samples)));
    }
    return Section.json(facts, "servers", lines);
  }

  private static String json(Result result, int rate, List<Sample> samples) {
    Latencies latencies = latencies(samples);
    return String.format(
        Locale.ROOT,
        "{\"server\":%s,\"version\":%s,\"rate\":%d,\"rounds\":%d,\"qps\":%s,\"cpu_us\":%s,"
            + "\"user_us\":%s,\"system_us\":%s,\"p50_us\":%.0f,\"p99_us\":%.0f,\"p999_us\":%.0f,\"max_us\":%.0f,"
            + "\"answered\":%d,\"lost\":%d,\"wrong\":%d,\"rss_kb\":%d,\"peak_kb\":%d,"
            + "\"receive_buffer_bytes\":%d,\"start_ms\":%.1f}",
        quoted(result.name()),
        quoted(result.version()),
        rate,
        samples.size(),
        Spread.of(samples, sample -> sample.round().perSecond()).json(),
        Spread.of(samples, Sample::micros).json(),
        Spread.of(samples, Sample::userMicros).json(),
        Spread.of(samples, Sample::systemMicros).json(),
        latencies.micros(0.5),
        latencies.micros(0.99),
        latencies.micros(0.999),
        latencies.largestMicros(),
        samples.stream().mapToLong(sample -> sample.round().answered()).sum(),
        samples.stream().mapToLong(sample -> sample.round().lost()).sum(),
        samples.stream().mapToLong(sample -> sample.round().wrong()).sum(),
        result.memory().now(),
        result.memory().peak(),
        result.receiveBufferBytes(),
        result.startMillis());
  }

  static String quoted(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ")
        + '"';
  }
}
