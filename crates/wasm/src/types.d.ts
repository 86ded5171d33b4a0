export type Language = "nb" | "nn" | "en";
export type Environment = "practice" | "test" | "prod";
export type Severity = "error" | "warning" | "hint";

/** What a client is for: look up many people in KRR, or read the logged-in user's own data. */
export type Goal = "krr-lookup" | "user-data" | "machine" | "login";

/** A client as the self-service API spells it. Other members are kept and pointed out. */
export interface Client {
  client_id?: string;
  client_name?: string;
  client_orgno?: string;
  supplier_orgno?: string;
  description?: string;
  active?: boolean;
  application_type?: "web" | "browser" | "native";
  integration_type?:
    | "ansattporten"
    | "api_klient"
    | "eformidling"
    | "idporten"
    | "idporten_saml2"
    | "krr"
    | "maskinporten";
  scopes?: string[];
  grant_types?: (
    | "authorization_code"
    | "implicit"
    | "refresh_token"
    | "urn:ietf:params:oauth:grant-type:jwt-bearer"
  )[];
  token_endpoint_auth_method?: "client_secret_basic" | "client_secret_post" | "none" | "private_key_jwt";
  refresh_token_lifetime?: number;
  refresh_token_usage?: "ONETIME" | "REUSE";
  access_token_lifetime?: number;
  authorization_lifetime?: number;
  logo_uri?: string;
  redirect_uris?: string[];
  post_logout_redirect_uris?: string[];
  frontchannel_logout_session_required?: boolean;
  frontchannel_logout_uri?: string;
  sso_disabled?: boolean;
  code_challenge_method?: "S256" | "none";
}

/** One operation of a JSON Patch (RFC 6902). */
export type PatchOperation =
  | { op: "add" | "replace" | "test"; path: string; value: unknown }
  | { op: "remove"; path: string }
  | { op: "copy" | "move"; from: string; path: string };

export interface Finding {
  /** Stable code, `area/reason`. */
  rule: string;
  severity: Severity;
  /** JSON Pointer (RFC 6901) into what was checked. */
  path: string;
  message: string;
  /** What mends it, when that is certain. */
  fix: PatchOperation[] | null;
  /** The page that the rule comes from. */
  source: string;
}

export interface Report {
  /** Errors first, then warnings, then hints. */
  findings: Finding[];
  /** The client with every fix applied. */
  fixed: Record<string, unknown>;
}

export interface KeyReport {
  findings: Finding[];
  /** The public keys as the API takes them; null when something private was found or no key could be read. */
  fixed: { keys: Record<string, unknown>[] } | null;
}

export interface CheckOptions {
  /** Default "test". */
  environment?: Environment;
  /** Default "nb". */
  language?: Language;
  /** The organisation whose token will be used. */
  organisation?: string;
  goal?: Goal;
  /** What `GET /scopes/all` answered. */
  scopes?: object[];
  /** When it answered, in seconds since 1970. */
  scopesAsOf?: number;
  /** What `GET /scopes/access/all` answered, or "unreadable" when it refused. */
  granted?: object[] | "unreadable";
}

export interface KeyOptions {
  /** Default "nb". */
  language?: Language;
  /** Seconds since 1970. Default: the clock of this machine. */
  now?: number;
}

/** What went wrong and what is known beside it. Every member is optional; more of them give surer causes. */
export interface Symptom {
  /** An error text, a curl transcript, an HTTP log or a token as somebody copied it. What went wrong is read from it alone. */
  pasted?: string;
  /** The address that was called: "POST https://…". */
  request?: string | { method?: string; url?: string; path?: string; body?: unknown };
  status?: number;
  headers?: Record<string, string> | [string, string][];
  body?: string | object;
  /** The access token, or its parts. Its signature is never read. */
  token?: string | { header?: object; claims?: object };
  /** The grant that was refused. */
  grant?: string | { header?: object; claims?: object };
  authorization?: string;
  /** "not-sent", "unknown", or the words of whatever failed to connect. */
  transport?: string;
  /** What the browser said when the helper could not be reached. */
  browser?: string;
  host?: string;
  fault?: { code: string; detail?: string };
  environment?: Environment;
  /** Seconds since 1970, or RFC 3339. */
  now?: number | string;
  admin_client?: string;
  orgno?: string;
}

export interface DiagnoseOptions {
  /** Default "nb". */
  language?: Language;
}

export interface Cause {
  /** Stable code, `area/reason`. */
  code: string;
  certainty: "certain" | "likely" | "possible";
  owner: "you" | "it-department" | "main-administrator" | "signatory" | "api-provider" | "digdir";
  message: string;
  fix: string;
  /** What was seen in this very case, with secrets masked. */
  evidence: string[];
  /** A text to send to whoever can mend it; `____` stands for what the sender must fill in. */
  ready_message: string | null;
  /** Where the knowledge comes from. */
  source: string;
}

export interface Diagnosis {
  /** Most likely first. */
  causes: Cause[];
  /** What was pasted, without its secrets. */
  masked?: string;
}

export interface Explanation {
  code: string;
  kind: "rule" | "cause";
  message: string;
  /** What to do about a cause; null for a rule, whose fix depends on the client. */
  fix: string | null;
  source: string;
}

/** What every function throws when it cannot read its arguments. */
export interface LosenError extends Error {
  name: "LosenError";
  code:
    | "input/not-json"
    | "input/not-a-client"
    | "input/not-a-text"
    | "input/not-a-symptom"
    | "input/option"
    | "input/unknown-code"
    | "input/unknown-goal";
}
