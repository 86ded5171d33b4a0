//! `losen clients`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use losen_core::clients::Sort;

use super::args::CommonArgs;

/// For `losen clients`.
#[derive(Debug, Subcommand)]
pub enum ClientsCmd {
    /// All of them.
    #[command(about = "cli.clients.list.about")]
    List(ListArgs),
    /// One of them.
    #[command(about = "cli.clients.show.about")]
    Show(ShowArgs),
    /// A new one.
    #[command(about = "cli.clients.create.about")]
    Create(CreateArgs),
    /// Changes one.
    #[command(about = "clients.cli.update.about")]
    Update(UpdateArgs),
    /// Deactivates one.
    #[command(about = "clients.cli.deactivate.about")]
    Deactivate(DeactivateArgs),
    /// A new secret for one.
    #[command(about = "clients.cli.secret.about")]
    Secret(SecretArgs),
    /// Whether one works.
    #[command(about = "proof.cli.about")]
    Prove(ProveArgs),
    /// The keys of one.
    #[command(subcommand, about = "clients.cli.keys.about")]
    Keys(KeysCmd),
}

/// For `losen clients list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Where, and how to answer.
    #[command(flatten)]
    pub common: CommonArgs,
    /// Deactivated ones as well.
    #[arg(long, help = "cli.clients.list.inactive")]
    pub inactive: bool,
    /// Only those that have all these words somewhere.
    #[arg(
        long,
        value_name = "WORDS",
        default_value = "",
        hide_default_value = true,
        help = "clients.cli.search"
    )]
    pub search: String,
    /// In which order; as the API has them when absent.
    #[arg(long, value_name = "name|changed|created|type", help = "clients.cli.sort", value_parser = sort)]
    pub sort: Option<Sort>,
}

/// For `losen clients show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// The profile's name.
    #[arg(long, value_name = "NAME", help = "cli.arg.profile")]
    pub profile: String,
    /// The client's id.
    #[arg(value_name = "CLIENT_ID", help = "cli.clients.show.id")]
    pub client_id: String,
}

/// For `losen clients create`.
#[derive(Debug, Args)]
pub struct CreateArgs {
    /// Where, and how to answer.
    #[command(flatten)]
    pub common: CommonArgs,
    /// Show what would be sent, and send nothing.
    #[arg(long, help = "cli.clients.create.dry_run")]
    pub dry_run: bool,
    /// Even if there is one of the same name.
    #[arg(long, help = "cli.clients.create.alike")]
    pub alike: bool,
    /// Where the client's secret goes, if it gets one.
    #[arg(long, value_name = "FILE", help = "cli.clients.create.secret_file")]
    pub secret_file: Option<PathBuf>,
    /// A public key that the client gets at once.
    #[arg(long, value_name = "FILE", help = "clients.cli.create_key")]
    pub key: Option<PathBuf>,
    /// How long to look for a client whose answer was lost.
    #[arg(long, value_name = "SECONDS", default_value_t = 40, help = "cli.clients.create.patience", value_parser = clap::value_parser!(u64).range(1..=600))]
    pub patience: u64,
    /// The client.
    #[arg(value_name = "FILE", help = "cli.clients.create.file")]
    pub file: PathBuf,
}

/// Which client, and how to answer.
#[derive(Debug, Args)]
pub struct ClientArgs {
    /// Where, and how to answer.
    #[command(flatten)]
    pub common: CommonArgs,
    /// Show what would be sent, and send nothing.
    #[arg(long, help = "clients.cli.dry_run")]
    pub dry_run: bool,
    /// The client's id.
    #[arg(value_name = "CLIENT_ID", help = "cli.clients.show.id")]
    pub client_id: String,
}

/// For `losen clients update`.
#[derive(Debug, Args)]
pub struct UpdateArgs {
    /// Which.
    #[command(flatten)]
    pub client: ClientArgs,
    /// What is to be changed.
    #[arg(value_name = "FILE", help = "clients.cli.update.file")]
    pub file: PathBuf,
}

/// For `losen clients deactivate`.
#[derive(Debug, Args)]
pub struct DeactivateArgs {
    /// Which.
    #[command(flatten)]
    pub client: ClientArgs,
    /// The client's name; asked for when absent.
    #[arg(long, value_name = "NAME", help = "clients.cli.deactivate.name")]
    pub confirm_name: Option<String>,
}

/// For `losen clients secret`.
#[derive(Debug, Args)]
pub struct SecretArgs {
    /// Which.
    #[command(flatten)]
    pub client: ClientArgs,
    /// Where the secret goes.
    #[arg(long, value_name = "FILE", help = "cli.clients.create.secret_file")]
    pub secret_file: PathBuf,
}

/// For `losen clients prove`.
#[derive(Debug, Args)]
pub struct ProveArgs {
    /// Where, and how to answer.
    #[command(flatten)]
    pub common: CommonArgs,
    /// The client's private key, when it has keys of its own.
    #[arg(long, value_name = "FILE", help = "proof.cli.key")]
    pub key: Option<PathBuf>,
    /// A file with the client's secret, when it has one.
    #[arg(long, value_name = "FILE", help = "proof.cli.secret_file")]
    pub secret_file: Option<PathBuf>,
    /// The client's id.
    #[arg(value_name = "CLIENT_ID", help = "cli.clients.show.id")]
    pub client_id: String,
}

/// For `losen clients keys`.
#[derive(Debug, Subcommand)]
pub enum KeysCmd {
    /// All of them.
    #[command(about = "clients.cli.keys.list")]
    List(ClientArgs),
    /// One more.
    #[command(about = "clients.cli.keys.add")]
    Add(AddKeyArgs),
    /// One more, made here.
    #[command(about = "clients.cli.keys.generate")]
    Generate(GenerateKeyArgs),
    /// A new year for one.
    #[command(about = "clients.cli.keys.renew")]
    Renew(OneKeyArgs),
    /// New in, old out.
    #[command(about = "clients.cli.keys.rotate")]
    Rotate(RotateKeyArgs),
    /// One less.
    #[command(about = "clients.cli.keys.remove")]
    Remove(OneKeyArgs),
}

/// For `losen clients keys add`.
#[derive(Debug, Args)]
pub struct AddKeyArgs {
    /// Which client.
    #[command(flatten)]
    pub client: ClientArgs,
    /// The public key.
    #[arg(value_name = "FILE", help = "cli.key.file")]
    pub file: PathBuf,
}

/// For `losen clients keys generate`.
#[derive(Debug, Args)]
pub struct GenerateKeyArgs {
    /// Which client.
    #[command(flatten)]
    pub client: ClientArgs,
    /// Where the private key goes.
    #[arg(long, value_name = "FILE", help = "clients.cli.keys.out")]
    pub out: PathBuf,
}

/// For `losen clients keys renew` and `remove`.
#[derive(Debug, Args)]
pub struct OneKeyArgs {
    /// Which client.
    #[command(flatten)]
    pub client: ClientArgs,
    /// Which key.
    #[arg(value_name = "KID", help = "clients.cli.keys.kid")]
    pub kid: String,
}

/// For `losen clients keys rotate`.
#[derive(Debug, Args)]
pub struct RotateKeyArgs {
    /// Which client.
    #[command(flatten)]
    pub client: ClientArgs,
    /// The key that goes.
    #[arg(long, value_name = "KID", help = "clients.cli.keys.old")]
    pub old: String,
    /// Where the new private key goes, when it is made here.
    #[arg(
        long,
        value_name = "FILE",
        help = "clients.cli.keys.out",
        required_unless_present = "key"
    )]
    pub out: Option<PathBuf>,
    /// The new public key, when it was made elsewhere.
    #[arg(
        long,
        value_name = "FILE",
        help = "clients.cli.keys.key",
        conflicts_with = "out",
        requires = "in_use"
    )]
    pub key: Option<PathBuf>,
    /// Everything that uses the client uses the new key already.
    #[arg(long, help = "clients.cli.keys.in_use")]
    pub in_use: bool,
}

fn sort(word: &str) -> Result<Sort, String> {
    Sort::from_word(word).ok_or_else(|| Sort::ALL.map(Sort::word).join(", "))
}
