//! One client of the list: what the API says of it, what the rules say, and what ends when.

use losen_core::Timestamp;
use losen_core::clients::{Ends, Health, KeysEnd, Listed, Near};
use losen_core::diagnosis::Cause;
use losen_core::model::Severity;
use losen_core::rules::{Context, findings};
use losen_core::text::{Language, Message, text};
use serde_json::{Value, json};

use crate::clock;
use crate::output::{Output, Tint};

/// A client as it is listed.
pub struct Row<'a> {
    /// The client.
    pub listed: &'a Listed,
    environment: &'static str,
    health: Health,
    /// Why its keys could not be read, when they could not.
    why: &'a [Cause],
}

impl<'a> Row<'a> {
    /// With what the rules say of it.
    pub fn new(listed: &'a Listed, context: &Context, why: &'a [Cause]) -> Self {
        Self {
            listed,
            environment: context.environment.word(),
            health: Health::of(&findings(&listed.client, context)),
            why,
        }
    }

    /// What Losen knows beside what the API says.
    pub fn to_json(&self, language: Language) -> Value {
        let at = |ends: Ends| clock::rfc3339(ends.at);
        let expiry = self.listed.expiry();
        let keys = match expiry.keys {
            KeysEnd::NotUsed => json!({ "state": "not-used" }),
            KeysEnd::Unread => json!({ "state": "unread" }),
            KeysEnd::Unreadable => {
                let causes = self.why.iter().map(|cause| cause.to_json(language));
                json!({ "state": "unreadable", "causes": causes.collect::<Vec<_>>() })
            }
            KeysEnd::None => json!({ "state": "none" }),
            KeysEnd::Known { count, first } => {
                json!({ "state": "known", "count": count, "first_ends": first.map(at) })
            }
        };
        json!({
            "environment": self.environment,
            "health": {
                "worst": self.health.worst().map(Severity::word),
                "errors": self.health.errors,
                "warnings": self.health.warnings,
                "hints": self.health.hints,
            },
            "secret": expiry.secret.map(|ends| json!({ "ends_at_the_latest": at(ends) })),
            "keys": keys,
        })
    }

    /// For people.
    pub fn tell(&self, now: Timestamp, output: &mut Output<'_>) -> std::io::Result<()> {
        let client = &self.listed.client;
        let language = output.language;
        let member = |name| client.text(name).unwrap_or("–");
        let name = output.tint(member("client_name"), Tint::Bold);
        let inactive = if self.listed.is_active() {
            String::new()
        } else {
            format!(" ({})", text(language, "clients.tag.inactive"))
        };
        writeln!(output.out, "{name}{inactive}")?;
        let scopes = client.scopes().join(" ");
        let (id, kind) = (member("client_id"), member("integration_type"));
        writeln!(output.out, "  {id}  {kind}  {scopes}")?;
        let day = member("last_updated").get(..10).unwrap_or("–");
        let changed = Message::new("clients.row.changed").with("day", day);
        writeln!(output.out, "  {}", changed.text(language))?;
        for ends in self.listed.expiry().messages() {
            writeln!(output.out, "  {}", ends.text(language))?;
        }
        if let Some(cause) = self.why.first() {
            writeln!(output.out, "    {}", cause.message.text(language))?;
        }
        writeln!(output.out, "  {}", self.state(now, output))
    }

    /// What has ended or soon does, and what the rules say.
    fn state(&self, now: Timestamp, output: &Output<'_>) -> String {
        let near = self.listed.expiry().first().map(|ends| ends.near(now));
        let mut said = Vec::new();
        match near {
            Some(Near::Over) => {
                said.push(output.tint(&text(output.language, "clients.tag.ended"), Tint::Red));
            }
            Some(Near::Soon) => {
                said.push(output.tint(&text(output.language, "clients.tag.ends_soon"), Tint::Yellow));
            }
            Some(Near::Later) | None => {}
        }
        let health = self.health.messages();
        if health.is_empty() {
            said.push(text(output.language, "clients.cli.list.healthy"));
        }
        for (severity, message) in health {
            let tint = match severity {
                Severity::Error => Tint::Red,
                Severity::Warning | Severity::Hint => Tint::Yellow,
            };
            said.push(output.tint(&message.text(output.language), tint));
        }
        said.join(" · ")
    }
}
