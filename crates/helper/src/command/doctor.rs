use losen_core::diagnosis::{Evidence, Symptom, diagnose};
use losen_core::text::Message;
use serde_json::{Value, json};

use super::link;
use crate::cli::DoctorArgs;
use crate::helper::Helper;
use crate::install::inspect::Obstacle;
use crate::output::{Failure, Format, Outcome, Output, Tint};

/// `losen doctor`: why a browser cannot reach the helper, and which profile cannot be used.
pub fn doctor(
    helper: &mut Helper<'_>,
    arguments: &DoctorArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let browsers = link::examine(arguments)?;
    let profiles = helper.profiles();
    let sick = browsers.iter().any(|(_, obstacles)| !obstacles.is_empty())
        || profiles.iter().any(|profile| profile.problem.is_some());
    if arguments.format == Format::Json {
        let language = output.language;
        let of = |obstacle: &Obstacle| json!({"code": obstacle.code, "cause": obstacle.cause(), "message": obstacle.message.text(language)});
        let browsers: Vec<Value> = browsers
            .iter()
            .map(|(browser, obstacles)| {
                json!({"browser": browser.name(), "obstacles": obstacles.iter().map(of).collect::<Vec<_>>()})
            })
            .collect();
        output.json(&json!({ "browsers": browsers, "profiles": profiles }))?;
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
        if profiles.is_empty() {
            output.line("cli.doctor.no_profile")?;
        }
        for profile in &profiles {
            let environment = profile.environment.word();
            writeln!(
                output.out,
                "{} ({environment})",
                output.tint(&profile.name, Tint::Bold)
            )?;
            match &profile.problem {
                None => output.line("cli.doctor.profile_fine")?,
                Some(fault) => {
                    writeln!(output.out, "  {}", output.tint(&fault.to_string(), Tint::Red))?;
                    let causes = diagnose(&Symptom::Helper(fault.clone()), &Evidence::default());
                    output.causes(causes.get(..1).unwrap_or_default())?;
                }
            }
        }
    }
    Ok(if sick { Outcome::Refused } else { Outcome::Fine })
}
