// The rules through the wasm package and through the command line: node tests/bench.mjs NPM_FOLDER LOSEN
//
// The same golden clients as `cargo bench -p losen-core` measures natively. One number each; medians of five rounds in
// the same run, because machines are noisy.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, losen] = process.argv.slice(2);
const cases = join(import.meta.dirname, "../crates/core/tests/cases");
const clients = readdirSync(cases)
  .map((name) => JSON.parse(readFileSync(join(cases, name, "plan.json"), "utf8")))
  .filter((client) => client && typeof client === "object" && !Array.isArray(client));
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

const wasm = await import(pathToFileURL(resolve(folder, "losen.js")));
await wasm.default({ module_or_path: readFileSync(join(folder, "losen_bg.wasm")) });
const CHECKS = 5_000;
const micros = Array.from({ length: 5 }, () => {
  const start = process.hrtime.bigint();
  for (let at = 0; at < CHECKS; at += 1) wasm.check(clients[at % clients.length]);
  return Number(process.hrtime.bigint() - start) / 1_000 / CHECKS;
});
const each = median(micros);
console.log(`wasm: ${Math.round(1e6 / each)} checks a second, ${each.toFixed(1)} µs each (median of 5 rounds, ${Math.min(...micros).toFixed(1)} to ${Math.max(...micros).toFixed(1)})`);

const MANY = 100_000;
const room = mkdtempSync(join(tmpdir(), "losen-bench-"));
try {
  const file = join(room, "clients.json");
  writeFileSync(file, `[${Array.from({ length: MANY }, (_, at) => JSON.stringify(clients[at % clients.length])).join(",")}]`);
  const rounds = [];
  let peak = 0;
  for (let round = 0; round < 3; round += 1) {
    const start = process.hrtime.bigint();
    peak = Math.max(peak, await audit(file));
    rounds.push(Number(process.hrtime.bigint() - start) / 1e9);
  }
  console.log(`losen check: ${MANY} clients in ${median(rounds).toFixed(2)} s (median of 3), at most ${Math.round(peak / 1024)} MiB`);
} finally {
  rmSync(room, { recursive: true });
}

// Resolves to the most memory that the process had, in KiB (Linux).
function audit(file) {
  return new Promise((done, failed) => {
    const child = spawn(losen, ["check", "--format", "json", file], { stdio: ["ignore", "ignore", "inherit"] });
    let peak = 0;
    const look = setInterval(() => {
      try {
        const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"));
        if (line) peak = Math.max(peak, Number(line[1]));
      } catch {
        // It has just ended.
      }
    }, 5);
    child.on("error", failed);
    child.on("exit", (code) => {
      clearInterval(look);
      // 1 says that there were errors among the findings, which the golden clients have.
      code === 0 || code === 1 ? done(peak) : failed(new Error(`losen ended with ${code}`));
    });
  });
}
