package dev.roster.check.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the command line asks for.
///
/// @param what is measured
/// @param rounds how often each server is measured; they take turns
/// @param seconds of each round
/// @param warmAnswers of a server that is compiled while it runs, before the first round
/// @param starts how often each server is started on both processors for its start's time
/// @param peers names of servers; all that are there where it is empty
/// @param rates questions a second, 0 for as many as are answered
/// @param tcpConnections questions go over so many TCP connections, over UDP where it is 0
/// @param changes a second
record Options(
    What what,
    int rounds,
    double seconds,
    int warmAnswers,
    int starts,
    List<String> peers,
    QueryMix mix,
    List<Integer> rates,
    int window,
    int tcpConnections,
    int changes,
    boolean json,
    boolean save,
    Optional<String> plot) {
  static final String USAGE =
      """
      Usage: check/bench/run [--mix names|cluster|big] [--peers roster,nsd,...] [--rate max,20000]
                             [--rounds N] [--seconds S] [--warm ANSWERS] [--starts N] [--window N]
                             [--tcp CONNECTIONS] [-o json] [--no-save]
             check/bench/run --first-second [--mix ...] [--peers ...] [--rate 20000] [--rounds N]
             check/bench/run --propagation [--changes N] [--seconds S]
             check/bench/run --report [--peers ...] [--no-save]
             check/bench/run --plot RESULTS.json > PLOT.svg
             check/bench/run --jmh [REGEX]
      """;

  /// What is measured.
  enum What {
    /// Servers beside each other, warm.
    MIX,
    /// Servers beside each other, just begun.
    FIRST_SECOND,
    /// From an event to the changed answer.
    PROPAGATION,
    /// All of it, in short.
    REPORT
  }

  static Options parse(List<String> arguments) {
    What what = What.MIX;
    int rounds = 5;
    double seconds = 2;
    int warm = 1_000_000;
    int starts = 3;
    List<String> peers = List.of();
    QueryMix mix = QueryMix.NAMES;
    List<Integer> rates = List.of(0, 20_000);
    int window = 200;
    int tcp = 0;
    int changes = 1_000;
    boolean json = false;
    boolean save = true;
    Optional<String> plot = Optional.empty();
    for (int i = 0; i < arguments.size(); i++) {
      String option = arguments.get(i);
      switch (option) {
        case "--no-save" -> save = false;
        case "--first-second" -> what = What.FIRST_SECOND;
        case "--propagation" -> what = What.PROPAGATION;
        case "--report" -> what = What.REPORT;
        default -> {
          if (++i == arguments.size()) {
            throw new IllegalArgumentException(option + " is unknown or needs a value");
          }
          String value = arguments.get(i);
          switch (option) {
            case "--rounds" -> rounds = Integer.parseInt(value);
            case "--seconds" -> seconds = Double.parseDouble(value);
            case "--warm" -> warm = Integer.parseInt(value);
            case "--starts" -> starts = Integer.parseInt(value);
            case "--peers" -> peers = List.of(value.split(",", -1));
            case "--mix" -> mix = QueryMix.named(value);
            case "--rate" -> rates = rates(value);
            case "--window" -> window = Integer.parseInt(value);
            case "--tcp" -> tcp = Integer.parseInt(value);
            case "--changes" -> changes = Integer.parseInt(value);
            case "-o" -> json = value.equals("json");
            case "--plot" -> plot = Optional.of(value);
            default -> throw new IllegalArgumentException("unknown option " + option);
          }
        }
      }
    }
    return new Options(
        what, rounds, seconds, warm, starts, peers, mix, rates, window, tcp, changes, json, save,
        plot);
  }

  private static List<Integer> rates(String text) {
    List<Integer> rates = new ArrayList<>();
    for (String rate : text.split(",", -1)) {
      rates.add(rate.equals("max") ? 0 : Integer.parseInt(rate));
    }
    return List.copyOf(rates);
  }

  /// The parts of a report, each as a command line of its own; of a quarter of an hour's work so
  /// much that they end within eight minutes together.
  List<Options> report() {
    String peersWanted = peers.isEmpty() ? "" : " --peers " + String.join(",", peers);
    List<String> parts =
        List.of(
            "--mix names --rate max,20000 --rounds 3 --seconds 1 --starts 3" + peersWanted,
            "--mix big --rate max --rounds 3 --seconds 1 --starts 0" + peersWanted,
            "--mix cluster --rate max,2000,20000,100000 --rounds 3 --seconds 1 --starts 0",
            "--mix cluster --rate max,2000,20000,100000 --rounds 3 --seconds 1 --starts 0 --tcp"
                + " 1000",
            "--first-second --rate 20000 --rounds 3" + peersWanted,
            "--propagation --seconds 5");
    return parts.stream().map(part -> parse(List.of(part.split(" ", -1)))).toList();
  }

  /// What its results are called: `names-udp`, `cluster-tcp`, `first-second-names`.
  String label() {
    return switch (what) {
      case MIX -> mix.label() + (tcpConnections == 0 ? "-udp" : "-tcp");
      case FIRST_SECOND -> "first-second-" + mix.label();
      case PROPAGATION -> "propagation";
      case REPORT -> "report";
    };
  }

  /// How often and how long each server is asked.
  String roundsInWords() {
    if (what == What.FIRST_SECOND) return rounds + " of 1 s, each with a new process";
    return rounds + " of " + seconds + " s, in turns";
  }

  /// The servers to be measured, of those that are known.
  List<Server> chosen(List<Server> known) {
    List<String> names = known.stream().map(Server::name).toList();
    for (String peer : peers) {
      if (!names.contains(peer)) {
        throw new IllegalArgumentException("no server " + peer + " (there are: " + names + ")");
      }
    }
    return known.stream()
        .filter(server -> tcpConnections == 0 || server.speaksTcp())
        .filter(server -> peers.isEmpty() ? isUsual(server) : peers.contains(server.name()))
        .toList();
  }

  /// The clusters' mix asks for what only a cluster's server answers; an echo needs no first
  /// second.
  private boolean isUsual(Server server) {
    if (what == What.FIRST_SECOND && !server.isJudged()) return false;
    boolean cluster = server.name().endsWith("-kubeadm") || !server.isJudged();
    return mix != QueryMix.CLUSTER || cluster;
  }
}
