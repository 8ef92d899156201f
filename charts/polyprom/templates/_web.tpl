{{/* TLS, authentication and the rest of the web configuration file of the exporter-toolkit. */}}

{{- define "polyprom.webFolder" -}}/etc/polyprom/web{{- end -}}

{{- define "polyprom.tls.enabled" -}}
{{- if (.Values.tls).enabled }}true{{ end -}}
{{- end -}}

{{- define "polyprom.basicAuth.enabled" -}}
{{- if (.Values.basicAuth).enabled }}true{{ end -}}
{{- end -}}

{{- define "polyprom.scheme" -}}
{{- if include "polyprom.tls.enabled" . }}https{{ else }}http{{ end -}}
{{- end -}}

{{/* The Secret with the certificate of the server. */}}
{{- define "polyprom.tls.secretName" -}}
{{- default (printf "%s-tls" (include "polyprom.fullname" .)) (.Values.tls).secretName -}}
{{- end -}}

{{/* The Secret with the certificate authorities of clients. */}}
{{- define "polyprom.tls.clientSecretName" -}}
{{- default (include "polyprom.tls.secretName" .) ((.Values.tls).clientAuth).secretName -}}
{{- end -}}

{{/* The name that the certificate of the server must have. */}}
{{- define "polyprom.tls.serverName" -}}
{{- printf "%s.%s.svc" (include "polyprom.fullname" .) (include "polyprom.namespace" .) -}}
{{- end -}}

{{/*
The web configuration as JSON; empty when none is needed. It holds no secret: keys and password hashes
are read from mounted files.
*/}}
{{- define "polyprom.webConfig" -}}
{{- $config := dict -}}
{{- if include "polyprom.tls.enabled" . -}}
{{- $folder := "/etc/polyprom/tls" -}}
{{- $tls := dict "cert_file" (printf "%s/tls.crt" $folder) "key_file" (printf "%s/tls.key" $folder) -}}
{{- $clientAuth := (.Values.tls).clientAuth | default dict -}}
{{- if $clientAuth.enabled -}}
{{- $_ := set $tls "client_auth_type" "RequireAndVerifyClientCert" -}}
{{- $_ := set $tls "client_ca_file" "/etc/polyprom/client-ca/ca.crt" -}}
{{- with $clientAuth.allowedSans -}}
{{- $_ := set $tls "client_allowed_sans" . -}}
{{- end -}}
{{- end -}}
{{- $_ := set $config "tls_server_config" $tls -}}
{{- end -}}
{{- if include "polyprom.basicAuth.enabled" . -}}
{{- $_ := set $config "basic_auth_users" (dict .Values.basicAuth.username "${file:/etc/polyprom/basic-auth/hash}") -}}
{{- end -}}
{{- $config = mergeOverwrite $config (.Values.webConfig | default dict | deepCopy) -}}
{{- if $config -}}
{{- toJson $config -}}
{{- end -}}
{{- end -}}

{{/* Volumes for the web configuration and what it reads, as a JSON list. */}}
{{- define "polyprom.webVolumes" -}}
{{- $volumes := list -}}
{{- if include "polyprom.webConfig" . -}}
{{- $volumes = append $volumes (dict "name" "polyprom-web" "configMap" (dict "name" (include "polyprom.webName" .))) -}}
{{- end -}}
{{- if include "polyprom.tls.enabled" . -}}
{{- $items := list (dict "key" "tls.crt" "path" "tls.crt") (dict "key" "tls.key" "path" "tls.key") -}}
{{- $volumes = append $volumes (dict "name" "polyprom-tls" "secret" (dict "secretName" (include "polyprom.tls.secretName" .) "items" $items)) -}}
{{- if ((.Values.tls).clientAuth).enabled -}}
{{- $ca := list (dict "key" "ca.crt" "path" "ca.crt") -}}
{{- $volumes = append $volumes (dict "name" "polyprom-client-ca" "secret" (dict "secretName" (include "polyprom.tls.clientSecretName" .) "items" $ca)) -}}
{{- end -}}
{{- end -}}
{{- if include "polyprom.basicAuth.enabled" . -}}
{{- $items := list (dict "key" "hash" "path" "hash") -}}
{{- $volumes = append $volumes (dict "name" "polyprom-basic-auth" "secret" (dict "secretName" .Values.basicAuth.secretName "items" $items)) -}}
{{- end -}}
{{- toJson $volumes -}}
{{- end -}}

{{- define "polyprom.webMounts" -}}
{{- $mounts := list -}}
{{- if include "polyprom.webConfig" . -}}
{{- $mounts = append $mounts (dict "name" "polyprom-web" "mountPath" (include "polyprom.webFolder" .) "readOnly" true) -}}
{{- end -}}
{{- if include "polyprom.tls.enabled" . -}}
{{- $mounts = append $mounts (dict "name" "polyprom-tls" "mountPath" "/etc/polyprom/tls" "readOnly" true) -}}
{{- if ((.Values.tls).clientAuth).enabled -}}
{{- $mounts = append $mounts (dict "name" "polyprom-client-ca" "mountPath" "/etc/polyprom/client-ca" "readOnly" true) -}}
{{- end -}}
{{- end -}}
{{- if include "polyprom.basicAuth.enabled" . -}}
{{- $mounts = append $mounts (dict "name" "polyprom-basic-auth" "mountPath" "/etc/polyprom/basic-auth" "readOnly" true) -}}
{{- end -}}
{{- toJson $mounts -}}
{{- end -}}

{{- define "polyprom.webName" -}}
{{- printf "%s-web" (include "polyprom.fullname" . | trunc 59 | trimSuffix "-") -}}
{{- end -}}

{{/* How a Prometheus reaches the metrics: the part of an endpoint about TLS and authentication. */}}
{{- define "polyprom.monitoring.access" -}}
{{- $monitor := (.Values.monitoring).serviceMonitor | default dict -}}
{{- $access := dict -}}
{{- if include "polyprom.tls.enabled" . -}}
{{- $tls := dict "serverName" (include "polyprom.tls.serverName" .) "ca" (dict "secret" (dict "name" (include "polyprom.tls.secretName" .) "key" "ca.crt")) -}}
{{- with ((.Values.tls).clientAuth).monitorSecretName -}}
{{- $_ := set $tls "cert" (dict "secret" (dict "name" . "key" "tls.crt")) -}}
{{- $_ := set $tls "keySecret" (dict "name" . "key" "tls.key") -}}
{{- end -}}
{{- $_ := set $access "scheme" "https" -}}
{{- $_ := set $access "tlsConfig" ($monitor.tlsConfig | default $tls) -}}
{{- end -}}
{{- if include "polyprom.basicAuth.enabled" . -}}
{{- $secret := .Values.basicAuth.secretName -}}
{{- $_ := set $access "basicAuth" (dict "username" (dict "name" $secret "key" "username") "password" (dict "name" $secret "key" "password")) -}}
{{- end -}}
{{- if $access -}}
{{- toYaml $access -}}
{{- end -}}
{{- end -}}
