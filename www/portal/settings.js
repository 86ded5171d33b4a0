// What the trainee has chosen to imitate, and who is logged in. Kept where the real portal keeps its own: in
// localStorage, tokens and all. Losen's companion must never look there, and a test sees to that.

const KEY = "losen-portal";

/** The four addresses of the portal. */
export const HOSTS = [
  "selvbetjening.test.samarbeid.digdir.no", "selvbetjening.samarbeid.digdir.no",
  "sjolvbetjening.test.samarbeid.digdir.no", "sjolvbetjening.samarbeid.digdir.no",
];
/** The editions of the portal that guides describe. */
export const EDITIONS = ["2026", "2025", "before"];

const read = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
};

/** host, edition, language */
export const settings = { host: HOSTS[0], edition: "2026", language: "nb", ...read() };

export function choose(changes) {
  Object.assign(settings, changes);
  localStorage.setItem(KEY, JSON.stringify(settings));
}

// An address may say what to imitate: /portal/?edition=before&language=en
const asked = new URLSearchParams(location.search);
for (const [name, values] of Object.entries({ host: HOSTS, edition: EDITIONS, language: ["nb", "en"] })) {
  if (values.includes(asked.get(name))) choose({ [name]: asked.get(name) });
}

export const isTest = () => settings.host.includes(".test.");
export const isBefore = () => settings.edition === "before";

export const session = {
  get token() {
    return localStorage.getItem("accessToken");
  },
  get organisation() {
    return JSON.parse(localStorage.getItem("losen-portal-organisation") ?? "null");
  },
  begin({ access_token, orgno, organisation, right }) {
    localStorage.setItem("accessToken", access_token);
    localStorage.setItem("refreshToken", `refresh-${access_token.slice(-12)}`);
    localStorage.setItem("losen-portal-organisation", JSON.stringify({ orgno, name: organisation, right }));
  },
  end() {
    for (const key of ["accessToken", "refreshToken", "losen-portal-organisation"]) localStorage.removeItem(key);
  },
};
