//! The command line in the user's language: help texts, headings and complaints.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};
use losen_core::text::{Language, Message, text};

/// Puts a command and all below it in one language. Help texts are keys of the catalogue until then.
pub(super) fn translate(command: Command, language: Language) -> Command {
    let key = |key: String| Message::new(key).text(language);
    let about = command.get_about().map(|about| key(about.to_string()));
    let after = command.get_after_help().map(|after| key(after.to_string()));
    let is_top = command.get_name() == "losen";
    let template = template(
        language,
        command.has_subcommands(),
        command.get_positionals().next().is_some(),
    );
    let mut command = command
        .mut_args(|argument| {
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            let takes_value = argument.get_action().takes_values();
            // clap would add what is possible in English; the help text and the name of the value say it.
            argument
                .help(key(help))
                .hide_possible_values(takes_value)
                .hide_default_value(takes_value)
        })
        .disable_help_flag(true)
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .help(text(language, "cli.help.help")),
        )
        .help_template(template);
    if is_top {
        command = command.disable_version_flag(true).arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(text(language, "cli.help.version")),
        );
    }
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(after) = after {
        command = command.after_help(after);
    }
    command.mut_subcommands(|subcommand| translate(subcommand, language))
}

/// clap's own headings are English, so the template brings ours.
fn template(language: Language, has_subcommands: bool, has_positionals: bool) -> String {
    let heading = |key, tag: &str| format!("\n\n{}:\n{tag}", text(language, key));
    let usage = text(language, "cli.help.usage");
    let mut template = format!("{{about-with-newline}}\n{usage}: {{usage}}");
    if has_subcommands {
        template += &heading("cli.help.commands", "{subcommands}");
    }
    if has_positionals {
        template += &heading("cli.help.arguments", "{positionals}");
    }
    template += &heading("cli.help.options", "{options}");
    template + "{after-help}\n"
}

/// What is wrong with a command line, for a person. `None` for what is no complaint: help and version.
#[must_use]
pub fn complaint(error: &clap::Error, language: Language) -> Option<String> {
    let context = |kind| error.get(kind).map(words).unwrap_or_default();
    let message = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => return None,
        ErrorKind::UnknownArgument => {
            Message::new("cli.usage.unknown").with("what", context(ContextKind::InvalidArg))
        }
        ErrorKind::InvalidSubcommand => {
            Message::new("cli.usage.unknown").with("what", context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => {
            Message::new("cli.usage.missing").with("what", context(ContextKind::InvalidArg))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Message::new("cli.usage.no_command")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => Message::new("cli.usage.value")
            .with("value", context(ContextKind::InvalidValue))
            .with("what", context(ContextKind::InvalidArg))
            .with("values", possible(error)),
        ErrorKind::ArgumentConflict => Message::new("cli.usage.conflict")
            .with("what", context(ContextKind::InvalidArg))
            .with("other", context(ContextKind::PriorArg)),
        // The rest is rare; clap's own first line says it, in English.
        _ => {
            let line = error.to_string().lines().next().unwrap_or_default().to_owned();
            Message::new("cli.usage.other").with("reason", line.trim_start_matches("error: "))
        }
    };
    let suggestion = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand]
        .into_iter()
        .find_map(|kind| match error.get(kind)? {
            // The most alike comes last.
            ContextValue::Strings(texts) => texts.last().cloned(),
            other => Some(words(other)),
        })
        .map(|what| {
            format!(
                " {}",
                Message::new("cli.usage.perhaps")
                    .with("what", what)
                    .text(language)
            )
        });
    let help = text(language, "cli.usage.see_help");
    Some(format!(
        "{}{}\n{help}",
        message.text(language),
        suggestion.unwrap_or_default()
    ))
}

/// The values that are allowed, or what the check of a value said.
fn possible(error: &clap::Error) -> String {
    let listed = error.get(ContextKind::ValidValue).map(words).unwrap_or_default();
    if !listed.is_empty() {
        return listed;
    }
    std::error::Error::source(error)
        .map(ToString::to_string)
        .unwrap_or_default()
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        ContextValue::Number(number) => number.to_string(),
        _ => String::new(),
    }
}
