{{- define "roster.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "roster.service" -}}
{{- if .Values.service.name -}}{{ .Values.service.name }}{{- else if eq .Values.mode "stub" -}}{{ include "roster.fullname" . }}{{- else -}}kube-dns{{- end -}}
{{- end -}}

{{- define "roster.serviceAccount" -}}
{{- if .Values.serviceAccount.name -}}{{ .Values.serviceAccount.name }}{{- else if .Values.serviceAccount.create -}}{{ include "roster.fullname" . }}{{- else -}}default{{- end -}}
{{- end -}}

{{- define "roster.corefile" -}}
{{- if .Values.corefile.existing -}}{{ .Values.corefile.existing }}{{- else -}}{{ include "roster.fullname" . }}{{- end -}}
{{- end -}}

{{- define "roster.dnsPort" -}}
{{- if .Values.corefile.existing -}}53{{- else -}}{{ .Values.corefile.port }}{{- end -}}
{{- end -}}

{{- define "roster.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "roster.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "roster.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "roster.check" -}}
{{- if not (has .Values.mode (list "stub" "replace" "nodeLocal")) -}}
{{- fail (printf "mode is %q; expected stub, replace or nodeLocal" .Values.mode) -}}
{{- end -}}
{{- if and (ne .Values.mode "stub") .Values.service.create (not .Values.service.clusterIP) -}}
{{- fail "mode replace and nodeLocal need service.clusterIP (the nameserver in the pods' resolv.conf), or service.create=false where that Service exists already" -}}
{{- end -}}
{{- end -}}

{{- define "roster.pod" -}}
metadata:
  labels:
    {{- include "roster.selectorLabels" . | nindent 4 }}
    {{- with .Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- if or (not .Values.corefile.existing) .Values.podAnnotations }}
  annotations:
    {{- if not .Values.corefile.existing }}
    checksum/corefile: {{ include (print $.Template.BasePath "/configmap.yaml") . | sha256sum }}
    {{- end }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
spec:
  serviceAccountName: {{ include "roster.serviceAccount" . }}
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  priorityClassName: {{ .Values.priorityClassName }}
  # Its own resolv.conf is the node's: it must not ask itself.
  dnsPolicy: Default
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 65532
    runAsGroup: 65532
    seccompProfile:
      type: RuntimeDefault
    {{- if lt (include "roster.dnsPort" . | int) 1024 }}
    # A port below 1024 without a capability: those of files break the loader of `java`.
    sysctls:
      - name: net.ipv4.ip_unprivileged_port_start
        value: {{ include "roster.dnsPort" . | quote }}
    {{- end }}
  {{- if ne .Values.mode "nodeLocal" }}
  topologySpreadConstraints:
    {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
    - maxSkew: 1
      topologyKey: {{ . }}
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "roster.selectorLabels" $ | nindent 10 }}
    {{- end }}
  {{- end }}
  containers:
    - name: roster
      image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      args:
        - serve
        - --in-cluster
        - --corefile
        - /etc/coredns/Corefile
        {{- with .Values.shadow.address }}
        - --shadow
        - {{ . | quote }}
        - --shadow-share
        - {{ $.Values.shadow.share | quote }}
        {{- end }}
      {{- with .Values.extraEnv }}
      env:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      ports:
        - {name: dns, containerPort: {{ include "roster.dnsPort" . }}, protocol: UDP}
        - {name: dns-tcp, containerPort: {{ include "roster.dnsPort" . }}, protocol: TCP}
        - {name: metrics, containerPort: {{ .Values.corefile.metricsPort }}, protocol: TCP}
      # A start that follows a large cluster takes seconds; one that hangs is started again.
      livenessProbe:
        httpGet: {path: /health, port: {{ .Values.corefile.healthPort }}, scheme: HTTP}
        initialDelaySeconds: 30
        timeoutSeconds: 5
        failureThreshold: 5
      readinessProbe:
        httpGet: {path: /ready, port: {{ .Values.corefile.readyPort }}, scheme: HTTP}
        periodSeconds: 2
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: [ALL]
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
      volumeMounts:
        - {name: corefile, mountPath: /etc/coredns, readOnly: true}
  volumes:
    - name: corefile
      configMap:
        name: {{ include "roster.corefile" . }}
        items:
          - {key: Corefile, path: Corefile}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if eq .Values.mode "nodeLocal" }}
  tolerations:
    - operator: Exists
  {{- else }}
  {{- with .Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
