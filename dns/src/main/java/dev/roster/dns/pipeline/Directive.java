package dev.roster.dns.pipeline;

import java.util.Optional;

/// One directive of a server block. It declares what it can touch ([#scope]), what it says to a
/// packet ([#gate]) and the answer itself ([#answer], run when nothing is remembered). Of the calls
/// for each packet it has those that it wants: whether its block takes a packet at all ([Taking]),
/// where answers in its scope are remembered ([Housing]), what it changes on a reply ([Patching]).
///
/// What a directive does not declare makes answers slower, never wrong: scope all, gate leave. One
/// that may be remembered overrides [#gate] with [Gate#PASS]; one that only configures the server
/// has [Scope#NONE].
///
/// Directives are shared by all workers: no state but what is immutable or safe to share.
public interface Directive {
  /// The directive's name in a Corefile; [DirectiveOrder] has its place.
  String name();

  /// The names whose answers it can touch. Asked once, when the block is made.
  default Scope scope() {
    return Scope.ALL;
  }

  /// What it says to a packet whose name is in its scope. On the fast path: no allocation, no
  /// blocking.
  default Gate gate(Packet packet) {
    return Gate.LEAVE;
  }

  /// The answer, or what the directives behind it answer. Must depend on the exchange's question
  /// and catalog alone, or say so by [Exchange#leave] or [Exchange#packet].
  default Reply answer(Exchange exchange, Chain next) {
    return next.answer(exchange);
  }

  /// What it knows of a packet under a label such as `kubernetes/client-namespace`, as CoreDNS's
  /// metadata providers do: a value (that may be empty), or that it has none. Labels begin with the
  /// directive's name and a slash. Asked where the block has `metadata`, by [Packet#metadata] and
  /// [Exchange#metadata], of the question that came (not of one that was rewritten). May allocate,
  /// may not wait; the scope plays no part.
  default Optional<String> metadata(Packet packet, String label) {
    return Optional.empty();
  }

  /// Told after a reply to a packet of its block was written to [Packet#replyBytes]: for logs and
  /// counters. The scope plays no part; only directives with [#observes] are told.
  default void observe(Packet packet, Reply reply) {}

  /// Whether [#observe] wants to be told; then the block's answers are not remembered.
  default boolean observes() {
    return false;
  }
}
