//! Paste to diagnose: an error text, a curl transcript, an HTTP log, a JSON body or a token, recognised and masked at
//! once. Nothing of it leaves this function but what [`Pasted`] holds.

use serde_json::{Value, json};

use super::answer::Answer;
use super::claims::Claims;
use super::exchange::Exchange;
use super::transcript::Transcript;
use super::{
    Cause, Evidence, OpenedToken, Symptom, catalogue as known, diagnose, evidence, host_code, jwt, login,
    mask, network, place, token,
};
use crate::Timestamp;

/// What was pasted, without its secrets.
#[derive(Clone, Debug, PartialEq)]
pub struct Pasted {
    /// The text with secrets masked. Show this in place of what was pasted, and forget the rest.
    pub masked: String,
    /// What it was recognised as.
    pub kind: PastedKind,
    /// The token or grant that stood in it, opened but not verified.
    pub token: Option<OpenedToken>,
    /// Whether a private key stood in it.
    pub private_key: bool,
    /// What went wrong, if the text says so.
    pub symptom: Option<Symptom>,
    /// What the text tells beside that.
    pub evidence: Evidence,
}

/// What a pasted text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PastedKind {
    /// A curl command or what curl printed.
    Curl,
    /// Request and status lines.
    HttpLog,
    /// The JSON that a service answers when it refuses.
    ErrorBody,
    /// A text that names an error.
    ErrorText,
    /// A token or a grant, and nothing more.
    Token,
    /// A private key.
    PrivateKey,
    /// Nothing that Losen knows.
    Unknown,
}

/// Reads what somebody pasted. Never fails: what is not recognised is shown as it is, with secrets masked.
#[must_use]
pub fn read_pasted(text: &str) -> Pasted {
    let unwrapped = jwt::unwrapped(text);
    let text = unwrapped.as_deref().unwrap_or(text);
    let opened = OpenedToken::read(text);
    let private_key = holds_private_key(text);
    let (kind, value) = recognise(text, opened.as_ref(), private_key);
    let (symptom, evidence) = value.as_ref().and_then(Symptom::from_json).unzip();
    Pasted {
        masked: mask(text),
        kind,
        token: opened,
        private_key,
        symptom,
        evidence: evidence.unwrap_or_default(),
    }
}

impl Pasted {
    /// The causes, with what is known beside the pasted text: what the text tells itself counts first.
    #[must_use]
    pub fn causes(&self, known_here: &Evidence) -> Vec<Cause> {
        let together = self.with(known_here);
        let mut causes = Vec::new();
        if self.private_key {
            causes.push(known::PASTE_PRIVATE_KEY.certain());
        }
        match &self.symptom {
            Some(symptom) => causes.extend(diagnose(symptom, &together)),
            None if causes.is_empty() => {
                let seen = evidence::quoted("diagnosis.evidence.pasted", &self.masked);
                causes.push(known::UNKNOWN.possible().because_all(seen));
            }
            None => {}
        }
        causes
    }
}

impl Pasted {
    /// What the text tells, and what is known here where it belongs to the same place and time.
    fn with(&self, known_here: &Evidence) -> Evidence {
        let (told, here) = (self.evidence.clone(), known_here.clone());
        let address = told.address.or(here.address);
        let environment = told
            .environment
            .or(address.as_deref().and_then(place::environment));
        // An admin client, and in test often the organisation, is another one in the other environment.
        let same_place = environment.is_none() || environment == here.environment;
        let mut together = Evidence {
            environment: environment.or(here.environment),
            token_claims: told.token_claims.or(here.token_claims),
            now: told.now,
            token_header: told.token_header.or(here.token_header),
            authorization: told.authorization.or(here.authorization),
            address,
            admin_client: told.admin_client.or(here.admin_client.filter(|_| same_place)),
            orgno: told.orgno.or(here.orgno.filter(|_| same_place)),
            transport: told.transport.or(here.transport),
        };
        together.now = together
            .now
            .or_else(|| here.now.filter(|now| self.is_of_now(&together, *now)));
        together
    }

    /// Whether the time of pasting says anything. What was copied happened earlier, nobody knows when: that something has
    /// ended since does not mean that it had ended then. That it has not ended yet does say something. A token alone is
    /// judged as it is now.
    fn is_of_now(&self, together: &Evidence, now: Timestamp) -> bool {
        let grant = match &self.symptom {
            Some(Symptom::Token { grant_claims, .. }) => grant_claims.as_ref(),
            Some(Symptom::AccessToken) | None => return true,
            Some(_) => None,
        };
        let ends = |claims: &Value| Claims(claims).time("exp");
        [together.token_claims.as_ref(), grant]
            .into_iter()
            .flatten()
            .filter_map(ends)
            .all(|end| end > now)
    }
}

fn recognise(text: &str, opened: Option<&OpenedToken>, private_key: bool) -> (PastedKind, Option<Value>) {
    let transcript = Transcript::read(text);
    if transcript.is_http() {
        let kind = if transcript.is_curl || text.lines().any(|line| line.starts_with("< ")) {
            PastedKind::Curl
        } else {
            PastedKind::HttpLog
        };
        return (
            kind,
            transcript.told().map(|exchange| of_exchange(text, &exchange)),
        );
    }
    if let Some(line) = text.lines().find(|line| network::is_last_word_of_curl(line)) {
        let said = line.trim().trim_start_matches("* ");
        return (PastedKind::ErrorText, Some(json!({ "transport": said })));
    }
    if let Some(opened) = opened.filter(|_| is_alone(text)) {
        let token = json!({ "header": opened.header, "claims": opened.claims });
        return (PastedKind::Token, Some(json!({ "token": token })));
    }
    let answer = Answer::of_text(text);
    let token = opened.map(|opened| json!({ "header": opened.header, "claims": opened.claims }));
    // As Python's libraries say it: "401 Client Error: Unauthorized for url: https://…".
    let called = text
        .split_once("for url: ")
        .and_then(|(_, address)| address.split_whitespace().next());
    let body =
        |status: Option<u16>| json!({ "body": text, "status": status, "token": token, "address": called });
    // What a service answers when all is well: whatever words and numbers stand in it refuse nothing.
    if is_good_body(text, &answer) {
        let token = token.filter(|_| text.contains("access_token"));
        return (PastedKind::Unknown, token.map(|token| json!({ "token": token })));
    }
    if private_key && answer.error.is_none() {
        return (PastedKind::PrivateKey, None);
    }
    if answer.says("native messaging host")
        || answer.says("native application")
        || answer.says("native host has")
    {
        return (
            PastedKind::ErrorText,
            Some(json!({ "browser": text, "host": host_code(Some(text)) })),
        );
    }
    let of_a_login = login::speaks(&answer);
    if of_a_login || token::is_refusal(&answer) || token::named(&answer).is_some() {
        let kind = if answer.is_json {
            PastedKind::ErrorBody
        } else {
            PastedKind::ErrorText
        };
        // Without a number `from_json` takes it for an answer all the same: 0 stands for one that nobody knows.
        let status = of_a_login.then(|| answer.status.unwrap_or_default());
        return (kind, Some(json!({ "body": text, "status": status })));
    }
    if let Some(status) = status_in(text, &answer) {
        let kind = if answer.is_json {
            PastedKind::ErrorBody
        } else {
            PastedKind::ErrorText
        };
        return (kind, Some(body(Some(status))));
    }
    if network::reason(&answer).is_some() {
        return (PastedKind::ErrorText, Some(json!({ "transport": text })));
    }
    // Nobody saw a status here; the words stand for themselves.
    let is_known = ["invalid cors request", "bruksvilk", "jwt expired at"]
        .iter()
        .any(|words| answer.says(words));
    if is_known || answer.is_page {
        return (PastedKind::ErrorText, Some(body(Some(0))));
    }
    (PastedKind::Unknown, None)
}

/// An exchange. One that nobody answered may have ended in the words of whatever could not connect; curl's own are its already.
fn of_exchange(text: &str, exchange: &Exchange) -> Value {
    let mut value = exchange.to_json();
    let names_reason =
        |line: &&str| !line.starts_with("curl: (") && network::reason(&Answer::of_text(line)).is_some();
    if exchange.status.is_none()
        && exchange.broke_off.is_none()
        && let Some(line) = text.lines().find(names_reason)
        && let Some(members) = value.as_object_mut()
    {
        members.remove("body");
        members.insert("transport".to_owned(), line.trim().into());
    }
    value
}

/// Whether the whole text is JSON that complains of nothing.
fn is_good_body(text: &str, answer: &Answer) -> bool {
    let is_whole =
        serde_json::from_str::<Value>(text.trim()).is_ok_and(|value| value.is_object() || value.is_array());
    is_whole && answer.is_good(None, text) && answer.code().is_none() && !holds_private_key(text)
}

/// Whether there is one word, perhaps with its scheme before it.
fn is_alone(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.len() <= 3 && !text.contains('{')
}

fn holds_private_key(text: &str) -> bool {
    // In a log the quotes are escaped, and Python writes others.
    let plain = text.replace('\\', "").replace('\'', "\"");
    let is_jwk = plain.contains("\"kty\"") && plain.contains("\"d\"");
    text.contains("PRIVATE KEY-----") || is_jwk
}

/// A status that a text names: `"status":401`, `HTTP 401`, `status: 401`, `401 Unauthorized`.
fn status_in(text: &str, answer: &Answer) -> Option<u16> {
    let parse = |word: &str| {
        word.parse::<u16>()
            .ok()
            .filter(|status| (400..600).contains(status))
    };
    if answer.status.is_some() {
        return answer.refusal();
    }
    let words: Vec<String> = text
        .to_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let before = [
        "http",
        "status",
        "statuscode",
        "code",
        "feil",
        "error",
        "svarer",
        "svar",
    ];
    let after = [
        "unauthorized",
        "forbidden",
        "bad",
        "not",
        "conflict",
        "internal",
        "service",
        "precondition",
        "too",
        "gateway",
        "client",
        "server",
    ];
    words.iter().enumerate().find_map(|(at, word)| {
        let status = parse(word)?;
        let led = at > 0
            && words
                .get(at - 1)
                .is_some_and(|word| before.contains(&word.as_str()));
        let followed = words
            .get(at + 1)
            .is_some_and(|word| after.contains(&word.as_str()));
        (led || followed).then_some(status)
    })
}
