# shellcheck shell=bash
# The certificates by which QEMU processes of different hosts trust each other: one authority for the testbed, one
# certificate for each host, as client and as server. They are as old as the testbed, and secret from nobody.

ensure_authority() {
  local pki=$STATE/pki
  [ ! -s "$pki/ca-cert.pem" ] || return 0
  mkdir -p "$pki"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj '/CN=testbed' \
    -addext keyUsage=critical,keyCertSign,cRLSign -keyout "$pki/ca-key.pem" -out "$pki/ca-cert.pem" 2> /dev/null ||
    die "openssl could not make an authority"
}

ensure_certificate() { # HOST
  local folder=$STATE/hosts/$1/etc/pki
  [ ! -s "$folder/server-cert.pem" ] || return 0
  mkdir -p "$folder"
  cp "$STATE/pki/ca-cert.pem" "$folder/"
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" -keyout "$folder/server-key.pem" \
    -out "$folder/request.pem" 2> /dev/null || die "openssl could not make a key for $1"
  openssl x509 -req -in "$folder/request.pem" -CA "$STATE/pki/ca-cert.pem" -CAkey "$STATE/pki/ca-key.pem" \
    -CAcreateserial -days 3650 -out "$folder/server-cert.pem" 2> /dev/null -extfile <(
      printf '%s\n' basicConstraints=critical,CA:FALSE keyUsage=critical,digitalSignature,keyEncipherment \
        extendedKeyUsage=serverAuth,clientAuth "subjectAltName=DNS:$1,IP:$(address "$1")"
    ) || die "openssl could not sign the certificate of $1"
  cp "$folder/server-cert.pem" "$folder/client-cert.pem"
  cp "$folder/server-key.pem" "$folder/client-key.pem"
  rm "$folder/request.pem"
}
