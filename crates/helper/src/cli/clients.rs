//! `losen clients`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use losen_core::clients::Sort;

use super::args::CommonArgs;
use crate::creation::Choice;

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
    #[arg(long, value_name = "name|changed|created|type|ends", help = "clients.cli.sort", value_parser = sort)]
    pub sort: Option<Sort>,
    /// Read the keys as well, to know when they end.
    #[arg(long, help = "clients.cli.list.keys")]
    pub keys: bool,
}

/// For `losen clients show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Where, and how to answer.
    #[command(flatten)]
    pub common: CommonArgs,
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
    /// Where the private half of a new key goes, whose public half the client gets at once.
    #[arg(
        long,
        value_name = "FILE",
        help = "clients.cli.new_key",
        conflicts_with = "key"
    )]
    pub new_key: Option<PathBuf>,
    /// Shows that the client works, with its new key.
    #[arg(long, help = "clients.cli.prove", requires = "new_key")]
    pub prove: bool,
    /// How long to look for a client whose answer was lost.
    #[arg(long, value_name = "SECONDS", default_value_t = 40, help = "cli.clients.create.patience", value_parser = clap::value_parser!(u32).range(1..=600))]
    pub patience: u32,
    /// What is to become of a client that an earlier create left without its key.
    #[arg(long, value_enum, value_name = "finish|undo", help = "clients.cli.unfinished")]
    pub unfinished: Option<Unfinished>,
    /// The client.
    #[arg(value_name = "FILE", help = "cli.clients.create.file")]
    pub file: PathBuf,
}

/// See [`Choice`].
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Unfinished {
    /// It gets the key.
    Finish,
    /// It is deactivated.
    Undo,
}

impl From<Unfinished> for Choice {
    fn from(unfinished: Unfinished) -> Self {
        match unfinished {
            Unfinished::Finish => Self::Finish,
            Unfinished::Undo => Self::Undo,
        }
    }
}

impl ClientsCmd {
    /// The profile that the command works with.
    #[must_use]
    pub fn profile(&self) -> &str {
        match self {
            Self::List(arguments) => &arguments.common.profile,
            Self::Show(arguments) => &arguments.common.profile,
            Self::Prove(arguments) => &arguments.common.profile,
            Self::Create(arguments) => &arguments.common.profile,
            Self::Update(arguments) => &arguments.client.common.profile,
            Self::Deactivate(arguments) => &arguments.client.common.profile,
            Self::Secret(arguments) => &arguments.client.common.profile,
            Self::Keys(command) => match command {
                KeysCmd::List(client) => &client.common.profile,
                KeysCmd::Add(arguments) => &arguments.client.common.profile,
                KeysCmd::Generate(arguments) => &arguments.client.common.profile,
                KeysCmd::Renew(arguments) | KeysCmd::Remove(arguments) => &arguments.client.common.profile,
                KeysCmd::Rotate(arguments) => &arguments.client.common.profile,
            },
        }
    }
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
    /// Where the client's secret goes, if the change brings it one.
    #[arg(long, value_name = "FILE", help = "cli.clients.create.secret_file")]
    pub secret_file: Option<PathBuf>,
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
    // A key's id may begin with a hyphen, as one in 64 that is made here does.
    #[arg(value_name = "KID", help = "clients.cli.keys.kid", allow_hyphen_values = true)]
    pub kid: String,
}

/// For `losen clients keys rotate`.
#[derive(Debug, Args)]
pub struct RotateKeyArgs {
    /// Which client.
    #[command(flatten)]
    pub client: ClientArgs,
    /// The key that goes.
    #[arg(
        long,
        value_name = "KID",
        help = "clients.cli.keys.old",
        allow_hyphen_values = true
    )]
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
        conflicts_with = "out"
    )]
    pub key: Option<PathBuf>,
    /// Everything that uses the client uses the new key already.
    #[arg(long, help = "clients.cli.keys.in_use")]
    pub in_use: bool,
}

fn sort(word: &str) -> Result<Sort, String> {
    Sort::from_word(word).ok_or_else(|| Sort::ALL.map(Sort::word).join(", "))
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
