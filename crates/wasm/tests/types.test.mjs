// The package's types, compiled under `strict`. LOSEN_WASM_PKG names the built package, LOSEN_TSC the TypeScript compiler.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";

test("programs that are right compile under strict, and those that are wrong do not", () => {
  const { LOSEN_WASM_PKG: folder, LOSEN_TSC: compiler } = process.env;
  assert.ok(folder && compiler, "LOSEN_WASM_PKG and LOSEN_TSC must be set");
  const project = mkdtempSync(join(tmpdir(), "losen-types-"));
  try {
    for (const file of ["types.ts", "tsconfig.json"]) cpSync(join(import.meta.dirname, file), join(project, file));
    writeFileSync(join(project, "package.json"), '{"type":"module"}');
    mkdirSync(join(project, "node_modules"));
    symlinkSync(resolve(folder), join(project, "node_modules", "losen"));
    // The compiler's complaints are on stdout; a wrong line that compiles is one of them (`@ts-expect-error`).
    execFileSync(resolve(compiler), ["-p", project], { stdio: "inherit" });
  } finally {
    rmSync(project, { recursive: true });
  }
});
