// The self-service API, as the portal calls it.
import { send } from "./place.js";
import { session } from "./settings.js";

/** A refusal, in the API's own words. */
export class Refusal extends Error {
  constructor({ status, body }) {
    super(words(body) || `${status}`);
    this.status = status;
  }
}

function words(body) {
  try {
    const { error_description, message, errors } = JSON.parse(body);
    const fields = (errors ?? []).map(({ errorMessage, defaultMessage }) => errorMessage ?? defaultMessage);
    return [error_description ?? message, ...fields].filter(Boolean).join(" ");
  } catch {
    return body;
  }
}

async function call(method, path, body) {
  return answered(await send({ method, path, token: session.token, body: body && JSON.stringify(body) }));
}

function answered(reply) {
  if (reply.status >= 400) throw new Refusal(reply);
  return reply.body ? JSON.parse(reply.body) : undefined;
}

/** Where a list is empty, the API answers 404, and 400 for scopes. */
const listed = (found) => found.catch((refusal) => {
  if (refusal.status === 404 || /does not have any/i.test(refusal.message)) return [];
  throw refusal;
});

const at = (...parts) => `/api/v1/${parts.map(encodeURIComponent).join("/")}`;

export const api = {
  begin: async (orgno) => call("POST", "/practice/portal/session", { orgno }),
  fault: async (faults) => call("PUT", "/practice/faults", { faults }),
  clients: () => listed(call("GET", at("clients"))),
  client: (id) => call("GET", at("clients", id)),
  create: (client) => call("POST", at("clients"), client),
  change: (id, client) => call("PUT", at("clients", id), client),
  remove: (id) => call("DELETE", at("clients", id)),
  keys: (id) => listed(call("GET", at("clients", id, "jwks")).then(({ keys }) => keys)),
  addKey: async (id, key) => call("PUT", at("clients", id, "jwks", key.kid), key),
  /** PEM goes as it is; the API reads it and gives the key a kid of its own. */
  addPem: async (id, body) => answered(await send({
    method: "POST", path: `/api/v2/clients/${encodeURIComponent(id)}/key`, token: session.token, body, kind: "text/plain",
  })),
  removeKey: (id, kid) => call("DELETE", at("clients", id, "jwks", kid)),
  onBehalfOf: (id) => listed(call("GET", at("clients", id, "onbehalfof"))),
  addOnBehalfOf: (id, entry) => call("POST", at("clients", id, "onbehalfof"), entry),
  everyScope: (kind) => listed(call("GET", `${at("scopes", "all")}?integration_type=${kind}`)),
  granted: () => listed(call("GET", at("scopes", "access", "all"))),
  ownScopes: () => listed(call("GET", `${at("scopes")}?inactive=true`)),
  delegationSources: () => listed(call("GET", at("delegationsources")).then((list) => list.map(({ issuer }) => issuer))),
  prefixes: () => listed(call("GET", at("prefix"))),
  createScope: (scope) => call("POST", at("scopes"), scope),
  removeScope: (name) => call("DELETE", `${at("scopes")}?scope=${encodeURIComponent(name)}`),
  accesses: (name) => listed(call("GET", `${at("scopes", "access")}?scope=${encodeURIComponent(name)}`)),
  grant: (name, orgno) => call("PUT", `${at("scopes", "access", orgno)}?scope=${encodeURIComponent(name)}`),
  organisation: (orgno) => call("GET", at("organizations", orgno)),
};
