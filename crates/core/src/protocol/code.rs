//! The codes of refusals. Append-only; a test compares them with `docs/PROTOCOL.md`.

/// The extension speaks an older protocol than the helper understands: update the extension.
pub const TOO_OLD: &str = "protocol/too-old";
/// The extension speaks a newer protocol than the helper understands: update the helper.
pub const TOO_NEW: &str = "protocol/too-new";
/// The request is no JSON object, or has no usable `id` or `cmd`.
pub const MALFORMED: &str = "request/malformed";
/// The command is not known to this helper.
pub const UNKNOWN_COMMAND: &str = "request/unknown-command";
/// A member of the command is missing or wrong.
pub const BAD_ARGUMENT: &str = "request/bad-argument";
/// The frame announced more than 64 KiB.
pub const TOO_LARGE: &str = "request/too-large";
/// Whoever started the helper is not the extension.
pub const CALLER: &str = "caller/forbidden";
/// There is no profile of that name.
pub const NO_PROFILE: &str = "profile/unknown";
/// The profile cannot be read; `detail` names the file and the place.
pub const BAD_PROFILE: &str = "profile/invalid";
/// The key file cannot be read.
pub const KEY_UNREADABLE: &str = "key/unreadable";
/// The passphrase does not open the key file. Never retried by itself.
pub const WRONG_PASSPHRASE: &str = "key/wrong-passphrase";
/// There is nobody and no window to ask for the passphrase.
pub const NO_PROMPT: &str = "key/no-prompt";
/// The user dismissed the prompt.
pub const CANCELLED: &str = "key/cancelled";
/// The file holds no usable signing key.
pub const KEY_UNUSABLE: &str = "key/unusable";
/// The card, the token on it, its module or the certificate store does not have the key, or has several that fit.
pub const KEY_NOT_FOUND: &str = "key/not-found";
/// The PIN is wrong. Never tried again by itself, since a few wrong ones lock the card.
pub const WRONG_PIN: &str = "key/wrong-pin";
/// The card is locked, and no PIN opens it any more.
pub const PIN_LOCKED: &str = "key/pin-locked";
/// The certificate is not valid any more.
pub const CERTIFICATE_EXPIRED: &str = "certificate/expired";
/// The certificate is not valid yet.
pub const CERTIFICATE_NOT_YET: &str = "certificate/not-yet-valid";
/// A test certificate for production, or the reverse.
pub const CERTIFICATE_ENVIRONMENT: &str = "certificate/wrong-environment";
/// Policy does not allow the operation.
pub const POLICY: &str = "policy/refused";
/// Maskinporten refused the grant; `detail` holds its own words.
pub const TOKEN_REJECTED: &str = "token/rejected";
/// The machine's clock is too far from Maskinporten's to be corrected for.
pub const CLOCK: &str = "token/clock";
/// Maskinporten could not be reached.
pub const TOKEN_UNREACHABLE: &str = "token/unreachable";
/// Maskinporten's answer made no sense.
pub const TOKEN_NONSENSE: &str = "token/nonsense";
/// The profile signs with a key that is registered on the admin client only, so it cannot sign as another client.
pub const PROOF_UNSUPPORTED: &str = "proof/unsupported";
/// The private half of the key is not with this helper, or the client gets tokens only when somebody logs in.
pub const KEY_ELSEWHERE: &str = "proof/key-elsewhere";
/// Maskinporten gave a token, but KRR could not be reached.
pub const PROOF_UNREACHABLE: &str = "proof/unreachable";
/// Nobody logs in with the client: it is of another type, deactivated, or has no address for a login to end at.
pub const PROOF_NOT_FOR_LOGIN: &str = "proof/not-for-login";
/// The self-service API would not show the client; `detail` holds its answer.
pub const PROOF_CLIENT_UNREADABLE: &str = "proof/client-unreadable";
/// The client has keys of its own, and the helper has none of them; `detail` says where it looked.
pub const PROOF_KEY_NEEDED: &str = "proof/key-needed";
/// The client proves itself with a secret, and none came along.
pub const PROOF_SECRET_NEEDED: &str = "proof/secret-needed";
/// The login was not begun here, is too old, or its code has been used.
pub const PROOF_LOGIN_UNKNOWN: &str = "proof/login-unknown";
/// The answer belongs to another login: issuer, nonce, audience or client are not the ones that were asked for.
pub const PROOF_LOGIN_MISMATCH: &str = "proof/login-mismatch";
/// ID-porten gave no token for the code; `detail` holds its own words.
pub const PROOF_LOGIN_REFUSED: &str = "proof/login-refused";
/// The token was not handed out by this helper for this profile and this kind of call, or has expired; nothing was sent.
pub const SEND_UNKNOWN_TOKEN: &str = "send/unknown-token";
/// The helper failed in a way it does not know.
pub const INTERNAL: &str = "helper/internal";

/// Every code above.
pub const ALL: &[&str] = &[
    TOO_OLD,
    TOO_NEW,
    MALFORMED,
    UNKNOWN_COMMAND,
    BAD_ARGUMENT,
    TOO_LARGE,
    CALLER,
    NO_PROFILE,
    BAD_PROFILE,
    KEY_UNREADABLE,
    WRONG_PASSPHRASE,
    NO_PROMPT,
    CANCELLED,
    KEY_UNUSABLE,
    KEY_NOT_FOUND,
    WRONG_PIN,
    PIN_LOCKED,
    CERTIFICATE_EXPIRED,
    CERTIFICATE_NOT_YET,
    CERTIFICATE_ENVIRONMENT,
    POLICY,
    TOKEN_REJECTED,
    CLOCK,
    TOKEN_UNREACHABLE,
    TOKEN_NONSENSE,
    PROOF_UNSUPPORTED,
    KEY_ELSEWHERE,
    PROOF_UNREACHABLE,
    PROOF_NOT_FOR_LOGIN,
    PROOF_CLIENT_UNREADABLE,
    PROOF_KEY_NEEDED,
    PROOF_SECRET_NEEDED,
    PROOF_LOGIN_UNKNOWN,
    PROOF_LOGIN_MISMATCH,
    PROOF_LOGIN_REFUSED,
    SEND_UNKNOWN_TOKEN,
    INTERNAL,
];
