//! `losen clients secret`: a new secret, into a file of its own, and nowhere else.

use losen_core::api::Call;
use losen_core::clients::secret_ends;
use losen_core::flow::{self, clients::Rotated};
use losen_core::model::AuthMethod;
use losen_core::text::Message;
use secrecy::ExposeSecret as _;
use serde_json::json;

use super::secret_file::SecretFile;
use super::{End, Seen, dry, seen};
use crate::cli::SecretArgs;
use crate::clock;
use crate::drive::Driver;
use crate::helper::Helper;
use crate::output::{Failure, Format, Outcome, Output};

pub fn secret(
    helper: &mut Helper<'_>,
    arguments: &SecretArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let client = &arguments.client;
    let Seen {
        id,
        profile,
        client: seen,
    } = match seen(helper, client, output)? {
        Ok(seen) => seen,
        Err(outcome) => return Ok(outcome),
    };
    let end = |word, message, fine| End {
        word,
        message,
        refusal: None,
        more: json!({ "client_id": id.as_str() }),
        fine,
    };
    let has_secret = matches!(
        seen.auth_method(),
        Some(AuthMethod::ClientSecretPost | AuthMethod::ClientSecretBasic)
    );
    if !has_secret {
        let message = Message::new("clients.secret.none");
        return end("no-secret", message, false).tell(&profile, client.common.format, output);
    }
    if client.dry_run {
        SecretFile::could_be(&arguments.secret_file)?;
        let name = seen.text("client_name").unwrap_or_else(|| id.as_str());
        if client.common.format == Format::Text {
            output.say(&Message::new("clients.secret.would").with("name", name))?;
        }
        let request = Call::NewSecret(id.clone()).request();
        let more = json!({ "client_id": id.as_str() });
        return dry::tell(&profile, &request, more, client.common.format, output);
    }
    // Opened before anything is sent: the server shows a secret once.
    let file = SecretFile::create(&arguments.secret_file)?;
    let rotated = Driver::new(helper, &profile, clock::now).run(flow::clients::new_secret(id.clone()));
    let mut more = json!({ "client_id": id.as_str() });
    if let Rotated::Done { client, secret } = &rotated {
        file.keep(secret.expose_secret())?;
        more["secret_ends"] = secret_ends(client).map(|ends| ends.day()).into();
    }
    let fine = matches!(rotated, Rotated::Done { .. });
    End {
        word: rotated.word(),
        message: rotated.message(),
        refusal: rotated.refusal(),
        more,
        fine,
    }
    .tell(&profile, client.common.format, output)
}
