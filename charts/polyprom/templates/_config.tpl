{{/* The parts of `config` that the chart itself needs; it passes the rest on unread. */}}

{{/* Mount path of the configuration. A folder, because a file mounted by subPath is never updated. */}}
{{- define "polyprom.configFolder" -}}/etc/polyprom/config{{- end -}}

{{/*
The configuration as the value of a key of a ConfigMap or Secret. A YAML block is readable, but cannot hold every
string: toYaml returns nothing for control characters, and trailing or Unicode line breaks get lost in
the block. In these cases it is JSON, fully escaped.
*/}}
{{- define "polyprom.configText" -}}
{{- include "polyprom.keyText" .Values.config -}}
{{- end -}}

{{- define "polyprom.keyText" -}}
{{- $text := toYaml . -}}
{{- if regexMatch "^[\\n\\x20-\\x7E\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}]*[^\\n]$" $text -}}
|
{{ indent 4 $text }}
{{- else -}}
{{ toPrettyJson . | quote }}
{{- end -}}
{{- end -}}

{{/* The Secret of the configuration. Not the full name alone, which a Secret of the user's own may have. */}}
{{- define "polyprom.configSecret" -}}
{{- printf "%s-config" (include "polyprom.fullname" .) -}}
{{- end -}}

{{/*
The places in `config` where a secret seems to be written out, by the names of the keys, one per line.
Where expressions stand (`metrics`, `labels`, the `token` of a login), there are no secrets.
*/}}
{{- define "polyprom.literalSecrets" -}}
{{- include "polyprom.findLiterals" (dict "node" .Values.config "path" "config" "key" "") -}}
{{- end -}}

{{- define "polyprom.findLiterals" -}}
{{- $path := .path -}}
{{- $key := .key -}}
{{- if kindIs "slice" .node -}}
{{- range $index, $value := .node -}}
{{- include "polyprom.findLiterals" (dict "node" $value "path" (printf "%s[%d]" $path $index) "key" $key) -}}
{{- end -}}
{{- else if kindIs "map" .node -}}
{{- range $name, $value := .node -}}
{{- $isExpression := or (has $name (list "metrics" "labels" "staticLabels" "labelsFrom" "entries" "each" "decode" "pagination" "secretKeyRef")) (and (eq $key "login") (eq $name "token")) -}}
{{- if not $isExpression -}}
{{- include "polyprom.findLiterals" (dict "node" $value "path" (printf "%s.%s" $path $name) "key" $name) -}}
{{- end -}}
{{- end -}}
{{- else if not (or (kindIs "invalid" .node) (kindIs "bool" .node)) -}}
{{- $text := toString .node -}}
{{- $isNamed := and (regexMatch "(?i)(authori[sz]ation|cookie|token|secret|passw|passphrase|credential|signature|bearer|jwt|api[-_]?key)|(^|[-_])(key|pass|pwd|pin|otp|sid|session|sig|auth)$|[a-z](Key|Pass|Pwd|Pin)$" $key) (not (regexMatch "(?i)url$" $key)) -}}
{{- $isFile := and (eq $key "key") (not (contains "-----BEGIN" $text)) (regexMatch "\\.tls\\.key$" $path) -}}
{{- $isWithPassword := regexMatch "^[a-z]+://[^/?#@]*:[^/?#@$]+@" $text -}}
{{- if and $text (not (contains "${" $text)) (or (and $isNamed (not $isFile)) $isWithPassword) -}}
{{- printf "%s\n" $path -}}
{{- end -}}
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
{{- $volume := dict "configMap" (dict "name" (include "polyprom.fullname" .)) -}}
{{- if .Values.configAsSecret -}}
{{- $volume = dict "secret" (dict "secretName" (include "polyprom.configSecret" .)) -}}
{{- end -}}
{{- $volumes = append $volumes (set $volume "name" "polyprom-config") -}}
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
