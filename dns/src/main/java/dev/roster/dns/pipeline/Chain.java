package dev.roster.dns.pipeline;

/// The directives behind one.
@FunctionalInterface
public interface Chain {
  /// What they say; SERVFAIL if none answers.
  Reply answer(Exchange exchange);
}
