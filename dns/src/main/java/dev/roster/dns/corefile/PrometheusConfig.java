package dev.roster.dns.corefile;

import java.util.List;
import java.util.Optional;

/// `prometheus [ADDRESS:PORT] { runtime_metrics; tls FILE }`: `/metrics` over HTTP, and the
/// counting of this block's questions.
///
/// @param address `localhost:9153` where nothing is said
/// @param runtimeMetrics whether the JVM's own metrics are told as well
public record PrometheusConfig(HostPort address, boolean runtimeMetrics)
    implements DirectiveConfig {
  /// Where nothing is said.
  public static final HostPort ADDRESS_DEFAULT = new HostPort("localhost", 9153);

  @Override
  public String directive() {
    return "prometheus";
  }

  static PrometheusConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    HostPort address = ADDRESS_DEFAULT;
    boolean runtimeMetrics = false;
    Optional<Token> tls = Optional.empty();
    int times = 0;
    while (words.next()) {
      if (times++ > 0) throw words.refuse("prometheus stands twice in this server block");
      List<Token> arguments = words.arguments();
      if (arguments.size() > 1) throw words.refuseCount("prometheus", "ADDRESS:PORT", arguments);
      if (arguments.size() == 1) address = HealthConfig.address(words, "prometheus");
      while (words.nextInBlock()) {
        switch (words.text()) {
          case "runtime_metrics" -> {
            List<Token> values = words.arguments();
            if (!values.isEmpty()) throw words.refuseCount("runtime_metrics", "none", values);
            runtimeMetrics = true;
          }
          case "tls" -> {
            if (tls.isPresent()) throw words.refuse("tls stands twice");
            List<Token> values = words.arguments();
            if (values.size() != 1) throw words.refuseCount("tls", "one file", values);
            tls = Optional.of(values.getFirst());
          }
          default -> throw words.refuseProperty("prometheus", List.of("runtime_metrics", "tls"));
        }
      }
    }
    if (tls.isPresent()) {
      throw new Refusal(tls.get().position(), "prometheus over tls is not served", "leave tls out");
    }
    return new PrometheusConfig(address, runtimeMetrics);
  }
}
