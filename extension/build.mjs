// Assembles what ships: the extension for one browser, or the practice site.
//
//   node extension/build.mjs --target chrome|firefox|www --pkg DIR --out DIR [--loopback]
//
// DIR of --pkg holds app.js and app_bg.wasm. --loopback makes the build that the tests and `build.sh run` use:
// it may talk to the practice environment on 127.0.0.1. `build.sh dist` never uses it, and fails if it finds it.

import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { resolve } from "./manifest.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);

const { values: options } = parseArgs({
  options: {
    target: { type: "string" },
    pkg: { type: "string" },
    out: { type: "string" },
    loopback: { type: "boolean", default: false },
  },
});
if (!["chrome", "firefox", "www"].includes(options.target) || !options.pkg || !options.out) {
  console.error("usage: node extension/build.mjs --target chrome|firefox|www --pkg DIR --out DIR [--loopback]");
  process.exit(2);
}

/** What the app uses of Designsystemet. A component more here costs a few kilobytes; all of them cost 150. */
const COMPONENTS = [
  "base", "alert", "badge", "button", "card", "chip", "details", "dialog", "divider", "error-summary", "field",
  "fieldset", "heading", "input", "label", "link", "list", "paragraph", "skip-link", "spinner", "table", "tabs",
  "tag", "toggle-group", "validation-message",
];

const out = options.out;
rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "styles"), { recursive: true });

if (options.target === "www") {
  cpSync(join(root, "www"), out, { recursive: true });
  write("index.html", page(join(root, "www", "index.html"), "site"));
} else {
  const manifest = resolve(options.target, { loopback: options.loopback });
  write("manifest.json", `${JSON.stringify(manifest, null, 2)}\n`);
  cpSync(join(here, "background.js"), join(out, "background.js"));
  cpSync(join(here, "companion.js"), join(out, "companion.js"));
  cpSync(join(here, "_locales"), join(out, "_locales"), { recursive: true });
  if (options.target === "chrome") {
    cpSync(join(here, "managed_schema.json"), join(out, "managed_schema.json"));
  }
  for (const mount of ["popup", "panel", "tab"]) {
    write(`${mount}.html`, page(join(here, "page.html"), mount));
  }
  if (options.loopback) {
    // A page of the extension's own that shows nothing: the tests press the toolbar's button from it.
    write("blank.html", '<!doctype html><html lang="nb"><meta charset="utf-8"><title>blank</title></html>\n');
  }
}
for (const script of ["boot.js", "tongue.js"]) {
  cpSync(join(here, script), join(out, script));
}
cpSync(join(here, "icons"), join(out, "icons"), { recursive: true });
if (existsSync(join(here, "styles"))) {
  cpSync(join(here, "styles"), join(out, "styles"), { recursive: true });
}
mkdirSync(join(out, "pkg"));
for (const file of ["app.js", "app_bg.wasm"]) {
  cpSync(join(options.pkg, file), join(out, "pkg", file));
}
designsystemet();

/** A page with its first paint laid in: crates/ui/tests/first_paint.rs draws it. */
function page(template, mount) {
  const drawn = (name) => readFileSync(join(here, "shells", `${name}.html`), "utf8");
  return readFileSync(template, "utf8")
    .replace("{mount}", mount)
    .replace("{shell}", () => drawn(mount))
    .replace("{unstarted}", () => drawn(`${mount}-unstarted`));
}

/** Designsystemet's theme and the chosen components as one file, with its licence beside it. */
function designsystemet() {
  const packages = join(here, "node_modules", "@digdir");
  const css = join(packages, "designsystemet-css");
  const version = JSON.parse(readFileSync(join(css, "package.json"), "utf8")).version;
  const parts = [
    `/* Designsystemet ${version}, © Digitaliseringsdirektoratet, MIT: see designsystemet-LICENSE.txt. */`,
    "@layer ds.theme, ds.base, ds.components;",
    // The default theme, not Digdir's: Losen is independent, and styles/losen.css adds its own accent.
    readFileSync(join(css, "dist", "theme", "designsystemet.css"), "utf8"),
    ...COMPONENTS.map((name) => {
      const text = readFileSync(join(css, "dist", "src", `${name}.css`), "utf8");
      return `@layer ds.${name === "base" ? "base" : "components"}{${text}}`;
    }),
  ];
  write("styles/designsystemet.css", images(parts.join("\n")));
  cpSync(join(css, "LICENSE"), join(out, "styles", "designsystemet-LICENSE.txt"));
}

/**
 * Moves images that the styles carry as data: addresses into files of their own. The content security policy
 * allows images from the package only, and a policy with `data:` in it would allow more than these few.
 */
function images(css) {
  return css.replace(/url\((["'])data:image\/svg\+xml;charset=utf-8,(.*?)\1\)/g, (_, _quote, body) => {
    const svg = decodeURIComponent(body);
    const name = `ds-${createHash("sha256").update(svg).digest("hex").slice(0, 10)}.svg`;
    write(`styles/${name}`, svg);
    return `url("${name}")`;
  });
}

function write(name, text) {
  writeFileSync(join(out, name), text);
}

const left = readdirSync(join(out, "styles"))
  .filter((name) => name.endsWith(".css"))
  .filter((name) => /url\(\s*["']?(data|https?):/.test(readFileSync(join(out, "styles", name), "utf8")));
if (left.length > 0) {
  console.error(`the content security policy would refuse an image in ${left.join(", ")}`);
  process.exit(1);
}
