// Compiled with `tsc --strict --noEmit` against the built package: what is right compiles, and what is wrong does not.
import init, { check, checkKey, diagnose, explain, plan, schema } from "losen";
import type { Cause, Client, Finding, LosenError, Report } from "losen";

await init({ module_or_path: new Uint8Array() });

const client: Client = {
  integration_type: "maskinporten",
  grant_types: ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
  scopes: ["krr:global/kontaktinformasjon.read"],
};
const report: Report = check(client, { environment: "prod", goal: "krr-lookup", granted: "unreadable" });
const errors: Finding[] = report.findings.filter((finding) => finding.severity === "error");
for (const operation of errors[0]?.fix ?? []) {
  if (operation.op === "add") console.log(operation.value);
}
check({ anything: ["at", "all"] });

const keys: Record<string, unknown>[] = checkKey("…", { now: 0 }).fixed?.keys ?? [];
const cause: Cause | undefined = diagnose({ status: 401, request: "GET https://example.no/" }).causes[0];
const masked: string | undefined = diagnose({ pasted: "curl: (7) Failed to connect", now: 0 }).masked;
const text: string = explain("scope/mangled", "nn").message;
const begun: Client = plan("user-data");
const description: unknown = schema("en")["properties"];
try {
  check(begun);
} catch (error) {
  const code: LosenError["code"] = (error as LosenError).code;
  console.log(code, keys, cause?.owner, masked, text, description);
}

// @ts-expect-error There is no such environment.
check(client, { environment: "moon" });
// @ts-expect-error There is no such type of client.
export const wrong: Client = { integration_type: "api_client" };
// @ts-expect-error There is no such goal.
plan("cake");
// @ts-expect-error A key is a text.
checkKey({ kty: "RSA" });
