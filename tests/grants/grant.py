"""A grant with PyJWT and cryptography: grant.py P12 PASSPHRASE_FILE CLIENT AUDIENCE SCOPE"""
import base64
import sys
import time
import uuid

import jwt
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

p12, passphrase, client, audience, scope = sys.argv[1:]
with open(p12, "rb") as file, open(passphrase, "rb") as secret:
    key, leaf, others = pkcs12.load_key_and_certificates(file.read(), secret.read().rstrip(b"\n"))
chain = [base64.b64encode(one.public_bytes(Encoding.DER)).decode() for one in [leaf, *others]]
now = int(time.time())
claims = {"aud": audience, "iss": client, "scope": scope, "iat": now, "exp": now + 100, "jti": str(uuid.uuid4())}
print(jwt.encode(claims, key, algorithm="RS256", headers={"x5c": chain}))
