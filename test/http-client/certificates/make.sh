#!/bin/sh
# Makes the certificates that the tests use: run it here, with OpenSSL 3, when they need to differ.
# They are valid for a hundred years, so the tests need nothing but Node.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
forever=21240101000000Z

new_key() {
  openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
}

# sign NAME SUBJECT EXTENSIONS START END
sign() {
  new_key "$1"
  openssl req -new -key "$1.key" -subj "$2" -out "$work/$1.csr"
  printf '%b\n' "$3" > "$work/$1.ext"
  openssl ca -batch -notext -config "$work/ca.cnf" -extfile "$work/$1.ext" \
    -startdate "$4" -enddate "$5" -in "$work/$1.csr" -out "$1.crt" 2> "$work/log" || { cat "$work/log"; exit 1; }
}

new_key ca
openssl req -x509 -new -key ca.key -subj '/CN=polyprom test CA' -days 36500 -out ca.crt \
  -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
: > "$work/index.txt"
cat > "$work/ca.cnf" <<CNF
[ca]
default_ca = test
[test]
database = $work/index.txt
new_certs_dir = $work
rand_serial = yes
certificate = ca.crt
private_key = ca.key
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
CNF

here='subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1'
sign server /CN=localhost "$here" 20240101000000Z "$forever"
sign elsewhere /CN=elsewhere.example 'subjectAltName=DNS:elsewhere.example' 20240101000000Z "$forever"
sign expired /CN=localhost "$here" 20230101000000Z 20240101000000Z
sign early /CN=localhost "$here" 21200101000000Z "$forever"
sign client /CN=polyprom 'extendedKeyUsage=clientAuth' 20240101000000Z "$forever"
openssl ec -in client.key -aes256 -passout pass:open-sesame -out client-encrypted.key 2> /dev/null

new_key self-signed
openssl req -x509 -new -key self-signed.key -subj /CN=localhost -days 36500 -out self-signed.crt -addext "$here"

# What a server that wants certain names of its clients sees.
new_key client-named
openssl req -x509 -new -key client-named.key -subj /CN=client -days 36500 -out client-named.crt \
  -addext extendedKeyUsage=clientAuth -addext \
  'subjectAltName=DNS:test3,email:ops@test.example,IP:192.0.2.7,URI:spiffe://test.example/prometheus'
rm ca.key
