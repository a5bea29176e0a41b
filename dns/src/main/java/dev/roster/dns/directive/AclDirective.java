package dev.roster.dns.directive;

import dev.roster.core.names.Name;
import dev.roster.core.wire.ExtendedError;
import dev.roster.core.wire.Rcode;
import dev.roster.dns.corefile.AclConfig;
import dev.roster.dns.corefile.AclConfig.Action;
import dev.roster.dns.metrics.MetricFamily;
import dev.roster.dns.metrics.MetricSource;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Gate;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Reply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `acl`: who may ask what. The first policy that fits of each rule whose zones hold the name
/// decides, until one does.
///
/// A question that may pass is answered from memory; any other runs the pipeline, so that
/// directives in front of this one answer first, as in CoreDNS. Where one of those may change the
/// question (`rewrite`), every question does.
public final class AclDirective implements Directive, MetricSource {
  private final List<Rule> rules;
  private final boolean asAsked;
  private final AclCounts counts = new AclCounts();

  /// A policy with its networks indexed.
  private record Policy(Action action, Set<Integer> types, Optional<NetworkSet> networks) {}

  private record Rule(List<Name> zones, List<Policy> policies) {}

  /// The directive of one server block.
  ///
  /// @param asAsked whether no directive in front of it changes questions
  public AclDirective(AclConfig config, boolean asAsked) {
    List<Rule> all = new ArrayList<>();
    for (AclConfig.Rule rule : config.rules()) {
      List<Policy> policies = new ArrayList<>();
      for (AclConfig.Policy policy : rule.policies()) {
        Optional<NetworkSet> networks =
            policy.networks().isEmpty()
                ? Optional.empty()
                : Optional.of(NetworkSet.of(policy.networks()));
        policies.add(new Policy(policy.action(), new HashSet<>(policy.types()), networks));
      }
      all.add(new Rule(rule.zones(), policies));
    }
    this.rules = all;
    this.asAsked = asAsked;
  }

  @Override
  public String name() {
    return "acl";
  }

  @Override
  public Gate gate(Packet packet) {
    if (!asAsked) return Gate.LEAVE;
    int type = packet.query().type();
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      if (zone(rule, packet) < 0) continue;
      int policy = policy(rule, packet, type);
      if (policy < 0) continue;
      if (rule.policies.get(policy).action != Action.ALLOW) return Gate.LEAVE;
      break;
    }
    counts.allowed(packet);
    return Gate.PASS;
  }

  @Override
  public Reply answer(Exchange exchange, Chain next) {
    // The gate looked at this very packet: what it lets pass holds for every packet that passes.
    Packet packet = exchange.gatedPacket();
    for (Rule rule : rules) {
      Optional<Name> zone = zone(rule, exchange.name());
      if (zone.isEmpty()) continue;
      int policy = policy(rule, packet, exchange.type());
      if (policy < 0) continue;
      Action action = rule.policies.get(policy).action;
      if (action == Action.ALLOW) break;
      exchange.leave();
      counts.denied(packet, action, zone.get());
      return reply(action);
    }
    if (!asAsked) counts.allowed(packet);
    return next.answer(exchange);
  }

  private static Reply reply(Action action) {
    int rcode =
        switch (action) {
          case BLOCK -> Rcode.REFUSED;
          case DROP -> Reply.NO_REPLY;
          case ALLOW, FILTER -> Rcode.NOERROR;
        };
    int code = action == Action.BLOCK ? ExtendedError.BLOCKED : ExtendedError.FILTERED;
    // None of the client's own options go back.
    return new Reply(
        rcode,
        false,
        false,
        false,
        List.of(),
        List.of(),
        List.of(),
        Optional.of(new ExtendedError(code, "")),
        "acl",
        "",
        false,
        Optional.of(List.of()));
  }

  /// The index of the zone that the question's name is in, -1 for none.
  private static int zone(Rule rule, Packet packet) {
    for (int i = 0; i < rule.zones.size(); i++) {
      if (packet.isIn(rule.zones.get(i))) return i;
    }
    return -1;
  }

  /// The longest zone that a name is in.
  private static Optional<Name> zone(Rule rule, Name name) {
    Optional<Name> longest = Optional.empty();
    for (Name zone : rule.zones) {
      boolean longer = longest.isEmpty() || zone.labelCount() > longest.get().labelCount();
      if (name.isIn(zone) && longer) longest = Optional.of(zone);
    }
    return longest;
  }

  /// The index of the policy that fits, -1 for none.
  private static int policy(Rule rule, Packet packet, int type) {
    for (int i = 0; i < rule.policies.size(); i++) {
      Policy policy = rule.policies.get(i);
      if (!policy.types.isEmpty() && !policy.types.contains(type)) continue;
      if (policy.networks.isPresent() && !policy.networks.get().contains(packet)) continue;
      return i;
    }
    return -1;
  }

  @Override
  public List<MetricFamily> collect() {
    return counts.collect();
  }
}
