{{/* Labels. Argument: dict root, component. */}}
{{- define "keelage.selector" -}}
app.kubernetes.io/name: keelage
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{- define "keelage.labels" -}}
{{ include "keelage.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Where Redis and Postgres are, as environment variables. */}}
{{- define "keelage.storeEnv" -}}
{{- range $store := list "redis" "postgres" }}
{{- $values := index $.Values $store }}
{{- if or $values.url $values.existingSecret }}
- name: KEELAGE_{{ upper $store }}_URL
  valueFrom:
    secretKeyRef:
      name: {{ $values.existingSecret | default "keelage-stores" }}
      key: {{ ternary $values.existingSecretKey (printf "%s-url" $store) (not (empty $values.existingSecret)) }}
{{- end }}
{{- end }}
- {name: KEELAGE_REDIS_MODE, value: {{ .Values.redis.mode }}}
{{- with .Values.redis.masterName }}
- {name: KEELAGE_REDIS_MASTER_NAME, value: {{ . | quote }}}
{{- end }}
{{- end }}

{{/* What the chart itself sets. Argument: as of keelage.pod. */}}
{{- define "keelage.ownEnv" -}}
- name: KEELAGE_NAMESPACE
  valueFrom: {fieldRef: {fieldPath: metadata.namespace}}
{{ include "keelage.storeEnv" .root | trim }}
- {name: KEELAGE_MOCK_ENABLED, value: {{ .root.Values.mock.enabled | quote }}}
{{ .env }}
{{- with .values.jvmOptions }}
- {name: JDK_JAVA_OPTIONS, value: {{ . | quote }}}
{{- end }}
{{- end }}

{{/*
The pod of a component, as Pod Security "restricted" wants it. Argument: dict root, component, values, env, grace.
*/}}
{{- define "keelage.pod" -}}
{{- $own := include "keelage.ownEnv" . | trim }}
{{- $component := .component }}
{{- range $more := .values.env }}
{{- range $own | fromYamlArray }}
{{- if eq .name $more.name }}
{{- fail (printf "%s.env: the chart sets %s itself, from a value of its own; a name twice is taken by no API server." $component .name) }}
{{- end }}
{{- end }}
{{- end -}}
metadata:
  labels:
    {{- include "keelage.selector" . | nindent 4 }}
    app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
    {{- with .root.Values.commonLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
    {{- with .values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    kubectl.kubernetes.io/default-container: {{ .component }}
    # A changed URL is read at start.
    keelage.dev/stores: {{ printf "%s %s" (toJson .root.Values.redis) (toJson .root.Values.postgres) | sha256sum | trunc 16 | quote }}
    {{- with .values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: keelage-{{ .component }}
  # Both talk to the API server; the account itself hands its token to nobody else.
  automountServiceAccountToken: true
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ .grace }}
  {{- with .root.Values.image.pullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . }}
    {{- end }}
  {{- end }}
  {{- with .root.Values.podSecurityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - name: {{ .component }}
      image: {{ with .root.Values.image.registry }}{{ . }}/{{ end }}{{ .values.image.repository }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}{{ with .values.image.digest }}@{{ . }}{{ end }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      env:
        {{- $own | nindent 8 }}
        {{- with .values.env }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with .values.envFrom }}
      envFrom:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      ports:
        {{- if eq .component "gateway" }}
        - {name: http, containerPort: 8080, protocol: TCP}
        {{- else if .root.Values.ledgerApi.enabled }}
        - {name: ledger, containerPort: 8090, protocol: TCP}
        {{- end }}
        - {name: management, containerPort: 9000, protocol: TCP}
      startupProbe:
        httpGet: {path: /q/health/started, port: management}
        periodSeconds: 1
        timeoutSeconds: 3
        failureThreshold: 120
      livenessProbe:
        httpGet: {path: /q/health/live, port: management}
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 3
      readinessProbe:
        httpGet: {path: /q/health/ready, port: management}
        periodSeconds: 3
        timeoutSeconds: 3
        failureThreshold: 2
      resources:
        {{- toYaml .values.resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: {drop: [ALL]}
      volumeMounts:
        - {name: tmp, mountPath: /tmp}
        {{- if eq .component "gateway" }}
        - {name: journal, mountPath: /var/lib/keelage/journal}
        {{- end }}
        {{- with .values.volumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    - name: tmp
      emptyDir: {sizeLimit: 256Mi}
    {{- if eq .component "gateway" }}
    # Bookings that wait for Redis. It outlives the container, not the pod.
    - name: journal
      emptyDir: {sizeLimit: 1Gi}
    {{- end }}
    {{- with .values.volumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- if .values.topologySpreadConstraints }}
  topologySpreadConstraints:
    {{- toYaml .values.topologySpreadConstraints | nindent 4 }}
  {{- else }}
  topologySpreadConstraints:
    {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
    - maxSkew: 1
      topologyKey: {{ . }}
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "keelage.selector" $ | nindent 10 }}
      matchLabelKeys: [pod-template-hash]
    {{- end }}
  {{- end }}
  {{- with .values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
{{- end }}
