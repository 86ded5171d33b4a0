// What a user downloads, as it is and as it travels: node tests/sizes.mjs DIR
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

const directory = process.argv[2];
for (const name of readdirSync(directory).sort()) {
  const bytes = readFileSync(join(directory, name));
  const sizes = [bytes, gzipSync(bytes, { level: 9 }), brotliCompressSync(bytes)].map(({ length }) => length);
  console.log(`${name}: ${sizes[0]} bytes, gzip ${sizes[1]}, brotli ${sizes[2]}`);
}
