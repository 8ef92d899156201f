{{/* "true" or "false": whether the configuration is checked in the cluster. Null means the default. */}}
{{- define "polyprom.configCheck.enabled" -}}
{{- $enabled := (.Values.configCheck).enabled -}}
{{- if and .Values.config (or (kindIs "invalid" $enabled) $enabled) }}true{{ else }}false{{ end -}}
{{- end -}}

{{- define "polyprom.configCheck.name" -}}
{{- printf "%s-check" (include "polyprom.fullname" . | trunc 57 | trimSuffix "-") -}}
{{- end -}}

{{/*
The pod's Secrets and extra volumes, as a JSON list. Before the first installation a Secret or ConfigMap
may be missing, so each is optional. Disks are left out: one that only a single node may use would make
the check wait for the pod that has it.
*/}}
{{- define "polyprom.configCheck.volumes" -}}
{{- $volumes := list -}}
{{- $sources := list -}}
{{- range $name, $keys := include "polyprom.secretRefs" . | fromJson -}}
{{- $items := list -}}
{{- range $key, $_ := $keys -}}
{{- $items = append $items (dict "key" $key "path" (printf "%s/%s" $name $key)) -}}
{{- end -}}
{{- $sources = append $sources (dict "secret" (dict "name" $name "items" $items "optional" true)) -}}
{{- end -}}
{{- if $sources -}}
{{- $volumes = append $volumes (dict "name" "polyprom-secrets" "projected" (dict "sources" $sources)) -}}
{{- end -}}
{{- range .Values.extraVolumes -}}
{{- $volume := deepCopy . -}}
{{- if or $volume.persistentVolumeClaim $volume.ephemeral $volume.csi -}}
{{- $volume = dict "name" $volume.name "emptyDir" dict -}}
{{- end -}}
{{- with $volume.secret }}{{ $_ := set . "optional" true }}{{ end -}}
{{- with $volume.configMap }}{{ $_ := set . "optional" true }}{{ end -}}
{{- range ($volume.projected).sources -}}
{{- with .secret }}{{ $_ := set . "optional" true }}{{ end -}}
{{- with .configMap }}{{ $_ := set . "optional" true }}{{ end -}}
{{- end -}}
{{- $volumes = append $volumes $volume -}}
{{- end -}}
{{- toJson $volumes -}}
{{- end -}}
