package dev.roster.dns.pipeline;

/// What a directive says to a packet before any memory is asked.
public sealed interface Gate {
  /// Nothing against it, and answers may be remembered.
  Gate PASS = new Pass();

  /// Nothing against it, but the answer is this packet's own: the pipeline runs, nothing is
  /// remembered. What a directive that declares nothing says.
  Gate LEAVE = new Leave();

  /// No answer at all.
  Gate DROP = new Drop();

  /// An empty answer with the TC bit: ask again over TCP.
  Gate TRUNCATED = new Truncated();

  /// REFUSED.
  Gate REFUSED = new Answered(5);

  /// See [#PASS].
  record Pass() implements Gate {}

  /// See [#LEAVE].
  record Leave() implements Gate {}

  /// See [#DROP].
  record Drop() implements Gate {}

  /// See [#TRUNCATED].
  record Truncated() implements Gate {}

  /// Answered with an rcode alone. Make one when configured, not per packet.
  record Answered(int rcode) implements Gate {}
}
