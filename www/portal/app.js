// An imitation of Digdir's self-service portal, for practising. Not Digdir's: see docs/PORTAL.md for what is known of
// the real one and what is made up here.
import { frame } from "./frame.js";
import { go, page, show } from "./router.js";
import { h } from "./dom.js";
import { t } from "./words.js";
import { isBefore, session } from "./settings.js";
import { api } from "./api.js";
import { login, requestAccess } from "./pages/login.js";
import { home } from "./pages/home.js";
import { clients } from "./pages/clients.js";
import { chooseType } from "./pages/choose-type.js";
import { clientForm } from "./pages/client-form.js";
import { client } from "./pages/client.js";
import { scopes } from "./pages/scopes.js";
import { scopeForm } from "./pages/scope-form.js";
import { scope } from "./pages/scope.js";
import { integration } from "./before/integration.js";
import { integrationForm } from "./before/integration-form.js";
import { integrations } from "./before/integrations.js";

page("/login", login);
page("/request-access", requestAccess);
page("/auth/callback", arrive);
page("/", home);
page("/clients", () => (isBefore() ? go("/integrations", { replace: true }) : clients()));
page("/client/add", chooseType);
for (const kind of ["maskinporten", "idporten", "ansattporten"]) page(`/client/add/${kind}`, () => clientForm(kind));
page("/clients/:id", client);
page("/scopes", scopes);
page("/scopes/add", scopeForm);
page("/scopes/:name", scope);
page("/integrations", integrations);
page("/integrations/new", integrationForm);
page("/integrations/:id", integration);
page("/unknown", () => [h("h2", {}, t("unknown"))]);

/** Back from Ansattporten with an organisation, as with a code: transient, and nothing to see. */
async function arrive() {
  await go("/", { replace: true });
}

/** The page of Ansattporten leaves the choice here, for want of a server that would carry it. */
async function take() {
  const chosen = JSON.parse(sessionStorage.getItem("losen-portal-chosen") ?? "null");
  if (!chosen) return;
  sessionStorage.removeItem("losen-portal-chosen");
  session.begin({ ...(await api.begin(chosen.orgno)), right: chosen.right });
}

document.addEventListener("portal:page", frame);
addEventListener("popstate", show);
await take();
// The server sends an address that it does not know here, with what was asked for.
const asked = new URLSearchParams(location.search).get("to");
await go(asked?.startsWith("/") ? asked : "/", { replace: true });
