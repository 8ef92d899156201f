{{/* Checks that a schema cannot express. Each message names the value, the reason and the fix. */}}
{{- define "polyprom.validate" -}}
{{- include "polyprom.validateSources" . -}}
{{- include "polyprom.validateReplicas" . -}}
{{- include "polyprom.validatePorts" . -}}
{{- include "polyprom.validateShutdown" . -}}
{{- include "polyprom.validateWeb" . -}}
{{- end -}}

{{- define "polyprom.validateSources" -}}
{{- $kinds := splitList " " (include "polyprom.sourceKinds" .) -}}
{{- range $name, $collector := (.Values.config).collectors -}}
{{- if kindIs "map" $collector -}}
{{- $found := list -}}
{{- range $kind := $kinds -}}
{{- if and (hasKey $collector $kind) (not (kindIs "invalid" (get $collector $kind))) -}}
{{- $found = append $found $kind -}}
{{- end -}}
{{- end -}}
{{- if not $found -}}
{{- fail (printf "config.collectors.%s has no source: set exactly one of %s" $name (join ", " $kinds)) -}}
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
{{- fail (printf "replicas is %d, and config.collectors contains %s: every replica would collect the same data, so each series would exist %d times. Set replicas to 1, or set acceptDuplicateSeries to true if this is intended" (int .Values.replicas) (join ", " $collectors) (int .Values.replicas)) -}}
{{- end -}}
{{- end -}}

{{- define "polyprom.validatePorts" -}}
{{- if eq (include "polyprom.metricsPort" .) (include "polyprom.healthPort" .) -}}
{{- fail (printf "ports.metrics and ports.health are both %s: use different ports" (include "polyprom.healthPort" .)) -}}
{{- end -}}
{{- end -}}

{{/*
The kubelet kills a container that has not exited in time: polyprom keeps serving for `shutdownDelay`,
then gives scrapes in progress up to 15 seconds to finish. Null means Kubernetes' default of 30; 0
means to be killed immediately.
*/}}
{{- define "polyprom.validateShutdown" -}}
{{- $delay := .Values.shutdownDelay | default "5s" -}}
{{- $seconds := include "polyprom.seconds" $delay | int -}}
{{- $grace := 30 -}}
{{- if not (kindIs "invalid" .Values.terminationGracePeriodSeconds) }}{{ $grace = int .Values.terminationGracePeriodSeconds }}{{ end -}}
{{- if and (gt $grace 0) (le $grace $seconds) -}}
{{- fail (printf "terminationGracePeriodSeconds is %d and shutdownDelay %s: the pod would be killed while polyprom is still serving scrapes. Set terminationGracePeriodSeconds to %d (shutdownDelay plus 15 s for scrapes in progress), or shorten shutdownDelay" $grace $delay (add 15 $seconds)) -}}
{{- end -}}
{{- end -}}

{{/* Seconds of a duration such as `1m30s`, rounded up. */}}
{{- define "polyprom.seconds" -}}
{{- $units := dict "ms" 0.001 "s" 1.0 "m" 60.0 "h" 3600.0 -}}
{{- $seconds := 0.0 -}}
{{- range regexFindAll "[0-9.]+[a-z]+" . -1 -}}
{{- $seconds = addf $seconds (mulf (regexFind "[0-9.]+" . | float64) (get $units (regexFind "[a-z]+" .))) -}}
{{- end -}}
{{- ceil $seconds | int -}}
{{- end -}}

{{- define "polyprom.validateWeb" -}}
{{- $certManager := (.Values.tls).certManager | default dict -}}
{{- if and $certManager.enabled (not (($certManager.issuerRef).name)) -}}
{{- fail "tls.certManager.enabled needs tls.certManager.issuerRef.name: the Issuer or ClusterIssuer that signs the certificate" -}}
{{- end -}}
{{- if and $certManager.enabled (not (include "polyprom.tls.enabled" .)) -}}
{{- fail "tls.certManager.enabled has no effect without tls.enabled: set tls.enabled to true" -}}
{{- end -}}
{{- if and (((.Values.tls).clientAuth).enabled) (not (include "polyprom.tls.enabled" .)) -}}
{{- fail "tls.clientAuth.enabled has no effect without tls.enabled: set tls.enabled to true" -}}
{{- end -}}
{{- if include "polyprom.basicAuth.enabled" . -}}
{{- if not .Values.basicAuth.secretName -}}
{{- fail "basicAuth.enabled needs basicAuth.secretName: a Secret with the keys username, password and hash" -}}
{{- end -}}
{{- if not .Values.basicAuth.username -}}
{{- fail "basicAuth.enabled needs basicAuth.username, the same as the key username of the Secret" -}}
{{- end -}}
{{- end -}}
{{- end -}}
