{{/* "true" or "false": whether the ServiceMonitor is rendered. Null is the default, `auto`. */}}
{{- define "polyprom.serviceMonitor.enabled" -}}
{{- $enabled := include "polyprom.serviceMonitor.switch" . -}}
{{- if eq $enabled "auto" -}}
{{- .Capabilities.APIVersions.Has "monitoring.coreos.com/v1" -}}
{{- else -}}
{{- $enabled -}}
{{- end -}}
{{- end -}}

{{- define "polyprom.serviceMonitor.switch" -}}
{{- $enabled := ((.Values.monitoring).serviceMonitor).enabled -}}
{{- if kindIs "invalid" $enabled }}auto{{ else }}{{ $enabled }}{{ end -}}
{{- end -}}

{{- define "polyprom.monitoring.namespace" -}}
{{- default (include "polyprom.namespace" .) (.Values.monitoring).namespace -}}
{{- end -}}

{{/*
The name of what lies in the namespace for monitoring. Elsewhere than in its own namespace a
release called the same in another namespace would have it too, so the namespace is in it; a dot
is in no name of a namespace or Service.
*/}}
{{- define "polyprom.monitoring.name" -}}
{{- $fullname := include "polyprom.fullname" . -}}
{{- $namespace := include "polyprom.namespace" . -}}
{{- if eq $namespace (include "polyprom.monitoring.namespace" .) -}}
{{- $fullname -}}
{{- else -}}
{{- printf "%s.%s" $fullname $namespace -}}
{{- end -}}
{{- end -}}

{{/* The user's labels, without those that are null, as a line for people. */}}
{{- define "polyprom.monitoring.labelsLine" -}}
{{- $pairs := list -}}
{{- range $key, $value := (.Values.monitoring).labels -}}
{{- if not (kindIs "invalid" $value) }}{{ $pairs = append $pairs (printf "%s=%s" $key $value) }}{{ end -}}
{{- end -}}
{{- join ", " $pairs | default "none" -}}
{{- end -}}
