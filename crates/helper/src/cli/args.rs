use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use losen_core::grant::Operation;
use losen_core::model::{Environment, OrgNo};

use crate::output::Format;
use crate::practice::Validity;

/// For people or programs.
#[derive(Debug, Args)]
pub struct FormatArgs {
    /// For people or programs.
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "text|json",
        help = "cli.arg.format"
    )]
    pub format: Format,
}

/// What every command takes that works with a profile and answers people and programs.
#[derive(Debug, Args)]
pub struct CommonArgs {
    /// The profile's name.
    #[arg(long, value_name = "NAME", help = "cli.arg.profile")]
    pub profile: String,
    /// For people or programs.
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "text|json",
        help = "cli.arg.format"
    )]
    pub format: Format,
}

/// For `losen check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Where the client is to live.
    #[arg(long, default_value = "test", value_name = "test|prod", help = "cli.arg.environment", value_parser = real_environment)]
    pub environment: Environment,
    /// Whose scopes and grants to look up; its environment then counts.
    #[arg(
        long,
        value_name = "P",
        help = "cli.check.profile",
        conflicts_with = "environment"
    )]
    pub profile: Option<String>,
    /// How to answer.
    #[command(flatten)]
    pub answer: FormatArgs,
    /// The client, or a list of them.
    #[arg(value_name = "FILE", help = "cli.check.file")]
    pub file: PathBuf,
}

/// For `losen key`.
#[derive(Debug, Subcommand)]
pub enum KeyCmd {
    /// What the rules say of a key.
    #[command(about = "cli.key.check.about")]
    Check(KeyArgs),
}

/// For `losen key check`.
#[derive(Debug, Args)]
pub struct KeyArgs {
    /// How to answer.
    #[command(flatten)]
    pub answer: FormatArgs,
    /// JWK, JWK Set, PEM public key or certificate.
    #[arg(value_name = "FILE", help = "cli.key.file")]
    pub file: PathBuf,
}

/// For `losen diagnose`.
#[derive(Debug, Args)]
pub struct DiagnoseArgs {
    /// Where it happened; read from the address when absent.
    #[arg(long, value_name = "test|prod", help = "cli.diagnose.environment", value_parser = real_environment)]
    pub environment: Option<Environment>,
    /// What was asked.
    #[arg(long, value_name = "METHOD URL", help = "cli.diagnose.request")]
    pub request: Option<String>,
    /// The HTTP status.
    #[arg(long, value_name = "N", help = "cli.diagnose.status", value_parser = clap::value_parser!(u16).range(100..600))]
    pub status: Option<u16>,
    /// The token that was used.
    #[arg(long, value_name = "FILE", help = "cli.diagnose.token")]
    pub token: Option<PathBuf>,
    /// What came back.
    #[arg(long, value_name = "FILE", help = "cli.diagnose.response")]
    pub response: Option<PathBuf>,
    /// When it happened; now when absent.
    #[arg(long, value_name = "RFC3339", help = "cli.diagnose.now")]
    pub now: Option<String>,
    /// Whose admin client it should have been.
    #[arg(long, value_name = "NAME", help = "cli.diagnose.profile")]
    pub profile: Option<String>,
    /// The organisation's own number.
    #[arg(long, value_name = "ORGNO", help = "cli.diagnose.orgno")]
    pub orgno: Option<String>,
    /// All of it as one JSON file, in the form that the wasm package takes.
    #[arg(long, value_name = "FILE", help = "cli.diagnose.symptom",
        conflicts_with_all = ["environment", "request", "status", "token", "response", "now", "profile", "orgno"])]
    pub symptom: Option<PathBuf>,
    /// How to answer.
    #[command(flatten)]
    pub answer: FormatArgs,
}

/// For `losen setup`. What is left out is asked for.
#[derive(Debug, Args)]
pub struct SetupArgs {
    /// Where the profile works.
    #[arg(long, value_name = "test|prod", help = "cli.setup.arg_environment", value_parser = real_environment)]
    pub environment: Option<Environment>,
    /// What it is called.
    #[arg(long, value_name = "NAME", help = "cli.setup.arg_name")]
    pub name: Option<String>,
    /// The organisation's client for administration.
    #[arg(long, value_name = "ID", help = "cli.setup.arg_client_id")]
    pub client_id: Option<String>,
    /// The key: a file, a PKCS#11 URI or a fingerprint.
    #[arg(long, value_name = "FILE|pkcs11:…|os-store:…", help = "keys.setup.arg_key")]
    pub key: Option<String>,
    /// The certificate, when it isn't where the key is.
    #[arg(long, value_name = "FILE", help = "keys.setup.arg_certificate")]
    pub certificate: Option<PathBuf>,
    /// Under which id the key is registered.
    #[arg(long, value_name = "KID", help = "keys.setup.arg_kid")]
    pub kid: Option<String>,
    /// Whose the key is, when no certificate says so.
    #[arg(long, value_name = "ORGNO", help = "confirm.setup.arg_orgno", value_parser = OrgNo::parse)]
    pub orgno: Option<OrgNo>,
    /// The organisation's name.
    #[arg(long, value_name = "NAME", help = "confirm.setup.arg_organisation")]
    pub organisation: Option<String>,
    /// Keep the passphrase in the system's keychain.
    #[arg(long, help = "keys.setup.arg_keychain")]
    pub keychain: bool,
    /// Make a key for everyday use and register it.
    #[arg(long, help = "keys.setup.arg_own_key")]
    pub own_key: bool,
    /// Even if there is one of that name.
    #[arg(long, help = "cli.setup.arg_replace")]
    pub replace: bool,
}

/// For `losen audit`.
#[derive(Debug, Subcommand)]
pub enum AuditCmd {
    /// The record.
    #[command(about = "cli.audit.show.about")]
    Show(AuditArgs),
    /// Whether the record is whole.
    #[command(about = "cli.audit.verify.about")]
    Verify(AuditArgs),
}

/// For `losen audit`.
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// How to answer.
    #[command(flatten)]
    pub answer: FormatArgs,
}

/// For `losen cert`.
#[derive(Debug, Subcommand)]
pub enum CertCmd {
    /// Explains the certificates in a file.
    #[command(about = "cli.cert.show.about")]
    Show(CertArgs),
}

/// For `losen cert show`.
#[derive(Debug, Args)]
pub struct CertArgs {
    /// How to answer.
    #[command(flatten)]
    pub answer: FormatArgs,
    /// PEM, DER or PKCS#12.
    #[arg(value_name = "FILE", help = "cli.cert.file")]
    pub file: PathBuf,
}

/// For `losen practice`.
#[derive(Debug, Args)]
pub struct PracticeArgs {
    /// Where to listen; port 0 is any free one.
    #[arg(
        long,
        default_value = "127.0.0.1:0",
        value_name = "ADDRESS", value_parser = address,
        help = "cli.practice.listen"
    )]
    pub listen: SocketAddr,
    /// What shall go wrong.
    #[arg(long, value_name = "FILE", help = "cli.practice.faults")]
    pub faults: Option<PathBuf>,
    /// Which certificate to practise with.
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "valid|expired|not-yet-valid",
        help = "cli.practice.certificate"
    )]
    pub certificate: Validity,
}

/// For `losen grant` and `losen token`.
#[derive(Debug, Args)]
pub struct TokenArgs {
    /// Where, and how to answer.
    #[command(flatten)]
    pub common: CommonArgs,
    /// The class of operations.
    #[arg(long, value_name = "read|write|keys|scopes-read|scopes", help = "cli.arg.operation", value_parser = operation)]
    pub operation: Operation,
    /// Show the secret itself.
    #[arg(long, help = "cli.arg.print")]
    pub print: bool,
}

/// Practice is no place of its own for rules and errors: what works there works in test.
fn real_environment(word: &str) -> Result<Environment, String> {
    Environment::from_word(word)
        .filter(|environment| *environment != Environment::Practice)
        .ok_or_else(|| "test, prod".to_owned())
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "127.0.0.1:0, [::1]:0".to_owned())
}

fn operation(word: &str) -> Result<Operation, String> {
    Operation::from_word(word).ok_or_else(|| Operation::ALL.map(Operation::word).join(", "))
}
