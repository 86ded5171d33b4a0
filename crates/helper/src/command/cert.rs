use std::path::Path;

use losen_core::Timestamp;
use losen_core::model::Environment;
use losen_core::protocol::Fault;
use losen_core::text::Message;
use serde_json::{Value, json};

use crate::certificate::{self, Certificate, Usage};
use crate::cli::CertArgs;
use crate::clock;
use crate::output::{Failure, Format, Outcome, Output, Tint};
use crate::prompt::Prompt;
use crate::signer::pkcs12;

/// Maskinporten accepts no shorter key.
const LEAST_BITS: usize = 2048;

/// `losen cert show`: whose a certificate is, where it can be used, and for how long. Works for any certificate.
pub fn show(prompt: &dyn Prompt, arguments: &CertArgs, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let now = clock::now();
    let found = read(&arguments.file, prompt, now, output)?;
    let all: Vec<Certificate> = found
        .certificates
        .iter()
        .filter_map(|der| certificate::read(der).ok())
        .collect();
    let Some(first) = all.first() else {
        return Err(no_certificate(&arguments.file));
    };
    let usable = is_usable(first, now);
    match arguments.answer.format {
        Format::Json => {
            let list: Vec<Value> = all.iter().map(|certificate| to_json(certificate, now)).collect();
            output.json(&json!({ "usable": usable, "certificates": list }))?;
        }
        Format::Text => {
            for (at, certificate) in all.iter().enumerate() {
                describe(certificate, now, output)?;
                let in_order = all
                    .get(at + 1)
                    .is_none_or(|next| next.subject == certificate.issued_by);
                if !in_order && found.is_chain {
                    output.line("cli.cert.order")?;
                }
            }
            output.line(if usable {
                "cli.cert.usable"
            } else {
                "cli.cert.unusable"
            })?;
        }
    }
    Ok(if usable { Outcome::Fine } else { Outcome::Refused })
}

/// What stands in a file.
struct Found {
    certificates: Vec<Vec<u8>>,
    /// Whether they stand in the order in which somebody would send them. A key file has no order.
    is_chain: bool,
}

/// The certificates in a file, as they stand in it; of a key file, the chain of the key that signs, if there is one, and
/// then the others.
fn read(path: &Path, prompt: &dyn Prompt, now: Timestamp, output: &Output<'_>) -> Result<Found, Failure> {
    let data = std::fs::read(path).map_err(|error| {
        Failure::Unusable(
            Message::new("cli.input.unreadable")
                .with("file", path.display().to_string())
                .with("reason", error.to_string()),
        )
    })?;
    let plain = certificate::all_in(&data);
    if !plain.is_empty() {
        return Ok(Found {
            certificates: plain,
            is_chain: true,
        });
    }
    let data = pkcs12::read(path).map_err(|_| no_certificate(path))?;
    let question = Message::new("cli.cert.passphrase").with("file", path.display().to_string());
    let passphrase = prompt
        .secret(&question.text(output.language))
        .map_err(Fault::from)?;
    Ok(Found {
        certificates: pkcs12::certificates(&data, &passphrase, path, now).map_err(Fault::from)?,
        is_chain: false,
    })
}

fn no_certificate(path: &Path) -> Failure {
    Failure::Unusable(Message::new("cli.cert.unreadable").with("file", path.display().to_string()))
}

fn is_usable(certificate: &Certificate, now: Timestamp) -> bool {
    let info = &certificate.info;
    certificate.usage > Usage::NoSignature
        && certificate.rsa_bits.is_some_and(|bits| bits >= LEAST_BITS)
        && certificate::is_enterprise(info)
        && (info.not_before..=info.not_after).contains(&now)
}

fn describe(certificate: &Certificate, now: Timestamp, output: &mut Output<'_>) -> std::io::Result<()> {
    let info = &certificate.info;
    writeln!(output.out, "{}", output.tint(&certificate.subject, Tint::Bold))?;
    if certificate.is_authority {
        output.line("cli.cert.authority")?;
    } else {
        if !certificate::is_enterprise(info) {
            output.line("cli.cert.no_orgno")?;
        } else {
            let holder = Message::new("cli.cert.holder");
            output.say(
                &holder
                    .with("organisation", &info.organisation)
                    .with("orgno", &info.orgno),
            )?;
        }
        output.say(&Message::new("cli.cert.issuer").with("issuer", &info.issuer))?;
        output.line(match certificate::issued_for(&info.issuer) {
            Some(Environment::Test) => "cli.cert.for_test",
            Some(Environment::Prod) => "cli.cert.for_prod",
            Some(Environment::Practice) => "cli.cert.for_practice",
            None => "cli.cert.for_unknown",
        })?;
        output.line(match certificate.usage {
            Usage::Signature => "cli.cert.use_signature",
            Usage::Seal => "cli.cert.use_seal",
            Usage::Unstated => "cli.cert.use_unstated",
            Usage::NoSignature => "cli.cert.use_none",
        })?;
        match certificate.rsa_bits {
            Some(bits) => output.say(&Message::new("cli.cert.key").with("bits", bits.to_string()))?,
            None => output.line("cli.cert.not_rsa")?,
        }
    }
    output.say(
        &Message::new("cli.cert.validity")
            .with("from", clock::rfc3339(info.not_before))
            .with("to", clock::rfc3339(info.not_after)),
    )?;
    if now > info.not_after {
        output.line("cli.cert.expired")
    } else if now < info.not_before {
        output.line("cli.cert.not_yet")
    } else if let Some(ending) = info.ending(now) {
        writeln!(output.out, "  {}", ending.message().text(output.language))
    } else {
        Ok(())
    }
}

fn to_json(certificate: &Certificate, now: Timestamp) -> Value {
    let info = &certificate.info;
    json!({
        "subject": certificate.subject,
        "organisation": info.organisation,
        "orgno": (!info.orgno.is_empty()).then_some(&info.orgno),
        "issuer": certificate.issued_by,
        "environment": certificate::issued_for(&info.issuer),
        "serial": certificate.serial,
        "usage": match certificate.usage {
            Usage::Signature => "signature",
            Usage::Seal => "seal",
            Usage::Unstated => "unstated",
            Usage::NoSignature => "none",
        },
        "authority": certificate.is_authority,
        "rsa_bits": certificate.rsa_bits,
        "not_before": clock::rfc3339(info.not_before),
        "not_after": clock::rfc3339(info.not_after),
        "valid_now": (info.not_before..=info.not_after).contains(&now),
    })
}
