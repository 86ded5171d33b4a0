// Serves the files of one folder on loopback and nothing else: node tests/serve.mjs DIR
// The first line on stdout is the address. Ends with its standard input, so that it cannot outlive who started it.

import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, resolve, sep } from "node:path";

const root = resolve(process.argv[2] ?? ".");
const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ts": "text/plain; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
};

/** What the imitation of the portal is served with, like the real one. */
const PORTAL = {
  "content-security-policy": "frame-src 'none'; frame-ancestors 'none'; form-action 'self'; object-src 'none'",
  "x-frame-options": "DENY",
};

const server = createServer((request, response) => {
  const file = find(request.url);
  const portal = /^\/portal(\/[^?]*)?(?:\?(.*))?$/.exec(request.url);
  if (!file && portal) {
    // A single page: its one document is told what was asked for.
    const to = portal[1] ? `to=${encodeURIComponent(portal[1])}` : "";
    response.writeHead(302, { location: `/portal/?${[to, portal[2]].filter(Boolean).join("&")}` }).end();
    return;
  }
  if (!file) {
    response.writeHead(404, { "content-type": "text/plain" }).end("not found\n");
    return;
  }
  response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "cache-control": "no-store", ...(portal && PORTAL) });
  createReadStream(file).pipe(response);
});

function find(url) {
  try {
    const path = decodeURIComponent(new URL(url, "http://127.0.0.1").pathname);
    const file = normalize(join(root, path.endsWith("/") ? `${path}index.html` : path));
    return file.startsWith(root + sep) && statSync(file).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
process.stdin.resume().on("end", () => process.exit(0));
