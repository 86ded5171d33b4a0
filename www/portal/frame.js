// What stands around every page: the practice bar, which is ours, and the header, which imitates.
import { api } from "./api.js";
import { button, field, h } from "./dom.js";
import { address, go, link, show } from "./router.js";
import { EDITIONS, HOSTS, choose, isBefore, isTest, session, settings } from "./settings.js";
import { t } from "./words.js";

const EDITION_NAMES = { 2026: "2026", 2025: "2025", before: "før 2025 (Samarbeidsportalen)" };
const FAULTS = {
  none: { name: "Ingenting", list: [] },
  terms: {
    name: "Bruksvilkårene er ikke signert",
    list: [{ method: "POST", path: "/api/v1/clients", exact: true, do: { kind: "status", status: 428 } }],
  },
  down: { name: "Tjenesten svarer ikke", list: [{ path: "/api/v1/", do: { kind: "status", status: 503 } }] },
};
let fault = "none";

export function frame() {
  document.documentElement.lang = settings.language;
  document.title = isBefore() ? "Administrasjon av tjenester | Samarbeidsportalen" : "Digdir Selvbetjening (øving)";
  const bar = document.getElementById("practice");
  if (!bar.firstChild) bar.replaceChildren(practiceBar());
  document.getElementById("header").replaceChildren(isBefore() ? oldHeader() : header());
}

function practiceBar() {
  const pick = (label, name, names, chosen, onchange) =>
    field(label, h("select", { name, onchange },
      Object.entries(names).map(([value, text]) => h("option", { value, selected: value === chosen }, text))));
  const change = (what) => (event) => {
    choose({ [what]: event.target.value });
    // Another address is another login, as at Digdir.
    if (what === "host") session.end();
    go(session.token && what === "edition" ? "/" : "/login", { replace: true });
  };
  const goWrong = async (event) => {
    fault = event.target.value;
    await api.fault(FAULTS[fault].list);
  };
  const names = (entries) => Object.fromEntries(entries);
  return h("aside", { class: "practice", "aria-label": "Øving", lang: "nb" },
    h("h1", {}, "Øvingsportal fra Losen"),
    h("p", {}, "En etterligning, ikke Digdirs portal. Ingenting du gjør her, når Digdir. Test og produksjon deler de samme øvingsdataene."),
    h("details", {}, h("summary", {}, "Hva skal etterlignes?"),
      h("div", { class: "choices" },
        pick("Adresse", "host", names(HOSTS.map((host) => [host, host])), settings.host, change("host")),
        pick("Utgave", "edition", names(EDITIONS.map((one) => [one, EDITION_NAMES[one]])), settings.edition, change("edition")),
        pick("La noe gå galt", "fault", names(Object.entries(FAULTS).map(([key, { name }]) => [key, name])), fault, goWrong))));
}

function header() {
  const { organisation } = session;
  return h("header", { class: "header" },
    h("a", { href: address("/"), class: "brand" }, "Selvbetjening"),
    isTest() && h("span", { class: "test-pill" }, "Test"),
    organisation && h("nav", { "aria-label": settings.language === "en" ? "Main" : "Hovedmeny" },
      link(h("a", { href: address("/clients") }, t("clients"))), link(h("a", { href: address("/scopes") }, t("scopes")))),
    h("div", { class: "end" }, language(), organisation && user(organisation)));
}

function language() {
  const other = settings.language === "nb" ? "en" : "nb";
  const press = () => {
    choose({ language: other });
    show();
  };
  return button(other === "en" ? "English" : "Norsk", press, { lang: other, class: "plain" });
}

function user({ orgno, name, synthetic }) {
  const leave = () => {
    session.end();
    go("/login");
  };
  return [
    h("button", { type: "button", class: "plain", popovertarget: "user-dropdown" }, `${orgno} ${name}`),
    h("div", { id: "user-dropdown", popover: true },
      h("p", {}, `${t("represent")} ${name}`), synthetic && h("p", {}, t("change_synthetic")), button(t("log_out"), leave)),
  ];
}

/** Before 2025: a button tells the environment, and the tables have tabs of their own. */
function oldHeader() {
  const { organisation } = session;
  return h("header", { class: "header before" },
    h("a", { href: address("/"), class: "brand" }, "Samarbeidsportalen"),
    organisation && h("nav", { "aria-label": "Hovedmeny" },
      link(h("a", { href: address("/integrations"), id: "integrations-link" }, "Integrasjoner")),
      link(h("a", { href: address("/scopes"), id: "scopes-link" }, "Mine API"))),
    h("div", { class: "end" },
      isTest() && h("button", { type: "button", id: "env-badge", class: "plain" }, "TEST"),
      organisation && h("span", {}, organisation.name),
      organisation && button("Logg ut", () => (session.end(), go("/login")), { id: "logout", class: "plain" })));
}
