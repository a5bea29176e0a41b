package dev.roster.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The cases of StatefulSets: order and identity in [SetOrderCases], updates and revisions in
/// [SetUpdateCases], claims and adoption in [SetOwnershipCases].
class StatefulSetCasesTest {
  private static final Map<String, String> EXPECTED_FAILURES = Map.of();

  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "sts-defaults-002", "validation",
          "sts-defaults-003", "validation of updates",
          "sts-e2e-012", "the API",
          "sts-rollout-002", "kubectl rollout status",
          "sts-rollout-003", "kubectl rollout status",
          "sts-rollout-005", "kubectl rollout status",
          "sts-rollout-006", "kubectl rollout status",
          "sts-rollout-007", "kubectl rollout status");

  private static final Map<String, Consumer<Cases.Case>> CHECKS = new HashMap<>();

  static {
    CHECKS.put("adopt", SetOwnershipCases::adopt);
    CHECKS.put("available", SetOrderCases::available);
    CHECKS.put("create", SetOrderCases::scale);
    CHECKS.put("e2e", SetEndToEndCases::check);
    CHECKS.put("error", SetUpdateCases::error);
    CHECKS.put("history", SetUpdateCases::history);
    CHECKS.put("identity", SetOwnershipCases::identity);
    CHECKS.put("invariant", SetUpdateCases::invariant);
    CHECKS.put("maxunavail", SetUpdateCases::maxUnavailable);
    CHECKS.put("name", SetOwnershipCases::name);
    CHECKS.put("ondelete", SetUpdateCases::onDelete);
    CHECKS.put("order", SetOrderCases::order);
    CHECKS.put("parallel", SetOrderCases::parallel);
    CHECKS.put("partition", SetUpdateCases::update);
    CHECKS.put("pvc", SetOwnershipCases::missingClaims);
    CHECKS.put("pvcowner", SetOwnershipCases::claimOwner);
    CHECKS.put("replace", SetOrderCases::replace);
    CHECKS.put("revision", SetUpdateCases::revision);
    CHECKS.put("rollback", SetUpdateCases::update);
    CHECKS.put("rolling", SetUpdateCases::update);
    CHECKS.put("scale", SetOrderCases::scale);
    CHECKS.put("start", SetOrderCases::scale);
    CHECKS.put("status", SetUpdateCases::status);
    CHECKS.put("terminal", SetOrderCases::terminal);
  }

  @TestFactory
  Stream<DynamicTest> cases() {
    return Cases.tests(
        Cases.load("statefulset.json"),
        each -> {
          String kind = each.id().replaceFirst("^sts-", "").replaceFirst("-[0-9]+$", "");
          CHECKS.getOrDefault(kind, StatefulSetCasesTest::unknown).accept(each);
        },
        EXPECTED_FAILURES,
        ELSEWHERE);
  }

  private static void unknown(Cases.Case each) {
    assertThat(each.id()).as("a case with a check").isEmpty();
  }
}
