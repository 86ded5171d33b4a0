// The form of a new client, for each of the three cards.
import { api } from "../api.js";
import { button, card, choice, field, h, select } from "../dom.js";
import { complain, toast } from "../dialog.js";
import { go } from "../router.js";
import { t } from "../words.js";
import { scopeCard } from "./form-scopes.js";
import { uriList } from "./uri-list.js";

const HEADINGS = { maskinporten: "add_maskinporten", idporten: "add_idporten", ansattporten: "add_ansattporten" };
const METHODS = { web: ["private_key_jwt", "client_secret_post", "client_secret_basic"], browser: ["none"], native: ["none"] };

export async function clientForm(kind) {
  const login = kind !== "maskinporten";
  const heading = h("h2", {}, t(HEADINGS[kind]));
  const scopes = await scopeCard(kind, (isApiClient) => {
    heading.textContent = t(isApiClient ? "add_api_client" : HEADINGS[kind]);
  });
  const parts = {
    name: h("input", { type: "text", name: "client_name", maxlength: 255 }),
    description: h("textarea", { name: "description", maxlength: 255, rows: 2 }),
    lifetime: h("input", { type: "number", name: "access_token_lifetime", value: "120", min: 1 }),
    redirect: login && uriList("redirect_uris", t("redirect")),
    logout: login && uriList("post_logout_redirect_uris", t("post_logout")),
    ...(login ? loginParts() : {}),
  };
  const form = h("form", { class: "client", novalidate: true });
  const general = h("div");
  const drawGeneral = (errors = {}) => general.replaceChildren(card(t("general"),
    field(t("display_name"), parts.name, { error: errors.name }),
    field(t("description"), parts.description, { error: errors.description }),
    kind === "idporten" && choice("checkbox", "on_behalf", "yes", t("on_behalf"))));
  drawGeneral();
  form.append(
    general,
    login ? card(t("properties"), parts.properties) : h("div"),
    card(t("lifetimes"), field(`${t("access_lifetime")}`, parts.lifetime, { hint: t("seconds") }), login && parts.pkce),
    ...(login ? [card("URI", parts.redirect.node, parts.logout.node)] : []),
    scopes.node,
    h("div", { class: "buttons" }, h("button", { type: "submit" }, t("create")), button(t("cancel"), () => go("/clients"), { class: "plain" })),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const errors = {
      name: parts.name.value.trim() === "" && t("need_name"),
      description: parts.description.value.trim() === "" && t("need_description"),
    };
    drawGeneral(errors);
    if (errors.name || errors.description) return;
    if (login && parts.redirect.list.length === 0) return complain(form, { message: t("need_redirect") });
    try {
      await api.create(body(kind, parts, scopes));
    } catch (refusal) {
      complain(form, refusal);
      return;
    }
    await go("/clients");
    toast(t("client_created"));
  });
  return [heading, form];
}

/** What only a login has. */
function loginParts() {
  const type = select("application_type", Object.keys(METHODS), "web");
  const method = h("div");
  const drawMethod = () => method.replaceChildren(
    field(t("auth_method"), select("token_endpoint_auth_method", METHODS[type.value], METHODS[type.value][0])));
  type.addEventListener("change", drawMethod);
  drawMethod();
  return {
    properties: [
      field(t("application_type"), type), method,
      choice("checkbox", "refresh_token", "yes", t("refresh")), choice("checkbox", "sso_disabled", "yes", t("no_sso")),
    ],
    pkce: field(t("pkce"), select("code_challenge_method", ["S256", "none"], "S256")),
  };
}

function body(kind, { name, description, lifetime, redirect, logout }, scopes) {
  const form = name.form;
  const common = {
    client_name: name.value.trim(), description: description.value.trim(), scopes: scopes.list(),
    access_token_lifetime: Number(lifetime.value) || 120,
  };
  if (kind === "maskinporten") {
    return {
      ...common, integration_type: "maskinporten", application_type: "web", token_endpoint_auth_method: "private_key_jwt",
      grant_types: ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
    };
  }
  const refresh = form.elements.refresh_token.checked;
  return {
    ...common,
    integration_type: kind === "idporten" && scopes.isApiClient() ? "api_klient" : kind,
    application_type: form.elements.application_type.value,
    token_endpoint_auth_method: form.elements.token_endpoint_auth_method.value,
    code_challenge_method: form.elements.code_challenge_method.value,
    sso_disabled: form.elements.sso_disabled.checked,
    grant_types: ["authorization_code", ...(refresh ? ["refresh_token"] : [])],
    redirect_uris: redirect.list, post_logout_redirect_uris: logout.list,
  };
}
