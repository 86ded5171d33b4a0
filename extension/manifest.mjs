// One manifest for two browsers: a key that starts with __chrome__ or __firefox__ is for that browser only. Where
// the plain key exists as well and both are lists, the two are joined.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const LOOPBACK = { host: "http://127.0.0.1/*", connect: "http://127.0.0.1:*", imitation: "http://127.0.0.1/portal/*" };

/** The manifest of one browser, with the version that Cargo.toml states. */
export function resolve(browser, { loopback = false } = {}) {
  const source = JSON.parse(readFileSync(join(here, "manifest.json"), "utf8"));
  const manifest = pick(source, browser);
  manifest.version = version();
  if (browser === "chrome") {
    manifest.key = readFileSync(join(here, "chromium-key.txt"), "utf8").trim();
  }
  if (loopback) {
    // Nobody shall take it for the one that real work is done with.
    manifest.name += " (øving)";
    manifest.host_permissions.push(LOOPBACK.host);
    // The imitation of the portal; not its login, for Losen is never let into the real one.
    const [companion] = manifest.content_scripts;
    companion.matches.push(LOOPBACK.imitation);
    companion.exclude_matches = ["http://127.0.0.1/portal/ansattporten/*"];
    const policy = manifest.content_security_policy;
    policy.extension_pages = policy.extension_pages.replace("connect-src", `connect-src ${LOOPBACK.connect}`);
  }
  return manifest;
}

function pick(value, browser) {
  if (Array.isArray(value) || typeof value !== "object" || value === null) return value;
  const result = {};
  for (const [key, inner] of Object.entries(value)) {
    const [, owner, plain] = /^(?:__(chrome|firefox)__)?(.*)$/.exec(key);
    if (owner && owner !== browser) continue;
    const picked = pick(inner, browser);
    result[plain] = Array.isArray(result[plain]) ? [...result[plain], ...picked] : picked;
  }
  return result;
}

function version() {
  const cargo = readFileSync(join(dirname(here), "Cargo.toml"), "utf8");
  return /^\[workspace\.package\][^[]*?^version = "([^"]+)"/m.exec(cargo)[1];
}
