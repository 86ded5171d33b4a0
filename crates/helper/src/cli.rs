//! The command line. Every help text stands here as a key of the catalogue and is put in the user's language before
//! it is shown.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Command, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use losen_core::grant::Operation;
use losen_core::model::Environment;
use losen_core::text::{Language, Message};

use crate::install::{Browser, Scope};
use crate::output::Format;
use crate::practice::Validity;

/// What the user asked for.
#[derive(Debug, Parser)]
#[command(name = "losen", version, about = "cli.about", disable_help_subcommand = true)]
pub struct Cli {
    /// In which language; from the environment when absent.
    #[arg(long, global = true, value_name = "nb|nn|en", help = "cli.arg.lang", value_parser = language)]
    pub lang: Option<Language>,
    /// The command.
    #[command(subcommand)]
    pub command: Cmd,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Cmd {
    /// What the rules say of a client.
    #[command(about = "cli.check.about")]
    Check(CheckArgs),
    /// What an error means.
    #[command(about = "cli.diagnose.about")]
    Diagnose(DiagnoseArgs),
    /// The organisation's clients.
    #[command(subcommand, about = "cli.clients.about")]
    Clients(ClientsCmd),
    /// Practice environment.
    #[command(about = "cli.practice.about")]
    Practice(PracticeArgs),
    /// A signed grant.
    #[command(about = "cli.grant.about")]
    Grant(TokenArgs),
    /// A token.
    #[command(about = "cli.token.about")]
    Token(TokenArgs),
    /// Tell browsers where the helper is.
    #[command(about = "cli.install.about")]
    Install(InstallArgs),
    /// Take it back.
    #[command(about = "cli.uninstall.about")]
    Uninstall(PlaceArgs),
    /// Why a browser cannot reach the helper.
    #[command(about = "cli.doctor.about")]
    Doctor(DoctorArgs),
    /// The native messaging host.
    #[command(about = "cli.host.about")]
    Host,
}

/// For `losen check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Where the client is to live.
    #[arg(long, default_value = "test", value_name = "test|prod", help = "cli.arg.environment", value_parser = real_environment)]
    pub environment: Environment,
    /// For people or programs.
    #[arg(long, value_enum, default_value_t, help = "cli.arg.format")]
    pub format: Format,
    /// The client, or a list of them.
    #[arg(value_name = "FILE", help = "cli.check.file")]
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
    /// For people or programs.
    #[arg(long, value_enum, default_value_t, help = "cli.arg.format")]
    pub format: Format,
}

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
    /// For people or programs.
    #[arg(long, value_enum, default_value_t, help = "cli.arg.format")]
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
    #[arg(long, value_enum, default_value_t, help = "cli.arg.format")]
    pub format: Format,
    /// The client.
    #[arg(value_name = "FILE", help = "cli.clients.create.file")]
    pub file: PathBuf,
}

/// For `losen doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Which; every one that is present when absent.
    #[arg(long, value_enum, value_name = "NAME", help = "cli.install.browser")]
    pub browser: Vec<Browser>,
    /// In exactly this folder.
    #[arg(
        long,
        value_name = "DIR",
        requires = "browser",
        help = "cli.doctor.manifest_dir"
    )]
    pub manifest_dir: Option<PathBuf>,
    /// For people or programs.
    #[arg(long, value_enum, default_value_t, help = "cli.arg.format")]
    pub format: Format,
}

/// For `losen practice`.
#[derive(Debug, Args)]
pub struct PracticeArgs {
    /// Where to listen; port 0 is any free one.
    #[arg(
        long,
        default_value = "127.0.0.1:0",
        value_name = "ADDRESS",
        help = "cli.practice.listen"
    )]
    pub listen: SocketAddr,
    /// What shall go wrong.
    #[arg(long, value_name = "FILE", help = "cli.practice.faults")]
    pub faults: Option<PathBuf>,
    /// Which certificate to practise with.
    #[arg(long, value_enum, default_value_t, help = "cli.practice.certificate")]
    pub certificate: Validity,
}

/// For `losen grant` and `losen token`.
#[derive(Debug, Args)]
pub struct TokenArgs {
    /// The profile's name.
    #[arg(long, value_name = "NAME", help = "cli.arg.profile")]
    pub profile: String,
    /// The class of operations.
    #[arg(long, value_name = "read|write|keys|scopes-read|scopes", help = "cli.arg.operation", value_parser = operation)]
    pub operation: Operation,
    /// Show the secret itself.
    #[arg(long, help = "cli.arg.print")]
    pub print: bool,
    /// For people or programs.
    #[arg(long, value_enum, default_value_t, help = "cli.arg.format")]
    pub format: Format,
}

/// Which browsers, and where.
#[derive(Debug, Args)]
pub struct PlaceArgs {
    /// Which; every one that is present when absent.
    #[arg(long, value_enum, value_name = "NAME", help = "cli.install.browser")]
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
}

impl PlaceArgs {
    /// For the user unless the machine was asked for.
    #[must_use]
    pub fn scope(&self) -> Scope {
        if self.system { Scope::Machine } else { Scope::User }
    }
}

/// Reads the command line. The error is a message to be shown, which may be the help.
pub fn parse(
    arguments: impl IntoIterator<Item = std::ffi::OsString>,
    language: Language,
) -> Result<Cli, clap::Error> {
    let matches = command(language).try_get_matches_from(arguments)?;
    Cli::from_arg_matches(&matches)
}

/// The whole command line in one language.
#[must_use]
pub fn command(language: Language) -> Command {
    translate(Cli::command(), language)
}

fn translate(command: Command, language: Language) -> Command {
    let text = |key: String| Message::new(key).text(language);
    let about = command.get_about().map(|about| text(about.to_string()));
    let after = command.get_after_help().map(|after| text(after.to_string()));
    let mut command = command.mut_args(|argument| match argument.get_help().map(ToString::to_string) {
        Some(key) if key.starts_with("cli.") => argument.help(text(key)),
        _ => argument,
    });
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(after) = after {
        command = command.after_help(after);
    }
    command.mut_subcommands(|subcommand| translate(subcommand, language))
}

/// The language that was asked for on the command line or in the environment, before anything is parsed: also the
/// complaint about a wrong command line is in it.
#[must_use]
pub fn language_of(arguments: &[String], environment: impl Fn(&str) -> Option<String>) -> Language {
    let asked = arguments
        .iter()
        .enumerate()
        .find_map(|(at, argument)| match argument.as_str() {
            "--lang" => arguments.get(at + 1).and_then(|tag| Language::from_tag(tag)),
            other => other.strip_prefix("--lang=").and_then(Language::from_tag),
        });
    asked
        .or_else(|| {
            // The order of POSIX: the first that is set decides.
            ["LC_ALL", "LC_MESSAGES", "LANG"]
                .iter()
                .find_map(|name| environment(name).filter(|value| !value.is_empty()))
                .and_then(|locale| Language::from_tag(&locale))
        })
        .unwrap_or_default()
}

fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| "nb, nn, en".to_owned())
}

/// Practice is no place of its own for rules and errors: what works there works in test.
fn real_environment(word: &str) -> Result<Environment, String> {
    Environment::from_word(word)
        .filter(|environment| *environment != Environment::Practice)
        .ok_or_else(|| "test, prod".to_owned())
}

fn operation(word: &str) -> Result<Operation, String> {
    Operation::from_word(word).ok_or_else(|| Operation::ALL.map(Operation::word).join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(command: &Command, into: &mut Vec<String>) {
        into.extend(command.get_about().map(ToString::to_string));
        into.extend(command.get_after_help().map(ToString::to_string));
        into.extend(
            command
                .get_arguments()
                .filter_map(|argument| argument.get_help().map(ToString::to_string)),
        );
        for subcommand in command.get_subcommands() {
            texts(subcommand, into);
        }
    }

    #[test]
    fn every_help_text_is_in_the_catalogue() {
        for language in Language::ALL {
            let mut all = Vec::new();
            texts(&command(language), &mut all);
            assert!(all.len() > 10);
            for text in all {
                assert!(!text.starts_with("cli."), "{text} in {language:?}");
            }
        }
    }

    #[test]
    fn the_command_line_is_consistent() {
        command(Language::Nb).debug_assert();
    }

    #[test]
    fn the_language_follows_the_command_line_and_then_the_environment() {
        let of = |arguments: &[&str], name: &'static str, value: &'static str| {
            let arguments: Vec<String> = arguments.iter().map(|text| (*text).to_owned()).collect();
            language_of(&arguments, |asked| (asked == name).then(|| value.to_owned()))
        };
        assert_eq!(
            of(&["check", "--lang", "nn"], "LANG", "en_GB.UTF-8"),
            Language::Nn
        );
        assert_eq!(of(&["--lang=en"], "LANG", "nb_NO"), Language::En);
        assert_eq!(of(&[], "LC_ALL", "nn_NO.UTF-8"), Language::Nn);
        assert_eq!(of(&[], "LANG", "C"), Language::Nb);
    }
}
