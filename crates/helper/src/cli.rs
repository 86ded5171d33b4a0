//! The command line. Every help text stands here as a key of the catalogue and is put in the user's language before
//! it is shown.

mod args;
mod clients;
mod language;
mod place;
mod provider;

use clap::{Command, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use losen_core::text::Language;

pub use args::{
    AuditArgs, AuditCmd, CertArgs, CertCmd, CheckArgs, CommonArgs, DiagnoseArgs, FormatArgs, KeyArgs, KeyCmd,
    PracticeArgs, SetupArgs, TokenArgs,
};
pub use clients::{
    AddKeyArgs, ClientArgs, ClientsCmd, CreateArgs, DeactivateArgs, GenerateKeyArgs, KeysCmd, ListArgs,
    OneKeyArgs, ProveArgs, RotateKeyArgs, SecretArgs, ShowArgs, UpdateArgs,
};
pub use language::complaint;
pub use place::{DoctorArgs, InstallArgs, PlaceArgs};
pub use provider::{
    AccessApplyArgs, AccessArgs, AccessCmd, AccessListArgs, PrefixesCmd, ScopeCreateArgs,
    ScopeDeactivateArgs, ScopeListArgs, ScopeShowArgs, ScopeUpdateArgs, ScopesCmd,
};

/// What the user asked for.
#[derive(Debug, Parser)]
#[command(
    name = "losen",
    version,
    about = "cli.about",
    after_help = "cli.after_help",
    disable_help_subcommand = true
)]
pub struct Cli {
    /// In which language; from the environment when absent.
    #[arg(long, global = true, value_name = "nb|nn|en", help = "cli.arg.lang", value_parser = language)]
    pub lang: Option<Language>,
    /// Where passphrases are read from, one a line, instead of being asked for.
    #[arg(long, global = true, value_name = "N", help = "keys.arg.passphrase_fd", value_parser = descriptor)]
    pub passphrase_fd: Option<u32>,
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
    /// Public keys.
    #[command(subcommand, about = "cli.key.about")]
    Key(KeyCmd),
    /// What an error means.
    #[command(about = "cli.diagnose.about")]
    Diagnose(DiagnoseArgs),
    /// The organisation's clients.
    #[command(subcommand, about = "cli.clients.about")]
    Clients(ClientsCmd),
    /// The organisation's own scopes.
    #[command(subcommand, about = "provider.cli.scopes")]
    Scopes(ScopesCmd),
    /// Who may use them.
    #[command(subcommand, about = "provider.cli.access")]
    Access(AccessCmd),
    /// What they begin with.
    #[command(subcommand, about = "provider.cli.prefixes")]
    Prefixes(PrefixesCmd),
    /// Certificates in words.
    #[command(subcommand, about = "cli.cert.about")]
    Cert(CertCmd),
    /// A profile.
    #[command(about = "cli.setup.about")]
    Setup(SetupArgs),
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
    /// Which tokens were asked for.
    #[command(subcommand, about = "cli.audit.about")]
    Audit(AuditCmd),
    /// The JSON Schema of a client.
    #[command(about = "cli.schema.about")]
    Schema,
    /// The native messaging host.
    #[command(about = "cli.host.about")]
    Host,
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

/// Reads the command line. The error is a message to be shown, which may be the help.
pub fn parse(
    arguments: impl IntoIterator<Item = std::ffi::OsString>,
    language: Language,
) -> Result<Cli, clap::Error> {
    let arguments: Vec<_> = arguments.into_iter().collect();
    // Texts are put in their places only for somebody who will read them: there are hundreds.
    match Cli::try_parse_from(&arguments) {
        Ok(parsed) => Ok(parsed),
        Err(_) => command(language)
            .try_get_matches_from(arguments)
            .and_then(|matches| Cli::from_arg_matches(&matches)),
    }
}

/// The whole command line in one language.
#[must_use]
pub fn command(language: Language) -> Command {
    language::translate(Cli::command(), language)
}

fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| "nb, nn, en".to_owned())
}

/// Not standard output and error, which are for answers.
fn descriptor(text: &str) -> Result<u32, String> {
    text.parse::<u32>()
        .ok()
        .filter(|number| !matches!(number, 1 | 2))
        .ok_or_else(|| "0, 3, 4, …".to_owned())
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
    fn help_and_complaints_are_in_the_users_language() {
        let of = |arguments: &[&str], language| {
            let arguments = std::iter::once("losen").chain(arguments.iter().copied());
            parse(arguments.map(Into::into), language).unwrap_err()
        };
        let help = of(&["check", "--help"], Language::Nn);
        assert_eq!(complaint(&help, Language::Nn), None);
        let help = help.to_string();
        assert!(
            help.contains("Bruk: losen check") && help.contains("Vis denne hjelpa"),
            "{help}"
        );
        for english in ["Usage", "Options", "Arguments", "possible values", "default"] {
            assert!(!help.contains(english), "{english}: {help}");
        }
        let complaints: [(&[&str], &str); 5] = [
            (&["chekc"], "«check»"),
            (&["token", "--profile", "x"], "--operation"),
            (
                &["token", "--profile", "x", "--operation", "idporten:dcr.write"],
                "scopes-read",
            ),
            (&["check", "--fromat", "json", "-"], "--format"),
            (&[], "losen --help"),
        ];
        for (arguments, word) in complaints {
            let text = complaint(&of(arguments, Language::Nb), Language::Nb).unwrap();
            assert!(text.contains(word) && !text.contains("error:"), "{text}");
        }
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
