// A proxy behind which every address of the web has the one page that it is given: node tests/hosts.mjs KEY CERTIFICATE PAGE
// The first line on stdout is its port on loopback. Nothing is ever fetched from the real addresses. Ends with its standard
// input, so that it cannot outlive who started it.

import { readFileSync } from "node:fs";
import { createServer as createProxy } from "node:http";
import { createServer } from "node:https";
import { connect } from "node:net";

const [key, cert, page] = process.argv.slice(2).map((file) => readFileSync(file));
const secure = createServer({ key, cert }, (_, response) => {
  response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" }).end(page);
});
const proxy = createProxy((_, response) => response.writeHead(404).end());
proxy.on("connect", (_, client, head) => {
  const server = connect(secure.address().port, "127.0.0.1", () => {
    client.write("HTTP/1.1 200 Connection established\r\n\r\n");
    server.write(head);
    client.pipe(server).pipe(client);
  });
  for (const one of [client, server]) one.on("error", () => [client, server].forEach((end) => end.destroy()));
});

secure.listen(0, "127.0.0.1", () => {
  proxy.listen(0, "127.0.0.1", () => console.log(proxy.address().port));
});
process.stdin.resume().on("end", () => process.exit());
