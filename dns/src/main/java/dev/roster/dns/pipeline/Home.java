package dev.roster.dns.pipeline;

/// Where the answer to a question is remembered.
public sealed interface Home
    permits Home.Next, Home.Alone, Home.Leave, PlanTable, DenialSlot, Plan {
  /// Not this directive's to say.
  Home NEXT = new Next();

  /// Not this directive's to say, but what is remembered for other names than this one (a zone's
  /// denial) or by another directive does not hold for it. What one says that turns the question
  /// into another.
  Home ALONE = new Alone();

  /// Nowhere: the pipeline runs.
  Home LEAVE = new Leave();

  /// See [#NEXT].
  record Next() implements Home {}

  /// See [#ALONE].
  record Alone() implements Home {}

  /// See [#LEAVE].
  record Leave() implements Home {}
}
