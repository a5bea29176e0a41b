package dev.roster.check.e2e;

/// Manifests of the tests: members that only sleep, ready while their gate is open.
final class Manifests {
  private Manifests() {}

  /// A headless Service and a StatefulSet of this name; a member is ready while `{gate}/POD` is
  /// there, writes its pid to `{gate}/POD.pid`, appends a line to its volume at each start, and
  /// notes the moment (milliseconds) of SIGTERM in `{gate}/POD.term`.
  static String set(String namespace, String name, int replicas, String more) {
    return """
    apiVersion: v1
    kind: Service
    metadata: {name: %2$s, namespace: %1$s}
    spec:
      clusterIP: None
      selector: {app: %2$s}
      ports: [{name: sql, port: 5432, targetPort: 15432}]
      %4$s
    ---
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: %2$s, namespace: %1$s}
    spec:
      serviceName: %2$s
      replicas: %3$d
      selector: {matchLabels: {app: %2$s}}
      template:
        metadata: {labels: {app: %2$s}}
        spec:
          terminationGracePeriodSeconds: 5
          containers:
            - name: main
              image: none
              env:
                - {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                - {name: GATE, value: "{gate}"}
              command: [/bin/sh, -c]
              args:
                - |
                  trap 'date +%%s%%3N > $GATE/$POD.term; exit 0' TERM
                  echo start >> /state/starts
                  cp /state/starts $GATE/$POD.starts
                  echo $$ > $GATE/$POD.pid
                  while :; do sleep 0.1; done
              readinessProbe:
                exec: {command: [/bin/sh, -c, "test -f $GATE/$POD"]}
                periodSeconds: 1
                failureThreshold: 1
              volumeMounts: [{name: state, mountPath: /state}]
      volumeClaimTemplates:
        - metadata: {name: state}
          spec:
            accessModes: [ReadWriteOnce]
            resources: {requests: {storage: 1Mi}}
    """
        .formatted(namespace, name, replicas, more);
  }
}
