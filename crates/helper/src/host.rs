//! The native messaging host: the protocol of `losen_core::protocol` over stdin and stdout.

use losen_core::login::Landed;
use losen_core::model::Kid;
use losen_core::protocol::{Answer, Command, Fault, Reply, Request, VERSION, code};
use secrecy::ExposeSecret as _;

use crate::caller::Caller;
use crate::helper::{Helper, Target};
use crate::login::Means;

/// Answers one request.
pub fn answer(helper: &mut Helper<'_>, caller: &Caller, request: &Request) -> Reply {
    Reply {
        id: request.id,
        result: perform(helper, caller, &request.command),
    }
}

fn perform(helper: &mut Helper<'_>, caller: &Caller, command: &Command) -> Result<Answer, Fault> {
    if let Caller::Stranger(_) = caller {
        caller.may_use(losen_core::model::Environment::Practice)?;
    }
    match command {
        Command::Hello { protocol, .. } => {
            if *protocol < VERSION {
                let detail = format!("the extension speaks {protocol}, this helper {VERSION}");
                return Err(Fault::new(code::TOO_OLD, detail));
            }
            if *protocol > VERSION {
                let detail = format!("the extension speaks {protocol}, this helper {VERSION}");
                return Err(Fault::new(code::TOO_NEW, detail));
            }
            Ok(Answer::Hello {
                protocol: [VERSION, VERSION],
                helper: env!("CARGO_PKG_VERSION").to_owned(),
                profiles: helper.profiles(),
            })
        }
        Command::Status => Ok(Answer::Status {
            profiles: helper.profiles(),
        }),
        Command::Token {
            profile,
            operation,
            client_id,
        } => {
            let profile = helper.profile(profile)?;
            caller.may_use(profile.environment)?;
            let target = client_id.clone().map_or(Target::Unnamed, Target::Told);
            let token = helper.hand_out(&profile, *operation, &target)?;
            Ok(Answer::Token {
                access_token: token.secret,
                expires_at: token.expires_at,
                operation: token.operation,
            })
        }
        Command::Prove {
            profile,
            client_id,
            proof,
            kid,
        } => {
            caller.may_use(helper.profile(profile)?.environment)?;
            let kid = kid.as_deref().map(kid_of).transpose()?;
            helper.prove(profile, client_id, *proof, kid.as_ref())
        }
        Command::Send { profile, token, post } => {
            caller.may_use(helper.profile(profile)?.environment)?;
            helper.send_once(profile, token.secret(), post)
        }
        Command::MakeKey { profile } => {
            caller.may_use(helper.profile(profile)?.environment)?;
            helper.make_key(profile)
        }
        Command::ProveKey {
            profile,
            client_id,
            kid,
        } => {
            caller.may_use(helper.profile(profile)?.environment)?;
            helper.prove_by_kid(profile, client_id, &kid_of(kid)?)
        }
        Command::Login {
            profile,
            client_id,
            proof,
        } => {
            caller.may_use(helper.profile(profile)?.environment)?;
            helper.begin_login(profile, client_id, *proof, &Means::default())
        }
        Command::ProveLogin {
            profile,
            client_id,
            code,
            state,
            issuer,
            client_secret,
        } => {
            caller.may_use(helper.profile(profile)?.environment)?;
            let landed = Landed {
                code: code.secret().expose_secret().to_owned(),
                state: state.clone(),
                issuer: issuer.clone(),
            };
            let means = Means {
                secret: client_secret.as_ref().map(|secret| secret.secret().clone()),
                key: None,
            };
            helper.prove_login(profile, client_id, &landed, &means)
        }
    }
}

/// A key's id becomes the name of a file, so it is read before it is believed.
fn kid_of(text: &str) -> Result<Kid, Fault> {
    Kid::parse(text).map_err(|error| Fault::new(code::BAD_ARGUMENT, error.to_string()))
}
