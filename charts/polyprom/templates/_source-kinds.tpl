{{/* Written by npm run generate. */}}
{{- define "polyprom.sourceKinds" -}}
demo http file
{{- end -}}
