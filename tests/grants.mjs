// Verifies grants with npm's `jose`, a JOSE implementation that shares no code with Losen's.
import { readFileSync } from "node:fs";
import { X509Certificate } from "node:crypto";
import { importJWK, jwtVerify, exportJWK } from "jose";

const { grants, jwk, audience, issuer } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const registered = await importJWK(jwk, "RS256");
const seen = new Set();

for (const { jws, kid, x5c } of grants) {
  // The key that whoever receives the grant would find: by its kid, or in the certificate that comes with it.
  const find = (header) => {
    if (kid) {
      same(Object.keys(header), ["alg", "kid", "typ"]);
      if (header.kid !== kid) throw new Error("another kid");
      return registered;
    }
    same(Object.keys(header), ["alg", "typ", "x5c"]);
    if (header.x5c[0] !== x5c) throw new Error("another certificate");
    return new X509Certificate(Buffer.from(header.x5c[0], "base64")).publicKey;
  };
  const { payload } = await jwtVerify(jws, find, {
    algorithms: ["RS256"],
    audience,
    issuer,
    typ: "JWT",
    maxTokenAge: "10s",
    clockTolerance: 1,
    requiredClaims: ["aud", "iss", "scope", "iat", "exp", "jti"],
  });
  same(Object.keys(payload), ["aud", "exp", "iat", "iss", "jti", "scope"]);
  if (payload.exp - payload.iat > 120) throw new Error("lives longer than Maskinporten allows");
  if (seen.has(payload.jti)) throw new Error("a jti was used twice");
  seen.add(payload.jti);
}
if ((await exportJWK(registered)).n !== jwk.n) throw new Error("the key changed on its way in");
console.log(`${seen.size} grants verified`);

function same(found, wanted) {
  const sorted = [...found].sort();
  if (sorted.join() !== wanted.join()) throw new Error(`members ${sorted.join()} instead of ${wanted.join()}`);
}
