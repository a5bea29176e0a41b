package dev.roster.app.verbs;

import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What `describe` tells of a container, of a Pod or of a template.
final class DescribeContainer {
  private DescribeContainer() {}

  /// @param indent spaces in front of the name
  /// @param status without members for one of a template
  static void add(Lines lines, int indent, Tree.Obj container, Tree.Obj status) {
    lines.line(0, " ".repeat(indent) + container.text("name") + ":");
    int in = 2;
    if (!status.text("containerID").isEmpty()) {
      lines.add(in, "Container ID", status.text("containerID"));
    }
    lines.add(in, "Image", container.text("image"));
    lines.add(in, "Port", ports(container, "containerPort"));
    lines.add(in, "Host Port", ports(container, "hostPort"));
    words(lines, in, "Command", container);
    words(lines, in, "Args", container);
    if (!status.members().isEmpty()) {
      state(lines, in, "State", status.obj("state"));
      if (status.at("lastState").isPresent() && !status.obj("lastState").members().isEmpty()) {
        state(lines, in, "Last State", status.obj("lastState"));
      }
      lines.add(in, "Ready", status.flag("ready") ? "True" : "False");
      lines.add(in, "Restart Count", Long.toString(status.number(0, "restartCount")));
    }
    for (String probe : List.of("Liveness", "Readiness", "Startup")) {
      String field = Character.toLowerCase(probe.charAt(0)) + probe.substring(1) + "Probe";
      if (container.get(field).isPresent()) lines.add(in, probe, probe(container.obj(field)));
    }
    environment(lines, in, container);
    mounts(lines, in, container);
  }

  /// Where a Pod may run.
  static void placement(Lines lines, int level, Tree.Obj spec) {
    lines.add(level, "Node-Selectors", Lines.pairs(spec.texts("nodeSelector"), "="));
    StringBuilder tolerations = new StringBuilder();
    for (Tree.Obj each : TreeLists.objects(spec.list("tolerations"))) {
      String effect = each.text("effect");
      String operator = each.text("operator");
      if (!tolerations.isEmpty()) tolerations.append('\n');
      tolerations.append(each.text("key")).append(each.text("value").isEmpty() ? "" : "=");
      tolerations.append(each.text("value")).append(effect.isEmpty() ? "" : ":" + effect);
      if (operator.equals("Exists")) tolerations.append(" op=Exists");
    }
    lines.add(level, "Tolerations", Lines.orNone(tolerations.toString()));
  }

  /// The volumes of a Pod's spec.
  static void volumes(Lines lines, int level, Tree.Obj spec) {
    List<Tree.Obj> volumes = TreeLists.objects(spec.list("volumes"));
    lines.heading(level, "Volumes", volumes.isEmpty());
    for (Tree.Obj volume : volumes) {
      lines.line(level + 1, volume.text("name") + ":");
      for (Map.Entry<String, Tree> member : volume.members().entrySet()) {
        if (member.getKey().equals("name")) continue;
        String what =
            member.getValue() instanceof Tree.Obj source
                ? source.text("name") + source.text("claimName") + source.text("secretName")
                : "";
        lines.add(level + 2, "Type", member.getKey() + (what.isEmpty() ? "" : " " + what));
      }
    }
  }

  private static String ports(Tree.Obj container, String field) {
    List<String> ports = new ArrayList<>();
    for (Tree.Obj port : TreeLists.objects(container.list("ports"))) {
      String protocol = port.text("protocol").isEmpty() ? "TCP" : port.text("protocol");
      String name = port.text("name");
      String text = port.number(0, field) + "/" + protocol;
      ports.add(name.isEmpty() ? text : text + " (" + name + ")");
    }
    return Lines.orNone(String.join(", ", ports));
  }

  private static void words(Lines lines, int level, String name, Tree.Obj container) {
    List<String> words = TreeLists.texts(container.list(name.equals("Args") ? "args" : "command"));
    if (words.isEmpty()) return;
    lines.line(level, name + ":");
    for (String word : words) word.lines().forEach(line -> lines.line(level + 1, line));
  }

  private static void state(Lines lines, int level, String name, Tree.Obj state) {
    if (state.get("running").isPresent()) {
      lines.add(level, name, "Running");
      lines.add(level + 1, "Started", state.text("running", "startedAt"));
    } else if (state.get("terminated").isPresent()) {
      Tree.Obj end = state.obj("terminated");
      lines.add(level, name, "Terminated");
      lines.add(level + 1, "Reason", end.text("reason"));
      if (!end.text("message").isEmpty()) lines.add(level + 1, "Message", end.text("message"));
      lines.add(level + 1, "Exit Code", Long.toString(end.number(0, "exitCode")));
      lines.add(level + 1, "Started", end.text("startedAt"));
      lines.add(level + 1, "Finished", end.text("finishedAt"));
    } else {
      lines.add(level, name, "Waiting");
      Tree.Obj waiting = state.obj("waiting");
      if (!waiting.text("reason").isEmpty()) {
        lines.add(level + 1, "Reason", waiting.text("reason"));
      }
      if (!waiting.text("message").isEmpty()) {
        lines.add(level + 1, "Message", waiting.text("message"));
      }
    }
  }

  /// `exec [true] delay=0s timeout=1s period=1s #success=1 #failure=3`.
  private static String probe(Tree.Obj probe) {
    String how = "unknown";
    if (probe.get("exec").isPresent()) {
      how = "exec [" + String.join(" ", TreeLists.texts(probe.list("exec", "command"))) + "]";
    } else if (probe.get("httpGet").isPresent()) {
      Tree.Obj get = probe.obj("httpGet");
      String scheme = get.text("scheme").isEmpty() ? "http" : get.text("scheme");
      String path = get.text("path");
      how =
          "http-get "
              + scheme.toLowerCase(java.util.Locale.ROOT)
              + "://"
              + get.text("host")
              + ":"
              + port(get)
              + (path.startsWith("/") ? path : "/" + path);
    } else if (probe.get("tcpSocket").isPresent()) {
      Tree.Obj tcp = probe.obj("tcpSocket");
      how = "tcp-socket " + tcp.text("host") + ":" + port(tcp);
    }
    return how
        + " delay="
        + probe.number(0, "initialDelaySeconds")
        + "s timeout="
        + probe.number(1, "timeoutSeconds")
        + "s period="
        + probe.number(10, "periodSeconds")
        + "s #success="
        + probe.number(1, "successThreshold")
        + " #failure="
        + probe.number(3, "failureThreshold");
  }

  private static String port(Tree.Obj of) {
    return of.text("port").isEmpty() ? Long.toString(of.number(0, "port")) : of.text("port");
  }

  private static void environment(Lines lines, int level, Tree.Obj container) {
    List<Tree.Obj> variables = TreeLists.objects(container.list("env"));
    for (Tree.Obj from : TreeLists.objects(container.list("envFrom"))) {
      boolean secret = from.get("secretRef").isPresent();
      Tree.Obj reference = from.obj(secret ? "secretRef" : "configMapRef");
      String kind = secret ? "Secret" : "ConfigMap";
      lines.add(level, "Environment Variables from", reference.text("name") + "  " + kind);
    }
    lines.heading(level, "Environment", variables.isEmpty());
    for (Tree.Obj variable : variables) {
      lines.add(level + 1, variable.text("name"), value(variable));
    }
  }

  private static String value(Tree.Obj variable) {
    Tree.Obj from = variable.obj("valueFrom");
    if (from.members().isEmpty()) return variable.text("value").replace("\n", "\\n");
    if (from.get("fieldRef").isPresent()) {
      return "(v1:" + from.text("fieldRef", "fieldPath") + ")";
    }
    boolean secret = from.get("secretKeyRef").isPresent();
    Tree.Obj reference = from.obj(secret ? "secretKeyRef" : "configMapKeyRef");
    return "<set to the key '"
        + reference.text("key")
        + "' "
        + (secret ? "in secret" : "of config map")
        + " '"
        + reference.text("name")
        + "'>";
  }

  private static void mounts(Lines lines, int level, Tree.Obj container) {
    List<Tree.Obj> mounts = TreeLists.objects(container.list("volumeMounts"));
    lines.heading(level, "Mounts", mounts.isEmpty());
    for (Tree.Obj mount : mounts) {
      String mode = mount.flag("readOnly") ? "ro" : "rw";
      String path = mount.text("mountPath");
      lines.line(level + 1, path + " from " + mount.text("name") + " (" + mode + ")");
    }
  }
}
