package dev.roster.node.hosts;

import dev.roster.core.objects.Tree;
import java.util.ArrayList;
import java.util.List;

/// The members of one slice, as far as a hosts file tells of them: those that are published.
///
/// @param service the Service's name
public record Members(String namespace, String service, List<Member> members) {
  private static final String SERVICE_LABEL = "kubernetes.io/service-name";

  public Members {
    members = List.copyOf(members);
  }

  /// One address of a member.
  ///
  /// @param hostname "" if it has no name of its own
  public record Member(String address, String hostname) {}

  /// Those of an EndpointSlice.
  public static Members of(Tree.Obj slice) {
    List<Member> members = new ArrayList<>();
    boolean ip =
        slice.text("addressType").equals("IPv4") || slice.text("addressType").equals("IPv6");
    for (Tree each : slice.list("endpoints")) {
      if (!(each instanceof Tree.Obj endpoint) || !ip) continue;
      // A missing condition means ready (EndpointConditions, discovery.k8s.io/v1).
      boolean unready =
          endpoint.at("conditions", "ready").orElse(Tree.Null.NONE) instanceof Tree.Bool ready
              && !ready.value();
      if (unready) continue;
      for (Tree address : endpoint.list("addresses")) {
        if (address instanceof Tree.Text text) {
          members.add(new Member(text.value(), endpoint.text("hostname")));
        }
      }
    }
    String namespace = slice.text("metadata", "namespace");
    return new Members(
        namespace, slice.obj("metadata").texts("labels").getOrDefault(SERVICE_LABEL, ""), members);
  }
}
