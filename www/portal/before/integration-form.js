// "Ny integrasjon": one form for every type, ids as the old portal had them.
import { api } from "../api.js";
import { button, choice, field, h } from "../dom.js";
import { complain, dialog } from "../dialog.js";
import { go } from "../router.js";

const SERVICES = { Maskinporten: "maskinporten", "ID-porten": "idporten", KRR: "krr", "Api-klient": "api_klient" };
const ADDED = {
  krr: ["krr:global/kontaktinformasjon.read", "krr:global/digitalpost.read"], idporten: ["openid", "profile"],
  api_klient: ["openid", "profile"], maskinporten: [],
};

export function integrationForm() {
  const form = h("form", { class: "client", novalidate: true });
  const service = h("select", { id: "difi-service", onchange: () => draw() }, Object.keys(SERVICES).map((name) => h("option", {}, name)));
  const name = h("input", { type: "text", id: "client_name" });
  const description = h("textarea", { id: "description", rows: 2 });
  const redirect = h("textarea", { id: "redirect_uris_list", rows: 2 });
  let scopes = [];
  const kind = () => SERVICES[service.value];
  const rest = h("div");
  function draw() {
    scopes = [...ADDED[kind()]];
    show();
  }
  function show() {
    const login = ["idporten", "api_klient"].includes(kind());
    rest.replaceChildren(
      ...(login ? [field("Gyldig(e) redirect uri-er*", redirect)] : []),
      h("h3", {}, "Scopes"), h("ul", { class: "scopes" }, scopes.map((scope) => h("li", {}, h("code", {}, scope)))),
      ...(kind() === "krr" ? [] : [button("Legg til scopes", pick, { id: "add-scopes", class: "secondary" })]));
  }
  async function pick() {
    const all = (await api.everyScope(kind())).filter((scope) => !scopes.includes(scope.name)).slice(0, 20);
    dialog("Legg til scopes", (close) => {
      const list = h("ul", { class: "scopes" }, all.map((scope, at) => h("li", {}, choice("checkbox", "scopes", scope.name, scope.name, { id: `scope-${at}` }))));
      const take = () => {
        scopes = [...scopes, ...[...list.querySelectorAll("input:checked")].map(({ value }) => value)];
        close();
        show();
      };
      return [list, h("div", { class: "buttons" }, button("Legg til", take), button("Avbryt", close, { class: "plain" }))];
    }).id = "add-scopes-modal";
  }
  draw();
  form.append(
    field("Difi-tjeneste*", service), field("Navn på integrasjonen*", name), field("Beskrivelse*", description), rest,
    h("div", { class: "buttons" }, h("button", { type: "submit", id: "submit-new-integration" }, "Opprett"), button("Avbryt", () => go("/integrations"), { class: "plain" })));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      created(await api.create(body(kind(), name.value, description.value, redirect.value, scopes)));
    } catch (refusal) {
      complain(form, refusal);
    }
  });
  return [h("h2", {}, "Ny integrasjon"), form];
}

function body(kind, client_name, description, redirect, scopes) {
  const machine = ["maskinporten", "krr"].includes(kind);
  return {
    client_name, description, scopes, integration_type: kind, application_type: "web", token_endpoint_auth_method: "private_key_jwt",
    grant_types: [machine ? "urn:ietf:params:oauth:grant-type:jwt-bearer" : "authorization_code"],
    ...(machine ? {} : { redirect_uris: redirect.split(/\s+/).filter(Boolean) }),
  };
}

/** The old portal showed the id at once. */
function created({ client_id }) {
  dialog("Integrasjonen er opprettet", (close) => [
    h("p", {}, "Integrasjonens identifikator: ", h("code", { id: "modal-client-id" }, client_id)),
    button("Lukk", () => (close(), go("/integrations")), { id: "close_button" }),
  ]).id = "confirm-modal";
}
