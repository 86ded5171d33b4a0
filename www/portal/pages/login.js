// Where one logs in, and where one lands without a right in Altinn.
import { button, choice, field, h } from "../dom.js";
import { dialog } from "../dialog.js";
import { isBefore, isTest, session } from "../settings.js";
import { t } from "../words.js";

/** Ansattporten is another site: the page is left. */
const toAnsattporten = (synthetic) => () => {
  location.assign(new URL(`../ansattporten/index.html${synthetic ? "?synthetic" : ""}`, import.meta.url));
};

export function login() {
  if (isBefore()) {
    return [
      h("h1", {}, "Administrasjon av tjenester"),
      button("Logg inn med ID-Porten", toAnsattporten(false), { id: "login-button" }),
    ];
  }
  const ways = isTest()
    ? [
        h("h2", {}, t("choose_login")),
        h("div", { class: "buttons" },
          button(t("with_organisation"), toAnsattporten(false)),
          button(t("synthetic"), toAnsattporten(true), { class: "secondary" })),
      ]
    : [button(t("log_in"), toAnsattporten(false))];
  return [h("h1", {}, t("log_in_heading")), ...ways];
}

export function requestAccess() {
  const { orgno } = session.organisation;
  return [
    h("h2", {}, t("request_access")),
    h("p", {}, t("request_text")),
    h("form", { class: "card", onsubmit: (event) => event.preventDefault() },
      field(t("orgno"), h("input", { type: "text", name: "orgno", value: orgno, readonly: true })),
      choice("checkbox", "right", "clients", t("request_clients"), { checked: true }),
      choice("checkbox", "right", "scopes", t("request_scopes")),
      button(t("to_altinn"), () => dialog(t("to_altinn"), (close) => [h("p", {}, t("at_altinn")), button(t("close"), close)]))),
  ];
}
