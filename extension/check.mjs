// What the manifest may ask for, and nothing else. A permission more is a decision, not a detail: it is made here
// and in docs/SECURITY.md, in both.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { resolve } from "./manifest.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const PERMISSIONS = {
  chrome: ["storage", "nativeMessaging", "declarativeNetRequestWithHostAccess", "sidePanel"],
  firefox: ["storage", "nativeMessaging", "declarativeNetRequestWithHostAccess"],
};
const HOSTS = ["https://api.samarbeid.digdir.no/*", "https://api.test.samarbeid.digdir.no/*"];
// The only pages that the companion is let into: the portal, under both of its names. Not the login.
const PORTAL = ["selvbetjening", "sjolvbetjening"].flatMap((name) =>
  ["samarbeid.digdir.no", "test.samarbeid.digdir.no"].map((place) => `https://${name}.${place}/*`),
);
const POLICY = [
  "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "img-src 'self'",
  "font-src 'self'", "connect-src 'self' https://api.samarbeid.digdir.no https://api.test.samarbeid.digdir.no",
  "object-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
].join("; ");
const KEYS = [
  "manifest_version", "name", "short_name", "description", "default_locale", "permissions", "host_permissions",
  "content_scripts", "content_security_policy", "background", "action", "commands", "icons", "version",
];
const OWN_KEYS = {
  chrome: ["key", "minimum_chrome_version", "side_panel", "storage"],
  firefox: ["browser_specific_settings", "sidebar_action"],
};

const security = readFileSync(join(here, "..", "docs", "SECURITY.md"), "utf8");
for (const asked of [...PERMISSIONS.chrome, ...PERMISSIONS.firefox, ...HOSTS, ...PORTAL]) {
  assert.ok(security.includes(`\`${asked}\``), `docs/SECURITY.md does not say why ${asked}`);
}

for (const browser of ["chrome", "firefox"]) {
  const manifest = resolve(browser);
  assert.deepEqual(manifest.permissions, PERMISSIONS[browser], `${browser}: permissions`);
  assert.deepEqual(manifest.host_permissions, HOSTS, `${browser}: host permissions`);
  assert.deepEqual(
    manifest.content_scripts, [{ matches: PORTAL, js: ["companion.js"], run_at: "document_idle" }],
    `${browser}: content scripts`,
  );
  // One key opens Losen, and the browser lets the user choose another; a second one would be one more to collide with.
  assert.deepEqual(
    manifest.commands, { _execute_action: { suggested_key: { default: "Alt+Shift+L" } } }, `${browser}: commands`,
  );
  assert.deepEqual(manifest.content_security_policy, { extension_pages: POLICY }, `${browser}: policy`);
  assert.deepEqual(Object.keys(manifest).sort(), [...KEYS, ...OWN_KEYS[browser]].sort(), `${browser}: keys`);
}

// The helper lets in the extension with this id, and Chromium derives the id from the key.
const key = Buffer.from(resolve("chrome").key, "base64");
const id = [...createHash("sha256").update(key).digest("hex").slice(0, 32)]
  .map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)))
  .join("");
assert.equal(readFileSync(join(here, "chromium-id.txt"), "utf8").trim(), id, "chromium-id.txt");

// A language that lacks a text would show its key.
const texts = ["nb", "nn", "en"].map((language) =>
  JSON.parse(readFileSync(join(here, "_locales", language, "messages.json"), "utf8")),
);
for (const text of texts) {
  assert.deepEqual(Object.keys(text), Object.keys(texts[0]), "_locales: the same keys in every language");
  assert.ok(Object.values(text).every(({ message }) => message.trim() !== ""), "_locales: no empty text");
}
