//! `losen clients`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use losen_core::clients::Sort;

use crate::output::Format;

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
}

/// For `losen clients list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// The profile's name.
    #[arg(long, value_name = "NAME", help = "cli.arg.profile")]
    pub profile: String,
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
    /// The profile's name.
    #[arg(long, value_name = "NAME", help = "cli.arg.profile")]
    pub profile: String,
    /// Show what would be sent, and send nothing.
    #[arg(long, help = "cli.clients.create.dry_run")]
    pub dry_run: bool,
    /// Even if there is one of the same name.
    #[arg(long, help = "cli.clients.create.alike")]
    pub alike: bool,
    /// Where the client's secret goes, if it gets one.
    #[arg(long, value_name = "FILE", help = "cli.clients.create.secret_file")]
    pub secret_file: Option<PathBuf>,
    /// How long to look for a client whose answer was lost.
    #[arg(long, value_name = "SECONDS", default_value_t = 40, help = "cli.clients.create.patience", value_parser = clap::value_parser!(u64).range(1..=600))]
    pub patience: u64,
    /// For people or programs.
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "text|json",
        help = "cli.arg.format"
    )]
    pub format: Format,
    /// The client.
    #[arg(value_name = "FILE", help = "cli.clients.create.file")]
    pub file: PathBuf,
}

fn sort(word: &str) -> Result<Sort, String> {
    Sort::from_word(word).ok_or_else(|| Sort::ALL.map(Sort::word).join(", "))
}
