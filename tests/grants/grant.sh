#!/bin/sh
# A grant with the openssl command: grant.sh P12 PASSPHRASE_FILE CLIENT AUDIENCE SCOPE
set -eu
url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
pem=$(openssl pkcs12 -in "$1" -passin "file:$2" -nodes)
chain=$(printf '%s\n' "$pem" | awk '/BEGIN CERT/ { on = 1; if (n++) printf "\",\""; next } /END CERT/ { on = 0 } on { printf "%s", $0 }')
now=$(date +%s)
header=$(printf '{"alg":"RS256","typ":"JWT","x5c":["%s"]}' "$chain" | url)
claims=$(printf '{"aud":"%s","iss":"%s","scope":"%s","iat":%s,"exp":%s,"jti":"%s"}' "$4" "$3" "$5" "$now" $((now + 100)) "$(openssl rand -hex 16)" | url)
key=$(mktemp)
trap 'rm -f "$key"' EXIT
printf '%s\n' "$pem" >"$key"
printf '%s.%s.%s\n' "$header" "$claims" "$(printf '%s.%s' "$header" "$claims" | openssl dgst -sha256 -sign "$key" | url)"
