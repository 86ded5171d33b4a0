// The card "Scope" of the form: packages for machines, "eksterne scope" for logins, and what it comes to.
import { button, card, choice, h } from "../dom.js";
import { t } from "../words.js";
import { grantedNames, pickScopes, scopeList } from "./scope-picker.js";

/** The package KRR gives both scopes; whoever needs one of them takes the other out again. */
const KRR = ["krr:global/kontaktinformasjon.read", "krr:global/digitalpost.read"];

export async function scopeCard(kind, isNowApiClient) {
  const given = kind === "maskinporten" ? [] : ["openid", "profile"];
  let list = [...given];
  let external = kind === "maskinporten";
  const granted = await grantedNames(kind === "idporten" ? "api_klient" : kind);
  const chosen = h("div");
  const adding = h("div");
  const draw = () => {
    chosen.replaceChildren(h("h4", {}, t("added_scopes")), scopeList(list, granted, (name) => {
      list = list.filter((one) => one !== name);
      draw();
    }));
    const pick = () => pickScopes(kind === "idporten" ? "api_klient" : kind, list, (more) => {
      list = [...list, ...more];
      draw();
    });
    adding.replaceChildren(...(external ? [button(t("add_scope"), pick, { class: "secondary" })] : []));
  };
  draw();
  const parts = kind === "maskinporten" ? bundle((names, wanted) => {
    list = [...list.filter((name) => !names.includes(name)), ...(wanted ? names : [])];
    draw();
  }) : undefined;
  const question = kind === "idporten" ? h("fieldset", {},
    h("legend", {}, t("external")), h("p", { class: "hint" }, t("external_hint")),
    ["yes", "no"].map((value) => choice("radio", "apiClientChoice", value, t(value), {
      checked: value === "no",
      // Either answer begins anew, as in the portal.
      onchange: () => ((external = value === "yes"), (list = [...given]), isNowApiClient(external), draw()),
    }))) : undefined;
  return {
    node: card(t("scope"), parts, question, chosen, adding),
    list: () => list,
    isApiClient: () => kind === "idporten" && external,
  };
}

function bundle(change) {
  return h("fieldset", {}, h("legend", {}, t("bundles")),
    choice("checkbox", "bundle", KRR.join(","), "KRR", { onchange: ({ target }) => change(KRR, target.checked) }));
}
