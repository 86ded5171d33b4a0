// The built package in Node. LOSEN_WASM_PKG names its folder; `./build.sh test` builds it and sets that.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.env.LOSEN_WASM_PKG;
assert.ok(folder, "LOSEN_WASM_PKG must name the folder of the built package");
const losen = await import(pathToFileURL(resolve(join(folder, "losen.js"))));
await losen.default({ module_or_path: await readFile(join(folder, "losen_bg.wasm")) });

const codes = (report) => report.findings.map((finding) => finding.rule);
const thrown = (run) => {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof Error, "throws an Error");
    assert.equal(error.name, "LosenError");
    return error.code;
  }
  return "nothing";
};

test("a client with mangled scopes is mended", () => {
  const report = losen.check({
    integration_type: "api_klient",
    scopes: ["krr:user", "kontaktinformasjon.read", "openid", "profile"],
  });
  assert.ok(codes(report).includes("scope/mangled"));
  assert.deepEqual(report.fixed.scopes, ["krr:user/kontaktinformasjon.read", "openid", "profile"]);
});

test("what comes out are plain objects", () => {
  const report = losen.check({ integration_type: "krr", nested: { a: [1, 2.5, null, true] } });
  assert.equal(Object.getPrototypeOf(report.fixed), Object.prototype);
  assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
  assert.deepEqual(report.fixed.nested, { a: [1, 2.5, null, true] });
});

test("the language and the environment are chosen", () => {
  const client = { client_orgno: "991825828" };
  const finding = (options) => losen.check(client, options).findings.find((found) => found.rule === "organisation/checksum");
  assert.equal(finding().severity, "warning");
  assert.equal(finding({ environment: "prod" }).severity, "error");
  assert.match(finding({ language: "en" }).message, /control digit/);
  assert.match(finding({ language: "nn" }).message, /ikkje/);
});

test("a private key is refused and never repeated", () => {
  const secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQ";
  const report = losen.checkKey(JSON.stringify({ keys: [{ kty: "RSA", d: secret }] }));
  assert.deepEqual(codes(report), ["key/private"]);
  assert.equal(report.findings[0].path, "/keys/0/d");
  assert.equal(report.fixed, null);
  assert.ok(!JSON.stringify(report).includes(secret));
});

test("a refusal is explained, surest cause first", () => {
  const { causes } = losen.diagnose({ request: "POST https://api.samarbeid.digdir.no/api/v1/clients", status: 428 }, { language: "en" });
  assert.ok(causes.length > 0);
  assert.ok(causes[0].code.includes("/") && causes[0].message && causes[0].fix);
});

test("a refusal is explained just as the panel and the command line explain it", () => {
  // The golden cases of the core: whatever it says of them, the package says too, to the letter.
  const cases = join(import.meta.dirname, "../../core/tests/diagnosis");
  const names = readdirSync(cases);
  assert.ok(names.length > 100);
  for (const name of names) {
    const symptom = JSON.parse(readFileSync(join(cases, name, "symptom.json"), "utf8"));
    const golden = readFileSync(join(cases, name, "causes.txt"), "utf8").split("\n");
    const wanted = golden.flatMap((line, at) => (/^[a-z]+\/[a-z0-9-]+ \(/.test(line) ? [[line.split(" ")[0], golden[at + 1].trim(), golden[at + 2].trim()]] : []));
    const { causes } = losen.diagnose(symptom, { language: "nb" });
    assert.deepEqual(causes.map(({ code, message, fix }) => [code, message, fix]), wanted, name);
  }
});

test("what somebody pasted is explained just as in the panel, and comes back without its secrets", () => {
  const cases = join(import.meta.dirname, "../../core/tests/pasted");
  const names = readdirSync(cases);
  assert.ok(names.length > 20);
  for (const name of names) {
    const text = (file) => readFileSync(join(cases, name, file), "utf8");
    const golden = text("told.txt").split("\n");
    const end = golden.indexOf("");
    const wanted = golden.slice(1, end).map((line) => (line.startsWith(" ") ? line : line.split(" ")[0]));
    const { causes, masked } = losen.diagnose({ ...JSON.parse(text("here.json")), pasted: text("text.txt") }, { language: "nb" });
    const told = causes.flatMap(({ code, evidence }) => [code, ...evidence.map((seen) => `  - ${seen}`)]);
    assert.deepEqual(told, wanted, name);
    assert.equal(`${masked}\n`, golden.slice(end + 1).join("\n"), name);
  }
  assert.equal("masked" in losen.diagnose({ status: 428 }), false);
});

test("codes are explained in three languages", () => {
  const texts = ["nb", "nn", "en"].map((lang) => losen.explain("scope/mangled", lang).message);
  assert.equal(new Set(texts).size, 3);
  assert.equal(losen.explain("scope/mangled").message, texts[0]);
});

test("every plan can be checked", () => {
  for (const goal of ["krr-lookup", "user-data", "machine", "login"]) {
    assert.ok(Array.isArray(losen.check(losen.plan(goal), { goal }).findings));
  }
  assert.equal(losen.schema("en").properties.active.type, "boolean");
});

test("bad arguments throw an error with a code", () => {
  const cyclic = {};
  cyclic.self = cyclic;
  let deep = {};
  for (let depth = 0; depth < 5000; depth += 1) deep = { deep };
  assert.equal(thrown(() => losen.check(cyclic)), "input/not-json");
  assert.equal(thrown(() => losen.check({ big: 1n })), "input/not-json");
  assert.equal(thrown(() => losen.check(deep)), "input/not-json");
  assert.equal(thrown(() => losen.check(() => {})), "input/not-json");
  assert.equal(thrown(() => losen.check({ half: "\ud800" })), "input/not-json");
  for (const client of [undefined, null, [], 7, "client"]) assert.equal(thrown(() => losen.check(client)), "input/not-a-client");
  assert.equal(thrown(() => losen.check({}, { environment: "moon" })), "input/option");
  for (const text of [undefined, null, {}, 7]) assert.equal(thrown(() => losen.checkKey(text)), "input/not-a-text");
  assert.equal(thrown(() => losen.explain("no/such-code")), "input/unknown-code");
  assert.equal(thrown(() => losen.diagnose({})), "input/not-a-symptom");
  assert.equal(thrown(() => losen.plan("cake")), "input/unknown-goal");
});

test("odd values are answered and leave the module alive", () => {
  const odd = [0, -0, NaN, Infinity, "", "\u0000", "æøå 🛟", true, null, undefined, [], {}, [[]], new Date(0), /x/, new Map([[1, 2]])];
  for (const value of odd) {
    for (const member of ["scopes", "redirect_uris", "integration_type", "access_token_lifetime", "onbehalfof"]) {
      losen.check({ [member]: value });
      losen.check({ [member]: [value] });
    }
    losen.checkKey(String(value));
  }
  assert.deepEqual(codes(losen.check({})).slice(0, 1), ["client/missing-integration-type"]);
});
