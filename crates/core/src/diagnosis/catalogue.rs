//! Every cause that Losen can name: its stable code, who can mend it, which ready message goes with it, and where
//! the knowledge comes from. Its texts stand in `locales/diagnosis.yml` under `diagnosis.<area>.<reason>`.
//!
//! Append-only: a code that has been released is never removed and never means anything else.

use super::letter::Letter;
use super::{Cause, Certainty, Owner};
use crate::text::Message;

/// One cause as the catalogue knows it, without the evidence of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Stable code, `area/reason`.
    pub code: &'static str,
    /// Who can mend it.
    pub owner: Owner,
    /// The ready message that helps the user to reach whoever can mend it.
    pub letter: Option<Letter>,
    /// Where the knowledge comes from.
    pub source: &'static str,
}

impl Entry {
    /// What it is, and how Losen knows.
    #[must_use]
    pub fn message(&self) -> Message {
        self.text("message")
    }

    /// What to do.
    #[must_use]
    pub fn fix(&self) -> Message {
        self.text("fix")
    }

    fn text(&self, part: &str) -> Message {
        let place = self.code.replace('/', ".").replace('-', "_");
        Message::new(format!("diagnosis.{place}.{part}"))
    }

    pub(super) fn certain(&self) -> Cause {
        self.cause(Certainty::Certain)
    }

    pub(super) fn likely(&self) -> Cause {
        self.cause(Certainty::Likely)
    }

    pub(super) fn possible(&self) -> Cause {
        self.cause(Certainty::Possible)
    }

    pub(super) fn cause(&self, certainty: Certainty) -> Cause {
        Cause {
            code: self.code,
            certainty,
            owner: self.owner,
            message: self.message(),
            fix: self.fix(),
            evidence: Vec::new(),
            ready_message: None,
            source: self.source,
        }
    }
}

/// The entry of a code.
#[must_use]
pub fn find(code: &str) -> Option<&'static Entry> {
    CATALOGUE.iter().copied().find(|entry| entry.code == code)
}

const ERRORS: &str = "https://docs.digdir.no/docs/Maskinporten/maskinporten_feilsoking";
const GRANT: &str = "https://docs.digdir.no/docs/Maskinporten/maskinporten_protocol_jwtgrant";
const TOKEN: &str = "https://docs.digdir.no/docs/Maskinporten/maskinporten_protocol_token";
const CERTIFICATE: &str = "https://docs.digdir.no/docs/Maskinporten/maskinporten_virksomhetssertifikat";
const SYSTEM_USER: &str =
    "https://docs.altinn.studio/nb/authorization/guides/system-vendor/system-user/troubleshooting";
const API: &str = "https://docs.digdir.no/docs/idporten/oidc/oidc_api_admin";
const ADMIN_CLIENT: &str = "https://docs.digdir.no/docs/Maskinporten/maskinporten_sjolvbetjening_api";
const CLIENTS: &str = "https://docs.digdir.no/docs/idporten/oidc/oidc_func_clientreg";
const AUTHORIZE: &str = "https://docs.digdir.no/docs/idporten/oidc/oidc_protocol_authorize";
const USER_TOKEN: &str = "https://docs.digdir.no/docs/idporten/oidc/oidc_protocol_token";
const KRR: &str = "https://docs.digdir.no/docs/Kontaktregisteret/oppslagstjenesten_rest";
const TERMS: &str = "https://samarbeid.digdir.no/maskinporten/konsument/119";
const NATIVE: &str = "https://developer.chrome.com/docs/extensions/develop/concepts/native-messaging";
const CORS: &str = "https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS";
const BEARER: &str = "https://www.rfc-editor.org/rfc/rfc6750#section-3";
const HTTP: &str = "https://www.rfc-editor.org/rfc/rfc9110#section-15";
const PROTOCOL: &str = "docs/PROTOCOL.md";
const ADMIN: &str = "docs/ADMIN.md";

macro_rules! catalogue {
    ($($name:ident = $code:literal, $owner:ident, $letter:ident, $source:ident;)+) => {
        $(pub(super) const $name: &Entry = &Entry {
            code: $code,
            owner: Owner::$owner,
            letter: Letter::$letter,
            source: $source,
        };)+

        /// Every cause, grouped as the documentation shows them.
        pub const CATALOGUE: &[&Entry] = &[$($name),+];
    };
}

catalogue! {
    HOST_NOT_FOUND = "host/not-found", You, NONE, NATIVE;
    HOST_FORBIDDEN = "host/forbidden", ItDepartment, INSTALL, NATIVE;
    HOST_BROKEN = "host/broken", You, NONE, NATIVE;
    HOST_EXITED = "host/exited", You, INSTALL, NATIVE;
    HOST_TOO_LARGE = "host/too-large", You, NONE, NATIVE;
    HOST_TIMEOUT = "host/timeout", You, NONE, NATIVE;
    HOST_UNKNOWN = "host/unknown", ItDepartment, INSTALL, NATIVE;
    HOST_USER_LEVEL = "host/user-level", ItDepartment, INSTALL, NATIVE;
    HOST_BLOCKED = "host/blocked", ItDepartment, INSTALL, NATIVE;
    HOST_BOXED = "host/boxed", You, NONE, NATIVE;

    PROTOCOL_TOO_OLD = "protocol/too-old", You, NONE, PROTOCOL;
    PROTOCOL_TOO_NEW = "protocol/too-new", You, NONE, PROTOCOL;
    REQUEST_MALFORMED = "request/malformed", You, NONE, PROTOCOL;
    REQUEST_UNKNOWN_COMMAND = "request/unknown-command", You, NONE, PROTOCOL;
    REQUEST_BAD_ARGUMENT = "request/bad-argument", You, NONE, PROTOCOL;
    REQUEST_TOO_LARGE = "request/too-large", You, NONE, PROTOCOL;
    CALLER_FORBIDDEN = "caller/forbidden", ItDepartment, INSTALL, PROTOCOL;
    PROFILE_UNKNOWN = "profile/unknown", You, NONE, ADMIN;
    PROFILE_INVALID = "profile/invalid", You, NONE, ADMIN;
    KEY_UNREADABLE = "key/unreadable", You, NONE, ADMIN;
    KEY_WRONG_PASSPHRASE = "key/wrong-passphrase", You, NONE, ADMIN;
    KEY_NO_PROMPT = "key/no-prompt", You, NONE, ADMIN;
    KEY_CANCELLED = "key/cancelled", You, NONE, ADMIN;
    KEY_UNUSABLE = "key/unusable", You, NONE, ADMIN;
    KEY_NOT_FOUND = "key/not-found", You, NONE, ADMIN;
    KEY_WRONG_PIN = "key/wrong-pin", You, NONE, ADMIN;
    KEY_PIN_LOCKED = "key/pin-locked", You, NONE, ADMIN;
    CERTIFICATE_EXPIRED = "certificate/expired", You, RENEW, CERTIFICATE;
    CERTIFICATE_NOT_YET = "certificate/not-yet-valid", You, NONE, CERTIFICATE;
    CERTIFICATE_ENVIRONMENT = "certificate/wrong-environment", You, NONE, CERTIFICATE;
    POLICY_REFUSED = "policy/refused", ItDepartment, POLICY, ADMIN;
    PROOF_UNSUPPORTED = "proof/unsupported", You, NONE, GRANT;
    PROOF_KEY_ELSEWHERE = "proof/key-elsewhere", You, NONE, GRANT;
    PROOF_UNREACHABLE = "proof/unreachable", ItDepartment, NETWORK, KRR;
    PROOF_NOT_FOR_LOGIN = "proof/not-for-login", You, NONE, CLIENTS;
    PROOF_CLIENT_UNREADABLE = "proof/client-unreadable", You, NONE, API;
    PROOF_KEY_NEEDED = "proof/key-needed", You, NONE, USER_TOKEN;
    PROOF_SECRET_NEEDED = "proof/secret-needed", You, NONE, USER_TOKEN;
    PROOF_LOGIN_UNKNOWN = "proof/login-unknown", You, NONE, AUTHORIZE;
    PROOF_LOGIN_MISMATCH = "proof/login-mismatch", You, NONE, AUTHORIZE;
    PROOF_LOGIN_REFUSED = "proof/login-refused", Digdir, SUPPORT, USER_TOKEN;
    SEND_UNKNOWN_TOKEN = "send/unknown-token", You, NONE, PROTOCOL;
    HELPER_INTERNAL = "helper/internal", You, NONE, PROTOCOL;
    HELPER_UNKNOWN = "helper/unknown", You, NONE, PROTOCOL;

    TOKEN_REJECTED = "token/rejected", Digdir, SUPPORT, ERRORS;
    TOKEN_UNREACHABLE = "token/unreachable", ItDepartment, NETWORK, GRANT;
    TOKEN_NONSENSE = "token/nonsense", ItDepartment, NETWORK, GRANT;
    TOKEN_UNAVAILABLE = "token/unavailable", Digdir, SUPPORT, ERRORS;
    TOKEN_UNKNOWN_CLIENT = "token/unknown-client", You, SUPPORT, ERRORS;
    TOKEN_WRONG_AUDIENCE = "token/wrong-audience", You, NONE, ERRORS;
    TOKEN_INVALID_CERTIFICATE = "token/invalid-certificate", You, RENEW, ERRORS;
    TOKEN_EXPIRED_KEY = "token/expired-key", You, NONE, ERRORS;
    TOKEN_WRONG_ORGANISATION = "token/wrong-organisation", You, NONE, ERRORS;
    TOKEN_MALFORMED_X5C = "token/malformed-x5c", You, NONE, ERRORS;
    TOKEN_BAD_SIGNATURE = "token/bad-signature", You, NONE, ERRORS;
    TOKEN_MALFORMED_GRANT = "token/malformed-grant", You, NONE, ERRORS;
    TOKEN_GRANT_REUSED = "token/grant-reused", You, NONE, ERRORS;
    TOKEN_GRANT_EXPIRED = "token/grant-expired", You, NONE, ERRORS;
    TOKEN_CLOCK = "token/clock", You, CLOCK, ERRORS;
    TOKEN_UNKNOWN_KEY = "token/unknown-key", You, NONE, ERRORS;
    TOKEN_SCOPE_NOT_ON_CLIENT = "token/scope-not-on-client", You, NONE, ERRORS;
    TOKEN_SCOPE_WRONG_TYPE = "token/scope-wrong-type", You, NONE, ERRORS;
    TOKEN_NOT_GRANTED = "token/not-granted", ApiProvider, GRANT_SCOPE, ERRORS;
    TOKEN_NOT_DELEGATED = "token/not-delegated", MainAdministrator, DELEGATE, ERRORS;
    TOKEN_OWN_CONSUMER = "token/own-organisation-as-consumer", You, NONE, ERRORS;
    TOKEN_NEEDS_USER = "token/needs-end-user", You, NONE, ERRORS;
    TOKEN_DETAILS_TYPE = "token/authorization-type", You, NONE, SYSTEM_USER;
    TOKEN_DETAILS_FIELDS = "token/authorization-fields", You, NONE, SYSTEM_USER;
    TOKEN_DETAILS_VALUES = "token/authorization-values", You, NONE, SYSTEM_USER;
    TOKEN_KEY_REQUIRED = "token/key-required", You, NONE, GRANT;
    TOKEN_NO_IDENTITY = "token/no-certificate-or-key", You, NONE, GRANT;
    TOKEN_TWO_IDENTITIES = "token/certificate-and-key", You, NONE, GRANT;
    TOKEN_ALGORITHM = "token/algorithm", You, NONE, GRANT;
    TOKEN_LIFETIME = "token/lifetime-too-long", You, NONE, GRANT;
    TOKEN_NOTHING_WRONG = "token/nothing-wrong", You, NONE, TOKEN;
    TOKEN_GRANT_ALONE = "token/grant-alone", You, NONE, GRANT;
    TOKEN_SYSTEM_USER = "token/system-user-not-approved", MainAdministrator, SYSTEM_USER_APPROVAL, SYSTEM_USER;

    LOGIN_CODE = "login/code-refused", You, NONE, USER_TOKEN;
    LOGIN_PKCE = "login/pkce", You, NONE, AUTHORIZE;
    LOGIN_REDIRECT = "login/redirect-uri", You, NONE, AUTHORIZE;
    LOGIN_CLIENT = "login/client-refused", You, NONE, USER_TOKEN;
    LOGIN_SCOPE = "login/scope", You, NONE, AUTHORIZE;
    LOGIN_CANCELLED = "login/cancelled", You, NONE, AUTHORIZE;
    LOGIN_REQUEST = "login/request", You, NONE, AUTHORIZE;
    LOGIN_UNAVAILABLE = "login/unavailable", Digdir, SUPPORT, AUTHORIZE;

    API_FIELDS = "api/field-errors", You, NONE, API;
    API_BAD_REQUEST = "api/bad-request", You, SUPPORT, API;
    API_UNKNOWN_CLIENT = "api/unknown-client", You, NONE, API;
    API_NO_KEYS = "api/no-keys", You, NONE, API;
    API_NOT_FOUND = "api/not-found", You, NONE, API;
    API_CONFLICT = "api/conflict", You, SUPPORT, API;
    API_DEACTIVATED = "api/deactivated", You, NONE, API;
    API_DUPLICATE = "api/duplicate", You, NONE, API;
    API_TYPE_FIXED = "api/integration-type-fixed", You, NONE, CLIENTS;
    API_TERMS = "api/terms-not-signed", Signatory, TERMS, TERMS;
    API_TOO_MANY = "api/too-many-requests", You, NONE, HTTP;
    API_SERVER_ERROR = "api/server-error", Digdir, SUPPORT, API;
    API_UNAVAILABLE = "api/unavailable", Digdir, SUPPORT, API;
    API_NONSENSE = "api/nonsense", Digdir, SUPPORT, API;
    API_FINE = "api/nothing-wrong", You, NONE, HTTP;
    API_REDIRECT = "api/redirect", ItDepartment, NETWORK, API;

    UNAUTHORIZED_EXPIRED = "unauthorized/token-expired", You, NONE, TOKEN;
    UNAUTHORIZED_CLOCK = "unauthorized/clock", You, CLOCK, TOKEN;
    UNAUTHORIZED_ENVIRONMENT = "unauthorized/wrong-environment", You, NONE, API;
    UNAUTHORIZED_RETIRED = "unauthorized/retired-issuer", You, NONE, API;
    UNAUTHORIZED_ISSUER = "unauthorized/not-maskinporten", You, NONE, API;
    UNAUTHORIZED_GRANT = "unauthorized/grant-sent", You, NONE, GRANT;
    UNAUTHORIZED_ID_TOKEN = "unauthorized/id-token-sent", You, NONE, TOKEN;
    UNAUTHORIZED_NO_HEADER = "unauthorized/no-header", You, NONE, BEARER;
    UNAUTHORIZED_HEADER = "unauthorized/malformed-header", You, NONE, BEARER;
    UNAUTHORIZED_BASIC = "unauthorized/basic", You, NONE, BEARER;
    UNAUTHORIZED_SCOPE = "unauthorized/scope-missing", Digdir, ADMIN_SCOPE, ADMIN_CLIENT;
    UNAUTHORIZED_OTHER_SCOPE = "unauthorized/scope-mistaken", You, NONE, ADMIN_CLIENT;
    UNAUTHORIZED_OTHER_CLIENT = "unauthorized/other-client", You, NONE, ADMIN_CLIENT;
    UNAUTHORIZED_ORGANISATION = "unauthorized/other-organisation", You, NONE, API;
    UNAUTHORIZED_AUDIENCE = "unauthorized/wrong-audience", You, NONE, GRANT;
    UNAUTHORIZED_RESTRICTED = "unauthorized/restricted-token", You, NONE, TOKEN;
    UNAUTHORIZED_AMR = "unauthorized/authentication-method", Digdir, ADMIN_CLIENT, ADMIN_CLIENT;
    UNAUTHORIZED_WITHDRAWN = "unauthorized/admin-client-withdrawn", Digdir, ADMIN_CLIENT, ADMIN_CLIENT;
    UNAUTHORIZED_SIGNATURE = "unauthorized/bad-signature", You, NONE, TOKEN;
    UNAUTHORIZED_TERMS = "unauthorized/terms-not-signed", Signatory, TERMS, TERMS;

    FORBIDDEN_CORS = "forbidden/cors", You, NONE, CORS;
    FORBIDDEN_SCOPE = "forbidden/scope-missing", Digdir, ADMIN_SCOPE, ADMIN_CLIENT;
    FORBIDDEN_ORGANISATION = "forbidden/other-organisation", You, NONE, API;
    FORBIDDEN_SUPPLIER = "forbidden/supplier-right", Digdir, ADMIN_SCOPE, API;
    FORBIDDEN_CLIENT = "forbidden/unknown-client", You, NONE, API;
    FORBIDDEN = "forbidden/unexplained", Digdir, SUPPORT, API;

    KRR_USER_TOKEN = "krr/needs-user-token", You, NONE, KRR;
    KRR_MACHINE_TOKEN = "krr/needs-machine-token", You, NONE, KRR;
    KRR_REFUSED = "krr/refused", Digdir, SUPPORT, KRR;
    KRR_SCOPE = "krr/scope-missing", You, NONE, KRR;

    ADDRESS_RETIRED = "address/retired", You, NONE, API;
    ADDRESS_PORTAL = "address/portal", You, NONE, API;
    ADDRESS_FOREIGN = "address/not-digdirs", ApiProvider, NONE, BEARER;
    ADDRESS_PATH = "address/wrong-path", You, NONE, API;

    NETWORK_NOT_SENT = "network/not-sent", ItDepartment, NETWORK, HTTP;
    NETWORK_UNKNOWN = "network/unknown-outcome", You, NONE, HTTP;
    NETWORK_OFFLINE = "network/offline", You, NONE, HTTP;
    NETWORK_NAME = "network/name-not-found", ItDepartment, NETWORK, HTTP;
    NETWORK_REFUSED = "network/refused", ItDepartment, NETWORK, HTTP;
    NETWORK_TIMEOUT = "network/timeout", ItDepartment, NETWORK, HTTP;
    NETWORK_TLS = "network/tls-intercepted", ItDepartment, NETWORK, HTTP;
    NETWORK_TLS_TIME = "network/tls-clock", You, CLOCK, HTTP;
    NETWORK_PROXY_LOGIN = "network/proxy-login", ItDepartment, NETWORK, HTTP;
    NETWORK_PROXY = "network/proxy-page", ItDepartment, NETWORK, HTTP;
    NETWORK_CAPTIVE = "network/captive-portal", You, NONE, HTTP;
    NETWORK_HTML = "network/html", ItDepartment, NETWORK, HTTP;

    PASTE_PRIVATE_KEY = "paste/private-key", You, NONE, CLIENTS;
    UNKNOWN = "unknown/unrecognised", Digdir, SUPPORT, ERRORS;
}
