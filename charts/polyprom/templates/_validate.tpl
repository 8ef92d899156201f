{{/* What no schema can say. Each message names the value, the reason and the way out. */}}
{{- define "polyprom.validate" -}}
{{- include "polyprom.validateSources" . -}}
{{- include "polyprom.validateReplicas" . -}}
{{- include "polyprom.validatePorts" . -}}
{{- end -}}

{{- define "polyprom.validateSources" -}}
{{- $kinds := list "demo" "http" "file" -}}
{{- range $name, $collector := (.Values.config).collectors -}}
{{- if kindIs "map" $collector -}}
{{- $found := list -}}
{{- range $kind := $kinds -}}
{{- if and (hasKey $collector $kind) (not (kindIs "invalid" (get $collector $kind))) -}}
{{- $found = append $found $kind -}}
{{- end -}}
{{- end -}}
{{- if not $found -}}
{{- fail (printf "config.collectors.%s has no source: give it exactly one of %s" $name (join ", " $kinds)) -}}
{{- else if gt (len $found) 1 -}}
{{- fail (printf "config.collectors.%s has %d sources (%s): keep exactly one" $name (len $found) (join ", " $found)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "polyprom.validateReplicas" -}}
{{- $collectors := list -}}
{{- range $name, $collector := (.Values.config).collectors -}}
{{- if not (kindIs "invalid" $collector) }}{{ $collectors = append $collectors $name }}{{ end -}}
{{- end -}}
{{- if and $collectors (gt (.Values.replicas | default 0 | int) 1) (not .Values.acceptDuplicateSeries) -}}
{{- fail (printf "replicas is %d, and config.collectors has %s: every replica would collect the same, so each of their series would be there %d times. Set replicas to 1, or acceptDuplicateSeries to true if that is what you want" (int .Values.replicas) (join ", " $collectors) (int .Values.replicas)) -}}
{{- end -}}
{{- end -}}

{{- define "polyprom.validatePorts" -}}
{{- if eq (include "polyprom.metricsPort" .) (include "polyprom.healthPort" .) -}}
{{- fail (printf "ports.metrics and ports.health are both %s: give the health port a number of its own" (include "polyprom.healthPort" .)) -}}
{{- end -}}
{{- end -}}
