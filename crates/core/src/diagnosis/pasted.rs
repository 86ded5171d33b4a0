//! Paste to diagnose: an error text, a curl transcript, an HTTP log, a JSON body or a token, recognised and masked at
//! once. Nothing of it leaves this function but what [`Pasted`] holds.

use serde_json::{Value, json};

use super::answer::Answer;
use super::transcript::Transcript;
use super::{
    Cause, Evidence, OpenedToken, Symptom, catalogue as known, diagnose, evidence, host_code, mask, network,
    token,
};

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
        let told = self.evidence.clone();
        let here = known_here.clone();
        let together = Evidence {
            environment: told.environment.or(here.environment),
            token_claims: told.token_claims.or(here.token_claims),
            now: told.now.or(here.now),
            token_header: told.token_header.or(here.token_header),
            authorization: told.authorization.or(here.authorization),
            address: told.address.or(here.address),
            admin_client: told.admin_client.or(here.admin_client),
            orgno: told.orgno.or(here.orgno),
            transport: told.transport.or(here.transport),
        };
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

fn recognise(text: &str, opened: Option<&OpenedToken>, private_key: bool) -> (PastedKind, Option<Value>) {
    let transcript = Transcript::read(text);
    if transcript.is_http() {
        let kind = if transcript.is_curl || text.lines().any(|line| line.starts_with("< ")) {
            PastedKind::Curl
        } else {
            PastedKind::HttpLog
        };
        return (kind, Some(transcript.to_json()));
    }
    if let Some(opened) = opened.filter(|_| is_alone(text)) {
        let token = json!({ "header": opened.header, "claims": opened.claims });
        return (PastedKind::Token, Some(json!({ "token": token })));
    }
    let answer = Answer::of_text(text);
    let token = opened.map(|opened| json!({ "header": opened.header, "claims": opened.claims }));
    let body = |status: Option<u16>| json!({ "body": text, "status": status, "token": token });
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
    if token::is_refusal(&answer) || token::named(&answer).is_some() {
        let kind = if answer.is_json {
            PastedKind::ErrorBody
        } else {
            PastedKind::ErrorText
        };
        return (kind, Some(json!({ "body": text })));
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
    for (words, status) in [
        ("invalid cors request", 403),
        ("bruksvilk", 428),
        ("jwt expired at", 401),
    ] {
        if answer.says(words) {
            return (PastedKind::ErrorText, Some(body(Some(status))));
        }
    }
    if answer.is_page {
        return (PastedKind::ErrorText, Some(body(Some(200))));
    }
    (PastedKind::Unknown, None)
}

/// Whether there is one word, perhaps with its scheme before it.
fn is_alone(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    // A token that was wrapped by a mail program has no blanks but line breaks.
    words.len() <= 3 && !text.contains('{')
}

fn holds_private_key(text: &str) -> bool {
    let is_jwk = text.contains("\"kty\"") && text.contains("\"d\"");
    text.contains("PRIVATE KEY-----") || is_jwk
}

/// A status that a text names: `"status":401`, `HTTP 401`, `status: 401`, `401 Unauthorized`.
fn status_in(text: &str, answer: &Answer) -> Option<u16> {
    let parse = |word: &str| {
        word.parse::<u16>()
            .ok()
            .filter(|status| (400..600).contains(status))
    };
    if let Some(status) = answer.status {
        return parse(&status.to_string());
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
