use losen_core::text::Message;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use crate::cli::TokenArgs;
use crate::clock;
use crate::helper::Helper;
use crate::output::{Failure, Format, Outcome, Output};

/// `losen token`: gets a token. Shows what was got, and the token itself only with `--print`, alone on the last line.
pub fn token(
    helper: &mut Helper<'_>,
    arguments: &TokenArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let token = helper.token(&arguments.common.profile, arguments.operation)?;
    // What it says of itself; whether that is true is for the API to verify. `null` when it is opaque.
    let claims: Value =
        jsonwebtoken::dangerous::insecure_decode_claims(token.secret.expose_secret()).unwrap_or_default();
    match arguments.common.format {
        Format::Json => output.json(&json!({
            "profile": arguments.common.profile,
            "operation": token.operation,
            "scope": token.operation.scope(),
            "expires_at": clock::rfc3339(token.expires_at),
            "claims": claims,
        }))?,
        Format::Text => {
            output.say(
                &Message::new("cli.token.got")
                    .with("profile", arguments.common.profile.as_str())
                    .with("scope", token.operation.scope())
                    .with("expires", clock::rfc3339(token.expires_at)),
            )?;
            output.json(&claims)?;
        }
    }
    finish(arguments, token.secret.expose_secret(), output)
}

/// `losen grant`: signs a grant without sending it.
pub fn grant(
    helper: &mut Helper<'_>,
    arguments: &TokenArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (grant, signed) = helper.grant(&arguments.common.profile, arguments.operation)?;
    match arguments.common.format {
        Format::Json => output.json(&grant.claims())?,
        Format::Text => {
            output.say(
                &Message::new("cli.grant.signed")
                    .with("profile", arguments.common.profile.as_str())
                    .with("expires", clock::rfc3339(grant.expires_at())),
            )?;
            output.json(&grant.claims())?;
        }
    }
    finish(arguments, signed.expose_secret(), output)
}

fn finish(arguments: &TokenArgs, secret: &str, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    if arguments.print {
        writeln!(output.out, "{secret}")?;
    } else if arguments.common.format == Format::Text {
        output.line("cli.token.hidden")?;
    }
    Ok(Outcome::Fine)
}
