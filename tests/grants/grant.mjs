// A grant with Node and node-forge, since Node itself cannot take a key out of a PKCS#12 file:
// grant.mjs P12 PASSPHRASE_FILE CLIENT AUDIENCE SCOPE
import { createPrivateKey, randomUUID, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import forge from "node-forge";

const [p12, passphrase, iss, aud, scope] = process.argv.slice(2);
const archive = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(readFileSync(p12, "binary")), readFileSync(passphrase, "utf8").trimEnd());
const bags = (type) => archive.getBags({ bagType: forge.pki.oids[type] })[forge.pki.oids[type]];
const key = createPrivateKey(forge.pki.privateKeyToPem(bags("pkcs8ShroudedKeyBag")[0].key));
const x5c = bags("certBag").map(({ cert }) => forge.util.encode64(forge.asn1.toDer(forge.pki.certificateToAsn1(cert)).getBytes()));
const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const iat = Math.floor(Date.now() / 1000);
const signed = `${encode({ alg: "RS256", typ: "JWT", x5c })}.${encode({ aud, iss, scope, iat, exp: iat + 100, jti: randomUUID() })}`;
console.log(`${signed}.${sign("sha256", Buffer.from(signed), key).toString("base64url")}`);
