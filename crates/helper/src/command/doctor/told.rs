//! A chain as text and as JSON.

use losen_core::text::{Language, Message};
use serde_json::{Value, json};

use super::chain::{Chain, Link, State, Step};
use crate::output::{Output, Tint};

impl Link {
    fn name(self) -> Message {
        Message::new(match self {
            Self::Profile => "doctor.link.profile",
            Self::Key => "doctor.link.key",
            Self::Certificate => "doctor.link.certificate",
            Self::Network => "doctor.link.network",
            Self::Tls => "doctor.link.tls",
            Self::Clock => "doctor.link.clock",
            Self::Maskinporten => "doctor.link.maskinporten",
            Self::Scopes => "doctor.link.scopes",
            Self::Api => "doctor.link.api",
        })
    }
}

impl State {
    fn name(self) -> Message {
        Message::new(match self {
            Self::Ok => "doctor.state.ok",
            Self::Broken => "doctor.state.broken",
            Self::NotReached => "doctor.state.not_reached",
        })
    }
}

/// The chain for a program.
pub fn json(chain: &Chain, language: Language) -> Value {
    let told = |step: &Step| {
        json!({
            "link": step.link,
            "state": step.state,
            "seen": step.seen.iter().map(|seen| seen.text(language)).collect::<Vec<_>>(),
            "causes": step.causes.iter().map(|cause| cause.to_json(language)).collect::<Vec<_>>(),
        })
    };
    json!({
        "profile": chain.profile,
        "environment": chain.environment,
        "links": chain.steps.iter().map(told).collect::<Vec<_>>(),
    })
}

/// The chain for a person.
pub fn text(chain: &Chain, output: &mut Output<'_>) -> std::io::Result<()> {
    let environment = chain
        .environment
        .map(|environment| format!(" ({})", environment.word()));
    let heading = output.tint(&chain.profile, Tint::Bold);
    writeln!(output.out, "{heading}{}", environment.unwrap_or_default())?;
    for step in &chain.steps {
        let (sign, tint) = match step.state {
            State::Ok => ("✓", Tint::Green),
            State::Broken => ("✗", Tint::Red),
            State::NotReached => ("·", Tint::Dim),
        };
        let (link, state) = (
            step.link.name().text(output.language),
            step.state.name().text(output.language),
        );
        writeln!(
            output.out,
            "  {} {link}: {}",
            output.tint(sign, tint),
            output.tint(&state, tint)
        )?;
        for seen in &step.seen {
            writeln!(
                output.out,
                "      {}",
                output.tint(&seen.text(output.language), Tint::Dim)
            )?;
        }
        // The likeliest is enough on a screen; JSON has them all.
        output.causes(step.causes.get(..1).unwrap_or_default())?;
    }
    Ok(())
}
