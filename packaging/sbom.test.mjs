// What is said of the helper's parts is CycloneDX, whole, and the same every time.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const npm = createRequire(new URL("../tests/package.json", import.meta.url));
const { Spec, Validation } = npm("@cyclonedx/cyclonedx-library");
const room = mkdtempSync(join(tmpdir(), "losen-sbom-"));
after(() => rmSync(room, { recursive: true }));

const target = /^host: (.+)$/m.exec(execFileSync("rustc", ["-vV"], { encoding: "utf8" }))[1];
function written(name) {
  const files = [join(room, `${name}.json`), join(room, `${name}.txt`)];
  const env = { ...process.env, SOURCE_DATE_EPOCH: "1700000000" };
  execFileSync("node", [join(import.meta.dirname, "sbom.mjs"), "losen-helper", target, ...files], { env });
  return files.map((file) => readFileSync(file, "utf8"));
}
const [text, licences] = written("first");
const bom = JSON.parse(text);

test("the schema of CycloneDX is kept to the letter", async () => {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  assert.equal(await validator.validate(text), null);
  assert.notEqual(await validator.validate(text.replace('"type": "library"', '"type": "book"')), null);
});

test("every package has a version, a licence and, from crates.io, the sum of its archive", () => {
  assert.equal(bom.metadata.component.name, "losen-helper");
  assert.ok(bom.components.length > 100);
  const foreign = bom.components.filter(({ purl }) => purl);
  assert.deepEqual(bom.components.filter(({ purl }) => !purl).map(({ name }) => name).toSorted(), ["losen-core", "losen-practice"]);
  for (const { name, version, licenses, hashes } of foreign) {
    assert.ok(version && licenses.length && /^[0-9a-f]{64}$/.test(hashes[0].content), name);
  }
});

test("whatever depends on something is said to", () => {
  const refs = new Set([bom.metadata.component, ...bom.components].map((component) => component["bom-ref"]));
  const reached = new Set();
  const edges = new Map(bom.dependencies.map(({ ref, dependsOn = [] }) => [ref, dependsOn]));
  const open = [bom.metadata.component["bom-ref"]];
  while (open.length) {
    const ref = open.pop();
    if (!reached.has(ref)) {
      reached.add(ref);
      open.push(...(edges.get(ref) ?? []));
    }
  }
  assert.deepEqual([...refs].filter((ref) => !reached.has(ref)), []);
});

test("the licence texts name each package and hold the common licences", () => {
  for (const { name, version, purl } of bom.components) assert.ok(!purl || licences.includes(`${name} ${version}: `), name);
  for (const words of ["Permission is hereby granted, free of charge", "Apache License", "ISC"]) assert.ok(licences.includes(words), words);
});

test("the same sources give the same bytes", () => {
  assert.deepEqual(written("second"), [text, licences]);
});
