{{/* The chart's name, for labels. */}}
{{- define "polyprom.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* The name of all objects. The limit of 63 characters is that of a Service. */}}
{{- define "polyprom.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "polyprom.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride -}}
{{- end -}}

{{/* Labels that identify the pods and the Service of this release. A Deployment's selector is immutable, so they never change. */}}
{{- define "polyprom.selectorLabels" -}}
app.kubernetes.io/name: {{ include "polyprom.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{/* Labels that change with every chart version. Not set on pods, which would restart. */}}
{{- define "polyprom.releaseLabels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" | quote }}
app.kubernetes.io/version: {{ .Chart.AppVersion | replace "+" "_" | trunc 63 | trimSuffix "-" | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- end -}}

{{- define "polyprom.labels" -}}
{{ include "polyprom.selectorLabels" . }}
{{ include "polyprom.releaseLabels" . }}
{{- end -}}

{{/*
Merges the chart's labels with the user's. The chart's take precedence, because selectors rely on
them. Takes a list: the chart's labels as text, and the user's map.
*/}}
{{- define "polyprom.mergedLabels" -}}
{{- $labels := fromYaml (index . 0) -}}
{{- range $key, $value := index . 1 -}}
{{- if and (not (hasKey $labels $key)) (not (kindIs "invalid" $value)) -}}
{{- $_ := set $labels $key $value -}}
{{- end -}}
{{- end -}}
{{- toYaml $labels -}}
{{- end -}}

{{- define "polyprom.serviceAccountName" -}}
{{- $account := .Values.serviceAccount | default dict -}}
{{- if eq (include "polyprom.createServiceAccount" .) "true" -}}
{{- default (include "polyprom.fullname" .) $account.name -}}
{{- else -}}
{{- default "default" $account.name -}}
{{- end -}}
{{- end -}}

{{- define "polyprom.createServiceAccount" -}}
{{- $create := (.Values.serviceAccount).create -}}
{{- if kindIs "invalid" $create }}true{{ else }}{{ $create }}{{ end -}}
{{- end -}}

{{- define "polyprom.image" -}}
{{- $image := .Values.image | default dict -}}
{{- $registry := (.Values.global).imageRegistry | default $image.registry -}}
{{- $name := $image.repository | default "polyprom" -}}
{{- if $registry -}}
{{- $name = printf "%s/%s" (trimSuffix "/" $registry) $name -}}
{{- end -}}
{{- if $image.digest -}}
{{- if $image.tag }}{{ $name = printf "%s:%s" $name $image.tag }}{{ end -}}
{{- printf "%s@%s" $name $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $name (default .Chart.AppVersion $image.tag) -}}
{{- end -}}
{{- end -}}

{{/* Image pull Secrets without duplicates. Each is a name, or `name: ...` as in a pod. */}}
{{- define "polyprom.imagePullSecrets" -}}
{{- $names := list -}}
{{- range concat ((.Values.global).imagePullSecrets | default list) ((.Values.image).pullSecrets | default list) -}}
{{- $names = append $names (kindIs "map" . | ternary . (dict "name" .)) -}}
{{- end -}}
{{- if $names -}}
imagePullSecrets:
  {{- toYaml (uniq $names) | nindent 2 }}
{{- end -}}
{{- end -}}

{{- define "polyprom.metricsPort" -}}
{{- (.Values.ports).metrics | default 8000 | int -}}
{{- end -}}

{{- define "polyprom.healthPort" -}}
{{- (.Values.ports).health | default 8001 | int -}}
{{- end -}}

{{- define "polyprom.servicePort" -}}
{{- (.Values.service).port | default 9253 | int -}}
{{- end -}}

{{/*
A probe of the pod, or nothing if it is null. Takes a list: the user's probe, and the path to request
on the health port if the probe has no handler. `routePrefix` does not apply to that port.
*/}}
{{- define "polyprom.probe" -}}
{{- $probe := index . 0 -}}
{{- if not (kindIs "invalid" $probe) -}}
{{- if not (or $probe.httpGet $probe.exec $probe.tcpSocket $probe.grpc) -}}
{{- $probe = merge (dict "httpGet" (dict "path" (index . 1) "port" "health")) $probe -}}
{{- end -}}
{{- toYaml $probe -}}
{{- end -}}
{{- end -}}

{{/*
Environment variables. By default Node lets its heap grow up to the memory limit, so the container is
OOM-killed for the memory it needs in addition. With a lower limit it collects garbage instead. A
variable set by the user takes precedence, because the API rejects duplicate names.
*/}}
{{- define "polyprom.env" -}}
{{- $env := .Values.extraEnv | default list -}}
{{- $names := list -}}
{{- range $env }}{{ $names = append $names .name }}{{ end -}}
{{- if and ((.Values.resources).limits).memory (not (has "NODE_OPTIONS" $names)) -}}
{{- $env = prepend $env (dict "name" "NODE_OPTIONS" "value" "--max-old-space-size-percentage=60") -}}
{{- end -}}
{{- if and .Values.config (not (has "POLYPROM_CONFIG" $names)) -}}
{{- $env = prepend $env (dict "name" "POLYPROM_CONFIG" "value" (printf "%s/polyprom.yaml" (include "polyprom.configFolder" .))) -}}
{{- end -}}
{{- with $env -}}
env:
  {{- toYaml . | nindent 2 }}
{{- end -}}
{{- end -}}

{{/* The update strategy. `Recreate` takes no other settings, so the chart's defaults are dropped. */}}
{{- define "polyprom.strategy" -}}
{{- with .Values.strategy -}}
strategy:
{{- if eq (.type | default "RollingUpdate") "Recreate" }}
  type: Recreate
{{- else }}
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
{{- end -}}
