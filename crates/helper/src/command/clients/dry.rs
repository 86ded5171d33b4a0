//! `--dry-run`: everything that the real operation reads and checks, and the request that it would send.

use losen_core::api::ApiRequest;
use losen_core::text::Message;
use serde_json::{Value, json};

use crate::output::{Failure, Format, Outcome, Output};
use crate::profile::Profile;

/// A request as a dry run shows it.
pub fn request(profile: &Profile, request: &ApiRequest) -> Value {
    json!({
        "method": request.method,
        "url": request.address(&profile.endpoints.api),
        "body": request.body,
    })
}

/// Shows what would be sent, with `more` members in the JSON.
pub fn tell(
    profile: &Profile,
    sent: &ApiRequest,
    more: Value,
    format: Format,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let sent = request(profile, sent);
    if format == Format::Json {
        let mut body = json!({ "outcome": "dry-run" });
        if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
            body.extend(more);
            body.insert("request".into(), sent);
        }
        output.json(&body)?;
        return Ok(Outcome::Fine);
    }
    let message = Message::new("cli.clients.create.would_send")
        .with("environment", profile.environment.word())
        .with("profile", profile.name.as_str());
    output.say(&message)?;
    let text = |member: &str| sent[member].as_str().unwrap_or_default().to_owned();
    writeln!(output.out, "{} {}", text("method"), text("url"))?;
    if !sent["body"].is_null() {
        output.json(&sent["body"])?;
    }
    Ok(Outcome::Fine)
}
