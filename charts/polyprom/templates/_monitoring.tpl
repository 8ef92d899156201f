{{/* "true" or "false": whether the ServiceMonitor is rendered. Null means the default, `auto`. */}}
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
The name of the ServiceMonitor. Outside the release namespace, a release with the same name in another
namespace would produce the same name, so the namespace is appended. A dot cannot occur in the name of
a namespace or Service, so the result is unique.
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

{{/* The user's labels on one line for the notes, without null values. */}}
{{- define "polyprom.monitoring.labelsLine" -}}
{{- $pairs := list -}}
{{- range $key, $value := (.Values.monitoring).labels -}}
{{- if not (kindIs "invalid" $value) }}{{ $pairs = append $pairs (printf "%s=%s" $key $value) }}{{ end -}}
{{- end -}}
{{- join ", " $pairs | default "none" -}}
{{- end -}}
