package dev.roster.core.objects;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The rules of a pod's spec.
final class PodRules {
  private static final int MODE_MAX = 0777;
  private static final List<String> PATHS_WITH_ITEMS = List.of("configMap", "secret");

  private PodRules() {}

  /// Checks a pod's spec.
  ///
  /// @param claims names of volumes that come from outside of the spec (claim templates)
  static void check(Cursor spec, Set<String> claims) {
    Set<String> volumes = volumes(spec.at("volumes"));
    volumes.addAll(claims);
    Cursor containers = spec.at("containers");
    if (containers.size() == 0) containers.required("");
    Set<String> names = new HashSet<>();
    for (Cursor each : containers.elements()) {
      ContainerRules.check(each, names, volumes, false);
    }
    for (Cursor each : spec.at("initContainers").elements()) {
      boolean stays = each.at("restartPolicy").text().equals("Always");
      ContainerRules.check(each, names, volumes, !stays);
    }
    values(spec);
    names(spec);
    for (Cursor each : spec.at("tolerations").elements()) toleration(each);
    for (Cursor alias : spec.at("hostAliases").elements()) {
      alias.at("ip").invalidEach(Syntax.ip(alias.at("ip").text()));
      for (Cursor name : alias.at("hostnames").elements()) {
        name.invalidEach(Syntax.subdomain(name.text()));
      }
    }
  }

  private static void values(Cursor spec) {
    spec.at("restartPolicy").oneOf("Always", "Never", "OnFailure");
    Cursor dns = spec.at("dnsPolicy");
    dns.oneOf("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None");
    if (dns.text().equals("None") && spec.at("dnsConfig", "nameservers").size() == 0) {
      if (spec.at("dnsConfig").isPresent()) {
        spec.at("dnsConfig", "nameservers")
            .required("must provide at least one DNS nameserver when `dnsPolicy` is None");
      } else {
        spec.at("dnsConfig").required("must provide `dnsConfig` when `dnsPolicy` is None");
      }
    }
    for (Cursor server : spec.at("dnsConfig", "nameservers").elements()) {
      server.invalidEach(Syntax.ip(server.text()));
    }
    Cursor deadline = spec.at("activeDeadlineSeconds");
    if (deadline.isPresent()) deadline.between(1, Integer.MAX_VALUE);
    user(spec.at("securityContext"));
  }

  /// `runAsUser` and its kin.
  static void user(Cursor context) {
    for (String field : List.of("runAsUser", "runAsGroup", "fsGroup")) {
      Cursor id = context.at(field);
      if (id.isPresent()) id.between(0, Integer.MAX_VALUE);
    }
  }

  private static void names(Cursor spec) {
    for (String field : List.of("hostname", "subdomain")) {
      Cursor name = spec.at(field);
      if (!name.text().isEmpty()) name.invalidEach(Syntax.label(name.text()));
    }
    for (String field : List.of("nodeName", "serviceAccountName")) {
      Cursor name = spec.at(field);
      if (!name.text().isEmpty()) name.invalidEach(Syntax.subdomain(name.text()));
    }
    ObjectRules.labels(spec.at("nodeSelector"));
    Cursor override = spec.at("hostnameOverride");
    if (!override.isPresent()) return;
    override.invalidEach(Syntax.subdomain(override.text()));
    for (String field : List.of("setHostnameAsFQDN", "hostNetwork")) {
      if (spec.obj().flag(field)) {
        override.forbidden("may not be specified when `" + field + "` is true");
      }
    }
  }

  private static void toleration(Cursor toleration) {
    Cursor operator = toleration.at("operator");
    Cursor key = toleration.at("key");
    if (!key.text().isEmpty()) key.invalidEach(Syntax.qualifiedName(key.text()));
    if (!operator.text().isEmpty()) operator.oneOf("Equal", "Exists", "Lt", "Gt");
    boolean valued = !toleration.at("value").text().isEmpty();
    if (operator.text().equals("Exists") && valued) {
      operator.invalid(toleration.value(), "value must be empty when `operator` is 'Exists'");
    }
    Cursor effect = toleration.at("effect");
    boolean executes = effect.text().equals("NoExecute");
    if (toleration.at("tolerationSeconds").isPresent() && !executes) {
      effect.invalid("effect must be 'NoExecute' when `tolerationSeconds` is set");
    } else if (!effect.text().isEmpty()) {
      effect.oneOf("NoExecute", "NoSchedule", "PreferNoSchedule");
    }
  }

  private static Set<String> volumes(Cursor volumes) {
    Set<String> names = new HashSet<>();
    for (Cursor volume : volumes.elements()) {
      Cursor name = volume.at("name");
      if (name.text().isEmpty()) {
        name.required("");
      } else {
        name.invalidEach(Syntax.label(name.text()));
        if (!names.add(name.text())) name.duplicate();
      }
      int sources = 0;
      for (Map.Entry<String, Tree> member : volume.obj().members().entrySet()) {
        if (member.getKey().equals("name") || member.getValue() instanceof Tree.Null) continue;
        if (++sources > 1) {
          volume.at(member.getKey()).forbidden("may not specify more than 1 volume type");
        }
      }
      if (sources == 0) volume.required("must specify a volume type");
      source(volume);
    }
    return names;
  }

  private static void source(Cursor volume) {
    named(volume.at("configMap"), "name");
    named(volume.at("secret"), "secretName");
    named(volume.at("persistentVolumeClaim"), "claimName");
    named(volume.at("hostPath"), "path");
    for (String source : PATHS_WITH_ITEMS) items(volume.at(source));
    mode(volume.at("downwardAPI", "defaultMode"));
    for (Cursor item : volume.at("downwardAPI", "items").elements()) downward(item);
    mode(volume.at("projected", "defaultMode"));
    for (Cursor each : volume.at("projected", "sources").elements()) {
      for (String source : PATHS_WITH_ITEMS) {
        named(each.at(source), "name");
        items(each.at(source));
      }
      for (Cursor item : each.at("downwardAPI", "items").elements()) downward(item);
    }
    Cursor limit = volume.at("emptyDir", "sizeLimit");
    if (Quantity.parse(limit.text()).map(Quantity::isNegative).orElse(false)) {
      limit.invalid("SizeLimit field must be a valid resource quantity");
    }
  }

  private static void named(Cursor source, String field) {
    if (source.isPresent() && source.at(field).text().isEmpty()) source.at(field).required("");
  }

  private static void items(Cursor source) {
    mode(source.at("defaultMode"));
    for (Cursor item : source.at("items").elements()) {
      if (item.at("key").text().isEmpty()) item.at("key").required("");
      relative(item.at("path"));
      mode(item.at("mode"));
    }
  }

  private static void downward(Cursor item) {
    relative(item.at("path"));
    mode(item.at("mode"));
    boolean field = item.at("fieldRef").isPresent();
    boolean resource = item.at("resourceFieldRef").isPresent();
    if (field && resource) {
      item.invalid("fieldRef and resourceFieldRef can not be specified simultaneously");
    } else if (!field && !resource) {
      item.required("one of fieldRef and resourceFieldRef is required");
    } else if (field) {
      ContainerRules.fieldPath(item.at("fieldRef", "fieldPath"), ContainerRules.FILE_FIELDS);
    }
  }

  private static void mode(Cursor mode) {
    if (!mode.isPresent()) return;
    long value = mode.number(0);
    if (value < 0 || value > MODE_MAX) {
      mode.invalid("must be a number between 0 and 0777 (octal), both inclusive");
    }
  }

  /// A path inside a volume: not empty, not absolute, and never out of it.
  static void relative(Cursor path) {
    String text = path.text();
    if (text.isEmpty()) {
      path.required("");
      return;
    }
    if (text.startsWith("/")) path.invalid("must be a relative path");
    if (List.of(text.split("/", -1)).contains("..")) path.invalid("must not contain '..'");
  }
}
