package dev.roster.check.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the command line asks for.
///
/// @param rounds how often each server is measured; they take turns
/// @param seconds of each round
/// @param warmAnswers of each server before the first round
/// @param starts how often each server is started on both processors for its start's time
/// @param peers names of servers; all that are there where it is empty
/// @param rates questions a second, 0 for as many as are answered
/// @param tcpConnections questions go over so many TCP connections, over UDP where it is 0
record Options(
    int rounds,
    double seconds,
    int warmAnswers,
    int starts,
    List<String> peers,
    QueryMix mix,
    List<Integer> rates,
    int window,
    int tcpConnections,
    boolean json,
    boolean save,
    Optional<String> plot) {
  static final String USAGE =
      """
      Usage: check/bench/run [--mix names|cluster|big] [--peers roster,nsd,...] [--rate max,20000]
                             [--rounds N] [--seconds S] [--warm ANSWERS] [--starts N] [--window N]
                             [--tcp CONNECTIONS] [-o json] [--no-save]
             check/bench/run --plot RESULTS.json > PLOT.svg
      """;

  static Options parse(String[] arguments) {
    int rounds = 5;
    double seconds = 2;
    int warm = 300_000;
    int starts = 3;
    List<String> peers = List.of();
    QueryMix mix = QueryMix.NAMES;
    List<Integer> rates = List.of(0, 20_000);
    int window = 200;
    int tcp = 0;
    boolean json = false;
    boolean save = true;
    Optional<String> plot = Optional.empty();
    for (int i = 0; i < arguments.length; i++) {
      String option = arguments[i];
      if (option.equals("--no-save")) {
        save = false;
        continue;
      }
      if (++i == arguments.length) throw new IllegalArgumentException(option + " needs a value");
      String value = arguments[i];
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
        case "-o" -> json = value.equals("json");
        case "--plot" -> plot = Optional.of(value);
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
    return new Options(
        rounds, seconds, warm, starts, peers, mix, rates, window, tcp, json, save, plot);
  }

  private static List<Integer> rates(String text) {
    List<Integer> rates = new ArrayList<>();
    for (String rate : text.split(",", -1)) {
      rates.add(rate.equals("max") ? 0 : Integer.parseInt(rate));
    }
    return List.copyOf(rates);
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
        .filter(server -> peers.isEmpty() ? isUsual(server) : peers.contains(server.name()))
        .toList();
  }

  /// The clusters' mix asks for what only a cluster's server answers.
  private boolean isUsual(Server server) {
    boolean cluster = server.name().endsWith("-kubeadm") || server.name().equals("echo");
    return mix != QueryMix.CLUSTER || cluster;
  }
}
