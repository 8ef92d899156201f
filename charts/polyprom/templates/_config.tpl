{{/* The parts of `config` that the chart itself needs; it passes the rest on unread. */}}

{{/* Mount path of the configuration. A folder, because a file mounted by subPath is never updated. */}}
{{- define "polyprom.configFolder" -}}/etc/polyprom/config{{- end -}}

{{/*
The configuration as the value of a ConfigMap key. A YAML block is readable, but cannot hold every
string: toYaml returns nothing for control characters, and trailing or Unicode line breaks get lost in
the block. In these cases it is JSON, fully escaped.
*/}}
{{- define "polyprom.configText" -}}
{{- $text := toYaml .Values.config -}}
{{- if regexMatch "^[\\n\\x20-\\x7E\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}]*[^\\n]$" $text -}}
|
{{ indent 4 $text }}
{{- else -}}
{{ toPrettyJson .Values.config | quote }}
{{- end -}}
{{- end -}}

{{/* The prefix of all paths, without a trailing slash: "" or "/prefix". */}}
{{- define "polyprom.routePrefix" -}}
{{- $prefix := ((.Values.config).server).routePrefix | default "/" | toString -}}
{{- if contains "${" $prefix -}}
{{- fail "config.server.routePrefix: the chart needs the value for the ServiceMonitor; write it out instead of using a ${...} reference" -}}
{{- end -}}
{{- printf "/%s" (trimAll "/" $prefix) | trimSuffix "/" -}}
{{- end -}}

{{/*
Every `secretKeyRef: {name, key}` in `config`, as JSON: Secret -> key -> true. Only these keys are
mounted.
*/}}
{{- define "polyprom.secretRefs" -}}
{{- $found := dict -}}
{{- include "polyprom.findSecretRefs" (dict "node" .Values.config "found" $found) -}}
{{- toJson $found -}}
{{- end -}}

{{- define "polyprom.findSecretRefs" -}}
{{- $found := .found -}}
{{- if kindIs "slice" .node -}}
{{- range .node -}}
{{- include "polyprom.findSecretRefs" (dict "node" . "found" $found) -}}
{{- end -}}
{{- else if kindIs "map" .node -}}
{{- range $key, $value := .node -}}
{{- if and (eq $key "secretKeyRef") (kindIs "map" $value) (kindIs "string" (get $value "name")) (kindIs "string" (get $value "key")) -}}
{{- $_ := set $found $value.name (set (get $found $value.name | default dict) $value.key true) -}}
{{- else -}}
{{- include "polyprom.findSecretRefs" (dict "node" $value "found" $found) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Volumes and mounts for the configuration and the Secrets it references. */}}
{{- define "polyprom.volumes" -}}
{{- $secrets := include "polyprom.secretRefs" . | fromJson -}}
{{- $volumes := list -}}
{{- if .Values.config -}}
{{- $volumes = append $volumes (dict "name" "polyprom-config" "configMap" (dict "name" (include "polyprom.fullname" .))) -}}
{{- end -}}
{{- if $secrets -}}
{{- $sources := list -}}
{{- range $name, $keys := $secrets -}}
{{- $items := list -}}
{{- range $key, $_ := $keys -}}
{{- $items = append $items (dict "key" $key "path" (printf "%s/%s" $name $key)) -}}
{{- end -}}
{{- $sources = append $sources (dict "secret" (dict "name" $name "items" $items)) -}}
{{- end -}}
{{- $volumes = append $volumes (dict "name" "polyprom-secrets" "projected" (dict "sources" $sources)) -}}
{{- end -}}
{{- with concat $volumes (include "polyprom.webVolumes" . | fromJsonArray) (.Values.extraVolumes | default list) -}}
volumes:
  {{- toYaml . | nindent 2 }}
{{- end -}}
{{- end -}}

{{- define "polyprom.volumeMounts" -}}
{{- $mounts := list -}}
{{- if .Values.config -}}
{{- $mounts = append $mounts (dict "name" "polyprom-config" "mountPath" (include "polyprom.configFolder" .) "readOnly" true) -}}
{{- end -}}
{{- if include "polyprom.secretRefs" . | fromJson -}}
{{- $mounts = append $mounts (dict "name" "polyprom-secrets" "mountPath" "/etc/polyprom/secrets" "readOnly" true) -}}
{{- end -}}
{{- with concat $mounts (include "polyprom.webMounts" . | fromJsonArray) (.Values.extraVolumeMounts | default list) -}}
volumeMounts:
  {{- toYaml . | nindent 2 }}
{{- end -}}
{{- end -}}

{{/* A metric that `helm test` expects: of the demo, of a collector, or of polyprom itself. */}}
{{- define "polyprom.expectedMetric" -}}
{{- if not .Values.config -}}
request_processing_seconds_count
{{- else if .Values.config.collectors -}}
polyprom_collector_success
{{- else -}}
polyprom_build_info
{{- end -}}
{{- end -}}
