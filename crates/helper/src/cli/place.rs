//! The arguments that say which browsers, and where their manifests are.

use std::path::PathBuf;

use clap::Args;

use crate::install::{Browser, Scope};
use crate::output::Format;

/// Which browsers, and where.
#[derive(Debug, Args)]
pub struct PlaceArgs {
    /// Which; every one that is present when absent.
    #[arg(
        long,
        value_enum,
        value_name = "chrome|chromium|edge|brave|vivaldi|firefox",
        help = "cli.install.browser"
    )]
    pub browser: Vec<Browser>,
    /// For this user only.
    #[arg(long, conflicts_with = "system", help = "cli.install.user")]
    pub user: bool,
    /// For everyone on this machine.
    #[arg(long, help = "cli.install.system")]
    pub system: bool,
    /// Into exactly this folder.
    #[arg(
        long,
        value_name = "DIR",
        requires = "browser",
        help = "cli.install.manifest_dir"
    )]
    pub manifest_dir: Option<PathBuf>,
    /// In an image instead of on this machine.
    #[arg(long, value_name = "DIR", requires = "system", help = "install.root")]
    pub root: Option<PathBuf>,
    /// Without asking.
    #[arg(long, short, help = "cli.install.yes")]
    pub yes: bool,
}

/// For `losen install`.
#[derive(Debug, Args)]
pub struct InstallArgs {
    /// Which browsers, and where.
    #[command(flatten)]
    pub place: PlaceArgs,
    /// Further extensions that may call the helper.
    #[arg(long, value_name = "ID", help = "cli.install.extension_id")]
    pub extension_id: Vec<String>,
    /// Where the helper will be, when it is not this program.
    #[arg(long, value_name = "PATH", help = "install.program", value_parser = whole_path)]
    pub program: Option<PathBuf>,
}

impl PlaceArgs {
    /// For the user unless the machine was asked for.
    #[must_use]
    pub fn scope(&self) -> Scope {
        if self.system { Scope::Machine } else { Scope::User }
    }
}

/// For `losen doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Which; every one that is present when absent.
    #[arg(
        long,
        value_enum,
        value_name = "chrome|chromium|edge|brave|vivaldi|firefox",
        help = "cli.install.browser"
    )]
    pub browser: Vec<Browser>,
    /// In exactly this folder.
    #[arg(
        long,
        value_name = "DIR",
        requires = "browser",
        help = "cli.doctor.manifest_dir"
    )]
    pub manifest_dir: Option<PathBuf>,
    /// In an image instead of this machine.
    #[arg(long, value_name = "DIR", help = "install.root")]
    pub root: Option<PathBuf>,
    /// Whose chain is walked; every profile's when absent, without asking for passphrases.
    #[arg(long, value_name = "NAME", help = "doctor.profile.about")]
    pub profile: Option<String>,
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

/// Browsers want a whole path, and read it on the machine that it is for.
fn whole_path(text: &str) -> Result<PathBuf, String> {
    let windows = text.get(1..3).is_some_and(|start| start == r":\");
    if text.starts_with('/') || windows {
        Ok(PathBuf::from(text))
    } else {
        Err("/usr/bin/losen".to_owned())
    }
}
