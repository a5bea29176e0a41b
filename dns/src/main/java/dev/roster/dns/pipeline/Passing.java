package dev.roster.dns.pipeline;

/// A directive to whom every packet is as good as any other: it refuses and drops none, and its
/// answers may be remembered. It is not asked.
public interface Passing extends Directive {
  @Override
  default Gate gate(Packet packet) {
    return Gate.PASS;
  }
}
