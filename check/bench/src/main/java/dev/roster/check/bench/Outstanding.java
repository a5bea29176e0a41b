package dev.roster.check.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The questions under way, by id: when each was due, and whether its answer is right. A question
/// that is still open when its turn comes again is lost.
final class Outstanding {
  private static final long NONE = Long.MIN_VALUE;

  private final List<Question> questions;
  private final boolean judged;
  private final long[] due;
  private long open;
  private long answered;
  private long wrong;
  private long lost;
  private final Map<Integer, Integer> wrongCodes = new TreeMap<>();
  private Latencies latencies = new Latencies();

  /// Nothing is under way.
  ///
  /// @param judged whether answers are compared with what is expected
  Outstanding(List<Question> questions, boolean judged) {
    this.questions = questions;
    this.judged = judged;
    due = new long[questions.size()];
    Arrays.fill(due, NONE);
  }

  void asked(int id, long dueNanos) {
    if (due[id] == NONE) open++;
    else lost++;
    due[id] = dueNanos;
  }

  /// Takes back a question that the socket had no room for.
  void unasked(int id) {
    if (due[id] == NONE) return;
    due[id] = NONE;
    open--;
  }

  /// Returns whether the question was open.
  boolean heard(int id, int flags, int answers, long now) {
    if (id >= due.length || due[id] == NONE || (flags & 0x8000) == 0) return false;
    latencies.add(now - due[id]);
    due[id] = NONE;
    open--;
    answered++;
    if (judged && !questions.get(id).isAnsweredBy(flags, answers)) {
      wrong++;
      wrongCodes.merge(flags & 0xf, 1, Integer::sum);
    }
    return true;
  }

  boolean isOpen(int id) {
    return due[id] != NONE;
  }

  long open() {
    return open;
  }

  /// Gives up what is open among some ids; returns how many those were.
  int giveUp(int first, int count) {
    int given = 0;
    for (int id = first; id < first + count; id++) {
      if (due[id] == NONE) continue;
      due[id] = NONE;
      given++;
    }
    open -= given;
    lost += given;
    return given;
  }

  /// What was seen since the last time; what is open now is lost.
  Load.Round round(double seconds) {
    giveUp(0, due.length);
    if (!wrongCodes.isEmpty()) {
      System.err.println("bench: wrong answers by rcode: " + wrongCodes);
      wrongCodes.clear();
    }
    Load.Round round = new Load.Round(answered, wrong, lost, seconds, latencies);
    answered = 0;
    wrong = 0;
    lost = 0;
    latencies = new Latencies();
    return round;
  }
}
