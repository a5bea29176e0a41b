package dev.roster.dns.pipeline;

/// A directive must wait for something outside the process, and the thread that runs the pipeline
/// must not: the question is asked again on a thread that may. Thrown by [Exchange#willWait] alone
/// and caught where the pipeline was started; directives let it pass.
final class Handoff extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// One without a stack: it is no error.
  Handoff() {
    super("the pipeline must wait", null, false, false);
  }
}
