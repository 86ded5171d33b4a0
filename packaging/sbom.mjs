// What a binary is made of: node packaging/sbom.mjs PACKAGE TARGET SBOM [LICENCES]
//
// A CycloneDX bill of materials of everything that cargo compiles into PACKAGE for TARGET, and, when a second file is
// named, the licence texts of all of it, which most of them want handed on. Not cargo-cyclonedx, which takes minutes to
// build on every machine; the format itself is written and checked by the CycloneDX project's own library.
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const npm = createRequire(new URL("../tests/package.json", import.meta.url));
const { Contrib, Enums, Models, Serialize, Spec, Validation } = npm("@cyclonedx/cyclonedx-library");
const { PackageURL } = npm("packageurl-js");
const parseSpdx = npm("spdx-expression-parse");
const root = join(import.meta.dirname, "..");

const [name, target, sbom, licences] = process.argv.slice(2);
const cargo = (...words) =>
  execFileSync("cargo", words, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "inherit"] });

// `cargo tree` knows which features are on for this very package; the metadata knows the rest.
const compiled = new Set(
  cargo("tree", "--locked", "-p", name, "-e", "normal", "--target", target, "--prefix", "none", "--format", "{p}")
    .split("\n").filter(Boolean).map((line) => line.split(" ").slice(0, 2).join(" ")),
);
// Macros run on the machine that builds, whatever they build for.
const host = /^host: (.+)$/m.exec(execFileSync("rustc", ["-vV"], { encoding: "utf8" }))[1];
const platforms = [target, host].flatMap((platform) => ["--filter-platform", platform]);
const metadata = JSON.parse(cargo("metadata", "--locked", "--format-version", "1", ...platforms));
const packages = metadata.packages.filter((p) => compiled.has(`${p.name} v${p.version}`))
  .toSorted((a, b) => (a.id < b.id ? -1 : 1));
if (packages.length !== compiled.size) throw new Error(`${compiled.size} packages are compiled, ${packages.length} are known`);

// Cargo.lock has what crates.io promised: name, version and SHA-256 of every archive.
const checksums = new Map(
  [...readFileSync(join(root, "Cargo.lock"), "utf8")
    .matchAll(/^name = "(.+)"\nversion = "(.+)"\n(?:source = .+\n)?checksum = "([0-9a-f]{64})"/gm)]
    .map(([, crate, version, sum]) => [`${crate} ${version}`, sum]),
);

const licenseFactory = new Contrib.License.Factories.LicenseFactory(parseSpdx);
const components = new Map();
const bom = new Models.Bom();
for (const found of packages) {
  const own = found.name === name;
  const component = new Models.Component(own ? Enums.ComponentType.Application : Enums.ComponentType.Library, found.name, {
    version: found.version,
    bomRef: `${found.name}@${found.version}`,
    description: found.description ?? undefined,
    // purl-spec: the type of a crate is cargo. Losen's own crates are not on crates.io, so they get none.
    purl: found.source ? new PackageURL("cargo", undefined, found.name, found.version).toString() : undefined,
  });
  // Older crates write "MIT/Apache-2.0" and mean OR.
  if (found.license) component.licenses.add(licenseFactory.makeFromString(found.license.replaceAll(/\s*\/\s*/g, " OR ")));
  const sum = checksums.get(`${found.name} ${found.version}`);
  if (sum) component.hashes.set(Enums.HashAlgorithm["SHA-256"], sum);
  if (found.repository) {
    component.externalReferences.add(new Models.ExternalReference(found.repository, Enums.ExternalReferenceType.VCS));
  }
  components.set(found.id, component);
  if (own) bom.metadata.component = component;
  else bom.components.add(component);
}
for (const node of metadata.resolve.nodes) {
  for (const edge of node.deps) {
    const normal = edge.dep_kinds.some(({ kind }) => kind === null);
    const to = components.get(edge.pkg);
    if (normal && to) components.get(node.id)?.dependencies.add(to.bomRef);
  }
}
const epoch = process.env.SOURCE_DATE_EPOCH;
if (epoch) bom.metadata.timestamp = new Date(Number(epoch) * 1000);

const spec = Spec.Spec1dot6;
const json = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(spec)).serialize(bom, { sortLists: true, space: 1 });
const faults = await new Validation.JsonStrictValidator(spec.version).validate(json);
if (faults) throw new Error(`not CycloneDX: ${JSON.stringify(faults)}`);
writeFileSync(sbom, `${json}\n`);

// The same text is written once, with everyone whom it belongs to.
if (licences) {
  const texts = new Map();
  for (const found of packages) {
    const folder = found.source ? dirname(found.manifest_path) : root;
    const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice|unlicense)/i.test(file) && /^[^.]+(\.(md|txt))?$|^[^.]*$/i.test(file));
    for (const file of files.toSorted()) {
      let text;
      try {
        text = readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim();
      } catch {
        continue; // A folder of that name.
      }
      const owners = texts.get(text) ?? [];
      owners.push(`${found.name} ${found.version}`);
      texts.set(text, owners);
    }
  }
  const list = packages.filter((p) => p.source).map((p) => `${p.name} ${p.version}: ${p.license}`).join("\n");
  const all = [...texts].map(([text, owners]) => `${"=".repeat(72)}\n${[...new Set(owners)].join(", ")}\n\n${text}\n`).join("\n");
  writeFileSync(licences, `Compiled into ${name}, each under its own licence:\n\n${list}\n\n${all}`);
}
console.log(`${packages.length} packages in ${sbom}`);
