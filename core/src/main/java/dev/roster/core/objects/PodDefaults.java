package dev.roster.core.objects;

import java.util.LinkedHashMap;
import java.util.Map;

/// Defaults of Pods and pod templates.
final class PodDefaults {
  private static final int MODE = 0644;
  private static final int TOKEN_SECONDS = 3600;

  private PodDefaults() {}

  /// A Pod: the template's defaults, and those that only a Pod itself gets.
  static Tree.Obj pod(Tree.Obj pod) {
    return new Filling(template(pod))
        .in(
            "spec",
            spec ->
                new Filling(spec)
                    .orElse("enableServiceLinks", Tree.Bool.of(true))
                    .each("containers", PodDefaults::requests)
                    .each("initContainers", PodDefaults::requests)
                    .done())
        .within("status", status -> new Filling(status).orElse("phase", "Pending").done())
        .done();
  }

  /// A pod template.
  static Tree.Obj template(Tree.Obj template) {
    return new Filling(template).within("spec", PodDefaults::spec).done();
  }

  private static Tree.Obj spec(Tree.Obj given) {
    boolean hostNetwork = given.flag("hostNetwork");
    Filling spec =
        new Filling(given)
            .orElse("restartPolicy", "Always")
            .orElse("terminationGracePeriodSeconds", PodView.GRACE_SECONDS_DEFAULT)
            .orElse("dnsPolicy", "ClusterFirst")
            .orElse("securityContext", Tree.Obj.EMPTY)
            .orElse("schedulerName", "default-scheduler")
            .each("containers", each -> container(each, hostNetwork))
            .each("initContainers", each -> container(each, hostNetwork))
            .each("volumes", PodDefaults::volume);
    if (spec.number("terminationGracePeriodSeconds") < 0) {
      spec.put("terminationGracePeriodSeconds", Tree.Num.of(1));
    }
    // The older name of the field goes along.
    if (spec.has("serviceAccountName")) {
      spec.orElse("serviceAccount", spec.text("serviceAccountName"));
    } else if (spec.has("serviceAccount")) {
      spec.put("serviceAccountName", Tree.Text.of(spec.text("serviceAccount")));
    }
    return spec.done();
  }

  private static Tree.Obj container(Tree.Obj given, boolean hostNetwork) {
    return new Filling(given)
        .orElse("resources", Tree.Obj.EMPTY)
        .orElse("terminationMessagePath", "/dev/termination-log")
        .orElse("terminationMessagePolicy", "File")
        .orElse("imagePullPolicy", isLatest(given.text("image")) ? "Always" : "IfNotPresent")
        .each("ports", port -> port(port, hostNetwork))
        .each("env", PodDefaults::fieldRef)
        .in("livenessProbe", PodDefaults::probe)
        .in("readinessProbe", PodDefaults::probe)
        .in("startupProbe", PodDefaults::probe)
        .in(
            "lifecycle",
            lifecycle ->
                new Filling(lifecycle)
                    .in("postStart", PodDefaults::handler)
                    .in("preStop", PodDefaults::handler)
                    .done())
        .done();
  }

  // No tag means latest; a digest says exactly which, and a port before the last slash is no tag.
  private static boolean isLatest(String image) {
    if (image.isEmpty() || image.indexOf('@') >= 0) return false;
    String name = image.substring(image.lastIndexOf('/') + 1);
    return name.indexOf(':') < 0 || name.endsWith(":latest");
  }

  private static Tree.Obj port(Tree.Obj given, boolean hostNetwork) {
    Filling port = new Filling(given).orElse("protocol", "TCP");
    if (hostNetwork && port.has("containerPort")) {
      port.unlessPositive("hostPort", port.number("containerPort"));
    }
    return port.done();
  }

  private static Tree.Obj probe(Tree.Obj probe) {
    return new Filling(handler(probe))
        .unlessPositive("timeoutSeconds", 1)
        .unlessPositive("periodSeconds", 10)
        .unlessPositive("successThreshold", 1)
        .unlessPositive("failureThreshold", 3)
        .in("grpc", grpc -> new Filling(grpc).orElse("service", "").done())
        .done();
  }

  private static Tree.Obj handler(Tree.Obj handler) {
    return new Filling(handler)
        .in("httpGet", get -> new Filling(get).orElse("path", "/").orElse("scheme", "HTTP").done())
        .done();
  }

  private static Tree.Obj fieldRef(Tree.Obj env) {
    return new Filling(env)
        .in("valueFrom", from -> new Filling(from).in("fieldRef", PodDefaults::version).done())
        .done();
  }

  private static Tree.Obj version(Tree.Obj fieldRef) {
    return new Filling(fieldRef).orElse("apiVersion", "v1").done();
  }

  private static Tree.Obj requests(Tree.Obj container) {
    return new Filling(container)
        .in(
            "resources",
            resources -> {
              Map<String, Tree> requests = new LinkedHashMap<>(resources.obj("requests").members());
              resources.obj("limits").members().forEach(requests::putIfAbsent);
              if (requests.isEmpty()) return resources;
              return resources.with("requests", Tree.Obj.of(requests));
            })
        .done();
  }

  private static Tree.Obj volume(Tree.Obj given) {
    if (given.members().keySet().stream().allMatch("name"::equals)) {
      return given.with("emptyDir", Tree.Obj.EMPTY);
    }
    return new Filling(given)
        .in("secret", source -> new Filling(source).orElse("defaultMode", MODE).done())
        .in("configMap", source -> new Filling(source).orElse("defaultMode", MODE).done())
        .in("downwardAPI", source -> downward(source, true))
        .in("hostPath", source -> new Filling(source).orElse("type", "").done())
        .in(
            "projected",
            source ->
                new Filling(source)
                    .orElse("defaultMode", MODE)
                    .each("sources", PodDefaults::projection)
                    .done())
        .in("ephemeral", PodDefaults::ephemeral)
        .done();
  }

  private static Tree.Obj projection(Tree.Obj source) {
    return new Filling(source)
        .in(
            "serviceAccountToken",
            token -> new Filling(token).orElse("expirationSeconds", TOKEN_SECONDS).done())
        .in("downwardAPI", api -> downward(api, false))
        .done();
  }

  private static Tree.Obj downward(Tree.Obj source, boolean hasMode) {
    Filling api =
        new Filling(source)
            .each("items", item -> new Filling(item).in("fieldRef", PodDefaults::version).done());
    return hasMode ? api.orElse("defaultMode", MODE).done() : api.done();
  }

  private static Tree.Obj ephemeral(Tree.Obj source) {
    return new Filling(source)
        .in(
            "volumeClaimTemplate",
            template ->
                new Filling(template)
                    .in("spec", spec -> new Filling(spec).orElse("volumeMode", "Filesystem").done())
                    .done())
        .done();
  }
}
