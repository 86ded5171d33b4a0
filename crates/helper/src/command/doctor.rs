//! `losen doctor`: where the chain from a browser to the API breaks.

mod chain;
mod line;
mod peer;
mod told;

use losen_core::text::Message;
use serde_json::{Value, json};

use chain::Chain;

use super::link;
use crate::cli::DoctorArgs;
use crate::helper::Helper;
use crate::install::inspect::Obstacle;
use crate::output::{Failure, Format, Outcome, Output, Tint};

/// `losen doctor`: why a browser cannot reach the helper, and where the chain from each profile to the API breaks.
pub fn doctor(
    helper: &mut Helper<'_>,
    arguments: &DoctorArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let browsers = link::examine(arguments)?;
    let profiles = helper.profiles();
    let chains: Vec<Chain> = match &arguments.profile {
        Some(name) => vec![Chain::walk(helper, name, true)],
        // The profiles of this machine say nothing about an image.
        None if arguments.root.is_some() => Vec::new(),
        None => profiles
            .iter()
            .map(|profile| Chain::walk(helper, &profile.name, false))
            .collect(),
    };
    let sick =
        browsers.iter().any(|(_, obstacles)| !obstacles.is_empty()) || chains.iter().any(Chain::is_broken);
    if arguments.format == Format::Json {
        let language = output.language;
        let of = |obstacle: &Obstacle| json!({"code": obstacle.code, "cause": obstacle.cause(), "message": obstacle.message.text(language)});
        let browsers: Vec<Value> = browsers
            .iter()
            .map(|(browser, obstacles)| {
                json!({"browser": browser.name(), "obstacles": obstacles.iter().map(of).collect::<Vec<_>>()})
            })
            .collect();
        let chains: Vec<Value> = chains.iter().map(|chain| told::json(chain, language)).collect();
        output.json(&json!({ "browsers": browsers, "profiles": profiles, "chains": chains }))?;
    } else {
        if browsers.is_empty() {
            output.line("cli.doctor.no_browser")?;
        }
        for (browser, obstacles) in &browsers {
            let fine = Message::new("cli.doctor.fine").text(output.language);
            let state = if obstacles.is_empty() {
                output.tint(&fine, Tint::Green)
            } else {
                String::new()
            };
            writeln!(output.out, "{} {state}", output.tint(browser.name(), Tint::Bold))?;
            for obstacle in obstacles {
                let text = obstacle.message.text(output.language);
                writeln!(output.out, "  {} {text}", output.tint(obstacle.code, Tint::Red))?;
            }
        }
        if chains.is_empty() {
            output.line("cli.doctor.no_profile")?;
        }
        for chain in &chains {
            told::text(chain, output)?;
        }
    }
    Ok(if sick { Outcome::Refused } else { Outcome::Fine })
}
