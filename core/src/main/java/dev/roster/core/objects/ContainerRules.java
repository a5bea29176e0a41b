package dev.roster.core.objects;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The rules of one container and of its probes.
final class ContainerRules {
  /// Fields of a pod that a variable may take its value from.
  static final List<String> ENV_FIELDS =
      List.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");

  /// Fields of a pod that a file may take its content from.
  static final List<String> FILE_FIELDS =
      List.of(
          "metadata.annotations",
          "metadata.labels",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid");

  private static final List<String> HANDLERS = List.of("exec", "httpGet", "tcpSocket", "grpc");
  private static final List<String> HOOKS = List.of("exec", "httpGet", "tcpSocket", "sleep");
  private static final List<String> COUNTS =
      List.of(
          "initialDelaySeconds",
          "timeoutSeconds",
          "periodSeconds",
          "successThreshold",
          "failureThreshold");

  private ContainerRules() {}

  /// Checks a container.
  ///
  /// @param names of the containers before it; its own is added
  /// @param volumes that it may mount
  /// @param ends whether it is an init container that ends before the others start
  static void check(Cursor container, Set<String> names, Set<String> volumes, boolean ends) {
    Cursor name = container.at("name");
    if (name.text().isEmpty()) {
      name.required("");
    } else {
      name.invalidEach(Syntax.label(name.text()));
      if (!names.add(name.text())) name.duplicate();
    }
    Cursor image = container.at("image");
    if (image.text().isEmpty()) {
      image.required("");
    } else if (!image.text().strip().equals(image.text())) {
      image.invalid("must not have leading or trailing whitespace");
    }
    container.at("imagePullPolicy").oneOf("Always", "IfNotPresent", "Never");
    container.at("terminationMessagePolicy").oneOf("FallbackToLogsOnError", "File");
    Cursor restart = container.at("restartPolicy");
    if (restart.isPresent()) restart.oneOf("Always", "Never", "OnFailure");
    ports(container.at("ports"));
    for (Cursor env : container.at("env").elements()) env(env);
    for (Cursor env : container.at("envFrom").elements()) envFrom(env);
    mounts(container.at("volumeMounts"), volumes);
    resources(container.at("resources"));
    PodRules.user(container.at("securityContext"));
    probes(container, ends);
  }

  private static void ports(Cursor ports) {
    Set<String> names = new HashSet<>();
    for (Cursor port : ports.elements()) {
      Cursor name = port.at("name");
      if (!name.text().isEmpty()) {
        name.invalidEach(Syntax.portName(name.text()));
        if (!names.add(name.text())) name.duplicate();
      }
      Cursor number = port.at("containerPort");
      if (number.number(0) == 0) {
        number.required("");
      } else {
        number.invalidEach(Syntax.portNumber(number.number(0)));
      }
      Cursor host = port.at("hostPort");
      if (host.number(0) != 0) host.invalidEach(Syntax.portNumber(host.number(0)));
      port.at("protocol").oneOf("SCTP", "TCP", "UDP");
    }
  }

  private static void env(Cursor env) {
    Cursor name = env.at("name");
    if (name.text().isEmpty()) {
      name.required("");
    } else {
      name.invalidEach(Syntax.envName(name.text()));
    }
    Cursor from = env.at("valueFrom");
    if (!from.isPresent()) return;
    if (!env.at("value").text().isEmpty()) {
      from.invalid(Tree.Text.of(""), "may not be specified when `value` is not empty");
    }
    int sources = from.size();
    if (sources == 0) {
      from.invalid(
          Tree.Text.of(""),
          "must specify one of: `configMapKeyRef`, `fieldRef`, `fileKeyRef`, `resourceFieldRef` or"
              + " `secretKeyRef`");
    } else if (sources > 1) {
      from.invalid(Tree.Text.of(""), "may not have more than one field specified at a time");
    }
    if (from.at("fieldRef").isPresent()) fieldPath(from.at("fieldRef", "fieldPath"), ENV_FIELDS);
    for (String source : List.of("configMapKeyRef", "secretKeyRef")) {
      Cursor ref = from.at(source);
      if (!ref.isPresent()) continue;
      if (ref.at("name").text().isEmpty()) ref.at("name").required("");
      Cursor key = ref.at("key");
      if (key.text().isEmpty()) {
        key.required("");
      } else {
        key.invalidEach(Syntax.configKey(key.text()));
      }
    }
  }

  /// A path of fields of the pod: one of the given, or one label or annotation by its key.
  static void fieldPath(Cursor path, List<String> supported) {
    String text = path.text();
    if (text.isEmpty()) {
      path.required("");
      return;
    }
    for (String map : List.of("metadata.labels['", "metadata.annotations['")) {
      if (text.startsWith(map) && text.endsWith("']") && text.length() > map.length() + 1) {
        path.invalidEach(Syntax.qualifiedName(text.substring(map.length(), text.length() - 2)));
        return;
      }
    }
    path.oneOf(supported.toArray(String[]::new));
  }

  private static void envFrom(Cursor env) {
    boolean map = env.at("configMapRef").isPresent();
    boolean secret = env.at("secretRef").isPresent();
    if (map == secret) {
      env.invalid(
          Tree.Text.of(""),
          map
              ? "may not have more than one field specified at a time"
              : "must specify one of: `configMapRef` or `secretRef`");
      return;
    }
    Cursor name = env.at(map ? "configMapRef" : "secretRef", "name");
    if (name.text().isEmpty()) name.required("");
    Cursor prefix = env.at("prefix");
    if (!prefix.text().isEmpty()) prefix.invalidEach(Syntax.envName(prefix.text()));
  }

  private static void mounts(Cursor mounts, Set<String> volumes) {
    Set<String> paths = new HashSet<>();
    for (Cursor mount : mounts.elements()) {
      Cursor name = mount.at("name");
      if (name.text().isEmpty()) {
        name.required("");
      } else if (!volumes.contains(name.text())) {
        name.notFound();
      }
      Cursor path = mount.at("mountPath");
      if (path.text().isEmpty()) {
        path.required("");
      } else if (!paths.add(path.text())) {
        path.invalid("must be unique");
      }
      for (String field : List.of("subPath", "subPathExpr")) {
        Cursor sub = mount.at(field);
        if (!sub.text().isEmpty()) PodRules.relative(sub);
      }
    }
  }

  private static void resources(Cursor resources) {
    for (String which : List.of("limits", "requests")) {
      for (Cursor each : resources.at(which).keyed().values()) {
        Optional<Quantity> quantity = Quantity.parse(each.text());
        if (quantity.map(Quantity::isNegative).orElse(false)) {
          each.invalid("must be greater than or equal to 0");
        }
      }
    }
    Map<String, Cursor> limits = resources.at("limits").keyed();
    resources
        .at("requests")
        .keyed()
        .forEach((name, request) -> {
          Cursor limit = limits.getOrDefault(name, request);
          Optional<Quantity> most = Quantity.parse(limit.text());
          Optional<Quantity> asked = Quantity.parse(request.text());
          if (most.isEmpty() || asked.isEmpty()) return;
          if (asked.get().value().compareTo(most.get().value()) > 0) {
            request.invalid("must be less than or equal to " + name + " limit of " + most.get());
          }
        });
  }

  private static void probes(Cursor container, boolean ends) {
    for (String which : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
      Cursor probe = container.at(which);
      if (!probe.isPresent()) continue;
      if (ends) {
        probe.forbidden("may not be set for init containers without restartPolicy=Always");
        continue;
      }
      handler(probe, HANDLERS);
      for (String count : COUNTS) probe.at(count).atLeast(0);
      boolean readiness = which.equals("readinessProbe");
      Cursor successes = probe.at("successThreshold");
      if (!readiness && successes.number(1) != 1) successes.invalid("must be 1");
      Cursor grace = probe.at("terminationGracePeriodSeconds");
      if (grace.isPresent() && readiness) {
        grace.invalid("must not be set for readinessProbes");
      } else if (grace.isPresent() && grace.number(0) <= 0) {
        grace.invalid("must be greater than 0");
      }
    }
    for (String hook : List.of("postStart", "preStop")) {
      Cursor each = container.at("lifecycle", hook);
      if (!each.isPresent()) continue;
      if (ends) {
        each.forbidden("may not be set for init containers without restartPolicy=Always");
      } else {
        handler(each, HOOKS);
      }
    }
  }

  private static void handler(Cursor handler, List<String> known) {
    List<Cursor> given = new ArrayList<>();
    for (String each : known) if (handler.at(each).isPresent()) given.add(handler.at(each));
    if (given.isEmpty()) {
      handler.required("must specify a handler type");
      return;
    }
    for (Cursor extra : given.subList(1, given.size())) {
      extra.forbidden("may not specify more than 1 handler type");
    }
    Cursor exec = handler.at("exec");
    if (exec.isPresent() && exec.at("command").size() == 0) exec.at("command").required("");
    Cursor get = handler.at("httpGet");
    if (get.isPresent()) {
      port(get.at("port"));
      if (get.at("path").text().isEmpty()) get.at("path").required("");
      get.at("scheme").oneOf("HTTP", "HTTPS");
      for (Cursor header : get.at("httpHeaders").elements()) {
        if (header.at("name").text().isEmpty()) header.at("name").required("");
      }
    }
    Cursor socket = handler.at("tcpSocket");
    if (socket.isPresent()) port(socket.at("port"));
    Cursor grpc = handler.at("grpc", "port");
    if (handler.at("grpc").isPresent()) grpc.invalidEach(Syntax.portNumber(grpc.number(0)));
    Cursor sleep = handler.at("sleep", "seconds");
    if (sleep.isPresent()) sleep.atLeast(0);
  }

  private static void port(Cursor port) {
    switch (port.value()) {
      case Tree.Text text -> port.invalidEach(Syntax.portName(text.value()));
      case Tree.Num num -> port.invalidEach(Syntax.portNumber(num.value().longValue()));
      case Tree.Null _ -> port.required("");
      case Tree.Obj _, Tree.Arr _, Tree.Bool _ -> {}
    }
  }
}
