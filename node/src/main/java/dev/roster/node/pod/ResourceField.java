package dev.roster.node.pod;

import dev.roster.core.objects.Quantity;
import dev.roster.core.objects.Tree;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/// What a `resourceFieldRef` names: a container's request or limit, and where it has no limit the
/// machine's own amount.
final class ResourceField {
  private ResourceField() {}

  /// A whole number of divisors, rounded up; empty for a resource that has none.
  ///
  /// @param resource such as `limits.cpu`
  /// @param divisor "" for 1
  static Optional<String> value(Tree.Obj container, String resource, String divisor) {
    int dot = resource.indexOf('.');
    if (dot < 0) return Optional.empty();
    String kind = resource.substring(0, dot);
    String name = resource.substring(dot + 1);
    if (!kind.equals("limits") && !kind.equals("requests")) return Optional.empty();
    Optional<BigDecimal> amount =
        amount(container, kind, name).or(() -> amount(container, "limits", name));
    BigDecimal value =
        amount.orElseGet(() -> kind.equals("limits") ? machine(name) : BigDecimal.ZERO);
    BigDecimal by = Quantity.parse(divisor).map(Quantity::value).orElse(BigDecimal.ONE);
    if (by.signum() <= 0) by = BigDecimal.ONE;
    return Optional.of(value.divide(by, 0, RoundingMode.CEILING).toPlainString());
  }

  private static Optional<BigDecimal> amount(Tree.Obj container, String kind, String name) {
    return switch (container.at("resources", kind, name).orElse(Tree.Null.NONE)) {
      case Tree.Text text -> Quantity.parse(text.value()).map(Quantity::value);
      case Tree.Num num -> Optional.of(num.value());
      case Tree.Obj _, Tree.Arr _, Tree.Bool _, Tree.Null _ -> Optional.empty();
    };
  }

  private static BigDecimal machine(String name) {
    return switch (name) {
      case "cpu" -> BigDecimal.valueOf(Runtime.getRuntime().availableProcessors());
      case "memory" -> BigDecimal.valueOf(memoryBytes());
      default -> BigDecimal.ZERO;
    };
  }

  private static long memoryBytes() {
    return java.lang.management.ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Runtime.getRuntime().maxMemory();
  }
}
