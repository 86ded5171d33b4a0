//! `losen scopes`, `losen access` and `losen prefixes`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::args::CommonArgs;

/// For `losen scopes`.
#[derive(Debug, Subcommand)]
pub enum ScopesCmd {
    /// All of them.
    #[command(about = "provider.cli.scopes_list")]
    List(ScopeListArgs),
    /// One of them.
    #[command(about = "provider.cli.scopes_show")]
    Show(ScopeShowArgs),
    /// A new one.
    #[command(about = "provider.cli.scopes_create")]
    Create(ScopeCreateArgs),
    /// A full replacement.
    #[command(about = "provider.cli.scopes_update")]
    Update(ScopeUpdateArgs),
    /// Out of use.
    #[command(about = "provider.cli.scopes_deactivate")]
    Deactivate(ScopeDeactivateArgs),
}

/// For `losen access`.
#[derive(Debug, Subcommand)]
pub enum AccessCmd {
    /// Who has access to what.
    #[command(about = "provider.cli.access_list")]
    List(AccessListArgs),
    /// For one organisation.
    #[command(about = "provider.cli.access_grant")]
    Grant(AccessArgs),
    /// From one organisation.
    #[command(about = "provider.cli.access_revoke")]
    Revoke(AccessArgs),
    /// For many organisations.
    #[command(about = "provider.cli.access_apply")]
    Apply(AccessApplyArgs),
}

/// For `losen prefixes`.
#[derive(Debug, Subcommand)]
pub enum PrefixesCmd {
    /// All of them.
    #[command(about = "provider.cli.prefixes_list")]
    List(CommonArgs),
}

/// For `losen scopes list`.
#[derive(Debug, Args)]
pub struct ScopeListArgs {
    #[command(flatten)]
    #[allow(missing_docs, reason = "see the type")]
    pub common: CommonArgs,
    /// Deactivated ones as well.
    #[arg(long, help = "provider.cli.inactive")]
    pub inactive: bool,
}

/// For `losen scopes show`.
#[derive(Debug, Args)]
pub struct ScopeShowArgs {
    #[command(flatten)]
    #[allow(missing_docs, reason = "see the type")]
    pub common: CommonArgs,
    /// Its name.
    #[arg(value_name = "SCOPE", help = "provider.cli.scope")]
    pub scope: String,
}

/// For `losen scopes create`.
#[derive(Debug, Args)]
pub struct ScopeCreateArgs {
    #[command(flatten)]
    #[allow(missing_docs, reason = "see the type")]
    pub common: CommonArgs,
    /// Show what would be sent, and send nothing.
    #[arg(long, help = "provider.cli.dry_run")]
    pub dry_run: bool,
    /// The scope.
    #[arg(value_name = "FILE", help = "provider.cli.scope_file")]
    pub file: PathBuf,
}

/// For `losen scopes update`.
#[derive(Debug, Args)]
pub struct ScopeUpdateArgs {
    #[command(flatten)]
    #[allow(missing_docs, reason = "see the type")]
    pub common: CommonArgs,
    /// Show what would change, and send nothing.
    #[arg(long, help = "provider.cli.dry_run")]
    pub dry_run: bool,
    /// Its name.
    #[arg(value_name = "SCOPE", help = "provider.cli.scope")]
    pub scope: String,
    /// The scope as `scopes show` shows it, changed, or only what is to change.
    #[arg(value_name = "FILE", help = "provider.cli.scope_file_whole")]
    pub file: PathBuf,
}

/// For `losen scopes deactivate`.
#[derive(Debug, Args)]
pub struct ScopeDeactivateArgs {
    #[command(flatten)]
    #[allow(missing_docs, reason = "see the type")]
    pub common: CommonArgs,
    /// Say who would lose access, and send nothing.
    #[arg(long, help = "provider.cli.dry_run")]
    pub dry_run: bool,
    /// Take everybody's access away first.
    #[arg(long, help = "provider.cli.revoke_access")]
    pub revoke_access: bool,
    /// Its name once more.
    #[arg(long, value_name = "SCOPE", help = "provider.cli.confirm_name")]
    pub confirm_name: Option<String>,
    /// Its name.
    #[arg(value_name = "SCOPE", help = "provider.cli.scope")]
    pub scope: String,
}

/// For `losen access list`.
#[derive(Debug, Args)]
pub struct AccessListArgs {
    #[command(flatten)]
    #[allow(missing_docs, reason = "see the type")]
    pub common: CommonArgs,
    /// To this scope only.
    #[arg(long, value_name = "SCOPE", help = "provider.cli.of_scope")]
    pub scope: Option<String>,
    /// Of this organisation only.
    #[arg(long, value_name = "ORGNO", help = "provider.cli.of_orgno")]
    pub orgno: Option<String>,
}

/// For `losen access grant` and `losen access revoke`.
#[derive(Debug, Args)]
pub struct AccessArgs {
    #[command(flatten)]
    #[allow(missing_docs, reason = "see the type")]
    pub common: CommonArgs,
    /// Show what would change, and send nothing.
    #[arg(long, help = "provider.cli.dry_run")]
    pub dry_run: bool,
    /// The scope.
    #[arg(value_name = "SCOPE", help = "provider.cli.scope")]
    pub scope: String,
    /// The organisation.
    #[arg(value_name = "ORGNO", help = "provider.cli.orgno")]
    pub orgno: String,
}

/// For `losen access apply`.
#[derive(Debug, Args)]
pub struct AccessApplyArgs {
    #[command(flatten)]
    #[allow(missing_docs, reason = "see the type")]
    pub common: CommonArgs,
    /// Show what each line would do, and send nothing.
    #[arg(long, help = "provider.cli.dry_run")]
    pub dry_run: bool,
    /// The scope of lines that name none.
    #[arg(long, value_name = "SCOPE", help = "provider.cli.default_scope")]
    pub scope: Option<String>,
    /// Lines that do not say take access away.
    #[arg(long, help = "provider.cli.default_revoke")]
    pub revoke: bool,
    /// The list.
    #[arg(value_name = "FILE.csv", help = "provider.cli.list_file")]
    pub file: PathBuf,
}
