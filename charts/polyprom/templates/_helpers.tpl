{{/* The name of the chart, for labels. */}}
{{- define "polyprom.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* The name of the objects: a Service may have 63 characters. */}}
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

{{/* What tells the pods and the Service of this release from all others; it never changes. */}}
{{- define "polyprom.selectorLabels" -}}
app.kubernetes.io/name: {{ include "polyprom.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{/* The labels that change with every version of the chart: not for a pod, which would restart. */}}
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
Labels of the chart and of the user as one map, each key once; those of the chart win, since
selectors rely on them. Takes a list: labels as text, the user's map.
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

{{/* The Secrets to pull with, each once; a name, or `name: ...` as in a pod. */}}
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
A probe of the pod; nothing when it is null. A list: the user's probe, and the path that it asks on
the health port unless it has a handler of its own. That port knows no `routePrefix`.
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
The environment. Left to itself, Node lets its heap grow to all of the memory limit, and the kernel
kills it for what it needs besides; with a part of it, it collects garbage instead. A variable of the
user's own wins: a name that is there twice is refused by the API.
*/}}
{{- define "polyprom.env" -}}
{{- $env := .Values.extraEnv | default list -}}
{{- $names := list -}}
{{- range $env }}{{ $names = append $names .name }}{{ end -}}
{{- if and ((.Values.resources).limits).memory (not (has "NODE_OPTIONS" $names)) -}}
{{- $env = prepend $env (dict "name" "NODE_OPTIONS" "value" "--max-old-space-size-percentage=60") -}}
{{- end -}}
{{- with $env -}}
env:
  {{- toYaml . | nindent 2 }}
{{- end -}}
{{- end -}}

{{/* An update strategy; `Recreate` takes no further settings, though defaults merged some in. */}}
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
