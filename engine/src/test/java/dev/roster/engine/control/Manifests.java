package dev.roster.engine.control;

import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// Objects of the controllers' tests.
final class Manifests {
  private Manifests() {}

  /// A tree from JSON with single quotes.
  static Tree.Obj json(String text) {
    try {
      return (Tree.Obj) JsonReader.read(text.replace('\'', '"'), "test");
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  static Tree.Obj namespace(String name) {
    return json(
        "{'apiVersion': 'v1', 'kind': 'Namespace', 'metadata': {'name': '%s'}}".formatted(name));
  }

  /// A headless Service that selects `app: NAME`.
  static Tree.Obj service(String name) {
    return json(
        """
        {'apiVersion': 'v1', 'kind': 'Service',
         'metadata': {'namespace': 'default', 'name': '%1$s'},
         'spec': {'clusterIP': 'None', 'clusterIPs': ['None'], 'ipFamilies': ['IPv4'],
           'selector': {'app': '%1$s'},
           'ports': [{'name': 'p', 'port': 80, 'targetPort': 8080, 'protocol': 'TCP'}]}}
        """
            .formatted(name));
  }

  /// A set behind the Service of its name.
  static Tree.Obj set(String name, int replicas, String policy) {
    return json(
        """
        {'apiVersion': 'apps/v1', 'kind': 'StatefulSet',
         'metadata': {'namespace': 'default', 'name': '%1$s'},
         'spec': {'replicas': %2$d, 'serviceName': '%1$s', 'podManagementPolicy': '%3$s',
           'selector': {'matchLabels': {'app': '%1$s'}},
           'template': {'metadata': {'labels': {'app': '%1$s'}},
             'spec': {'containers': [{'name': 'c', 'image': 'one'}]}},
           'volumeClaimTemplates': [{'metadata': {'name': 'data'},
             'spec': {'accessModes': ['ReadWriteOnce'],
               'resources': {'requests': {'storage': '1Gi'}}}}]}}
        """
            .formatted(name, replicas, policy));
  }

  /// A pod with `app: LABEL`.
  static Tree.Obj pod(String name, String label) {
    return json(
        """
        {'apiVersion': 'v1', 'kind': 'Pod',
         'metadata': {'namespace': 'default', 'name': '%s', 'labels': {'app': '%s'}},
         'spec': {'nodeName': 'roster', 'containers': [{'name': 'c'}]}}
        """
            .formatted(name, label));
  }

  static Tree.Obj named(Tree.Obj object, String name) {
    return object.with(List.of("metadata", "name"), Tree.Text.of(name));
  }

  /// A running pod's status.
  static Tree.Obj running(String ip, boolean ready, String since) {
    return json(
        """
        {'phase': 'Running', 'podIP': '%1$s', 'podIPs': [{'ip': '%1$s'}],
         'conditions': [{'type': 'Ready', 'status': '%2$s', 'lastTransitionTime': '%3$s'}]}
        """
            .formatted(ip, ready ? "True" : "False", since));
  }
}
