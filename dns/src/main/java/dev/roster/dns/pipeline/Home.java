package dev.roster.dns.pipeline;

/// Where the answer to a question is remembered.
public sealed interface Home permits Home.Next, Home.Leave, PlanTable, DenialSlot, Plan {
  /// Not this directive's to say.
  Home NEXT = new Next();

  /// Nowhere: the pipeline runs.
  Home LEAVE = new Leave();

  /// See [#NEXT].
  record Next() implements Home {}

  /// See [#LEAVE].
  record Leave() implements Home {}
}
