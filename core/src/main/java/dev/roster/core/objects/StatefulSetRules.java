package dev.roster.core.objects;

import java.util.HashSet;
import java.util.Set;

/// The rules of a StatefulSet's spec, and of label selectors.
final class StatefulSetRules {
  private StatefulSetRules() {}

  static void check(Cursor spec) {
    spec.at("replicas").atLeast(0);
    spec.at("minReadySeconds").atLeast(0);
    spec.at("ordinals", "start").atLeast(0);
    Cursor serviceName = spec.at("serviceName");
    if (!serviceName.text().isEmpty()) serviceName.invalidEach(Syntax.label(serviceName.text()));
    policies(spec);
    Cursor template = spec.at("template");
    selector(spec.at("selector"), template);
    ObjectRules.labels(template.at("metadata", "labels"));
    PodRules.check(template.at("spec"), claims(spec.at("volumeClaimTemplates")));
    Cursor restart = template.at("spec", "restartPolicy");
    if (!restart.text().equals("Always")) restart.oneOf("Always");
    Cursor deadline = template.at("spec", "activeDeadlineSeconds");
    if (deadline.isPresent()) {
      deadline.forbidden("activeDeadlineSeconds in StatefulSet is not Supported");
    }
  }

  private static void policies(Cursor spec) {
    Cursor management = spec.at("podManagementPolicy");
    String policy = management.text();
    if (!policy.equals("OrderedReady") && !policy.equals("Parallel")) {
      management.invalid("must be 'OrderedReady' or 'Parallel'");
    }
    Cursor strategy = spec.at("updateStrategy");
    Cursor rolling = strategy.at("rollingUpdate");
    String type = strategy.at("type").text();
    if (type.equals("OnDelete")) {
      if (rolling.isPresent()) rolling.invalid("only allowed for updateStrategy 'RollingUpdate'");
    } else if (type.equals("RollingUpdate")) {
      rolling.at("partition").atLeast(0);
    } else {
      strategy.invalid("must be 'RollingUpdate' or 'OnDelete'");
    }
    Cursor retention = spec.at("persistentVolumeClaimRetentionPolicy");
    if (retention.isPresent()) {
      retention.at("whenDeleted").oneOf("Delete", "Retain");
      retention.at("whenScaled").oneOf("Delete", "Retain");
    }
  }

  private static void selector(Cursor selector, Cursor template) {
    int before = selector.isPresent() ? selectorFaults(selector) : 1;
    if (!selector.isPresent()) {
      selector.required("");
    } else if (selector.obj().members().isEmpty()) {
      selector.invalid("empty selector is invalid for statefulset");
      return;
    } else if (before > 0) {
      selector.invalid("must be a valid label selector");
      return;
    }
    Cursor labels = template.at("metadata", "labels");
    boolean matches = LabelSelector.of(selector.obj()).matches(labels.obj().texts());
    if (!matches || !selector.isPresent()) {
      labels.invalid("`selector` does not match template `labels`");
    }
  }

  /// Says what is wrong with a label selector; returns how much.
  private static int selectorFaults(Cursor selector) {
    int faults = 0;
    ObjectRules.labels(selector.at("matchLabels"));
    for (Cursor each : selector.at("matchExpressions").elements()) {
      Cursor operator = each.at("operator");
      Cursor values = each.at("values");
      each.at("key").invalidEach(Syntax.qualifiedName(each.at("key").text()));
      switch (operator.text()) {
        case "In", "NotIn" -> {
          if (values.size() == 0) {
            values.required("must be specified when `operator` is 'In' or 'NotIn'");
            faults++;
          }
        }
        case "Exists", "DoesNotExist" -> {
          if (values.size() > 0) {
            values.forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
            faults++;
          }
        }
        default -> {
          operator.invalid("not a valid selector operator");
          faults++;
        }
      }
    }
    return faults;
  }

  private static Set<String> claims(Cursor templates) {
    Set<String> names = new HashSet<>();
    for (Cursor each : templates.elements()) {
      Cursor name = each.at("metadata", "name");
      if (name.text().isEmpty()) {
        name.required("");
      } else {
        name.invalidEach(Syntax.label(name.text()));
        if (!names.add(name.text())) name.duplicate();
      }
    }
    return names;
  }
}
