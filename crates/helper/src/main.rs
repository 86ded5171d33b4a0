//! losen: argv only. What to do is in the library.

use std::cell::RefCell;
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use losen_core::text::{Language, Message};
use losen_helper::caller::{self, AddedExtensions};
use losen_helper::cli::{self, AuditCmd, CertCmd, Cli, Cmd, KeyCmd};
use losen_helper::folders::Folders;
use losen_helper::helper::Helper;
use losen_helper::output::{Failure, Outcome, Output};
use losen_helper::prompt::{Descriptor, OwnPrompt, Prompt};
use losen_helper::serve::intake::Intake;
use losen_helper::serve::{End, serve};
use losen_helper::{clock, command, host, memory, signer};

/// So long nothing comes before the helper looks whether a key has been idle for too long.
const SILENCE: Duration = Duration::from_secs(30);

fn main() -> ExitCode {
    signer::provider::install();
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    // stdout is the protocol in host mode, and a program's input in every other: the log goes to stderr.
    tracing_subscriber::fmt()
        .with_max_level(log_level())
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .without_time()
        .with_target(false)
        .init();
    memory::seal();
    let language = cli::language_of(&arguments, |name| std::env::var(name).ok());
    if let Some(named) = caller::named_by(&arguments) {
        return run_host(Some(named), language).into();
    }
    let parsed = match cli::parse(std::env::args_os(), language) {
        Ok(parsed) => parsed,
        Err(error) => {
            return match cli::complaint(&error, language) {
                Some(complaint) => {
                    // When not even standard error can be written, the exit status has to say it all.
                    let _unsaid = writeln!(std::io::stderr(), "losen: {complaint}");
                    Outcome::Unusable
                }
                // Help and version.
                None => {
                    let _unsaid = error.print();
                    Outcome::Fine
                }
            }
            .into();
        }
    };
    if matches!(parsed.command, Cmd::Host) {
        return run_host(None, language).into();
    }
    let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let mut output = Output {
        out: &mut std::io::stdout().lock(),
        err: &mut std::io::stderr().lock(),
        language,
        colour,
    };
    let outcome = match perform(parsed, &mut output) {
        Ok(outcome) => outcome,
        Err(failure) => output.explain(&failure),
    };
    match output.out.flush() {
        Ok(()) => outcome,
        Err(error) => output.explain(&Failure::Output(error)),
    }
    .into()
}

/// How much the log says: `RUST_LOG` with one of tracing's words. No secret stands in it at any level.
fn log_level() -> tracing::Level {
    std::env::var("RUST_LOG")
        .ok()
        .and_then(|word| word.parse().ok())
        .unwrap_or(tracing::Level::INFO)
}

fn perform(parsed: Cli, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let folders =
        Folders::of_this_machine().map_err(|_| Failure::Unusable(Message::new("cli.error.no_home")))?;
    let own = OwnPrompt {
        language: output.language,
        hosting: false,
    };
    let prompt: Box<dyn Prompt> = match parsed.passphrase_fd {
        Some(number) => Box::new(Descriptor::open(number, own).map_err(|error| {
            Failure::Unusable(Message::new("keys.error.descriptor").with("reason", error.to_string()))
        })?),
        None => Box::new(own),
    };
    let mut helper = Helper::new(folders.clone(), output.language, prompt.as_ref(), clock::now);
    let outcome = run(parsed.command, &folders, prompt.as_ref(), &mut helper, output);
    for notice in helper.take_notices() {
        writeln!(output.err, "losen: {}", notice.text(output.language))?;
    }
    outcome
}

fn run(
    command: Cmd,
    folders: &Folders,
    prompt: &dyn Prompt,
    helper: &mut Helper<'_>,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    match command {
        Cmd::Check(arguments) => command::check::check(helper, &arguments, output),
        Cmd::Key(KeyCmd::Check(arguments)) => command::key::check(&arguments, output),
        Cmd::Diagnose(arguments) => command::diagnose::diagnose(&arguments, folders, output),
        Cmd::Clients(command) => command::clients::perform(helper, command, output),
        Cmd::Scopes(command) => command::provider::scopes(helper, command, output),
        Cmd::Access(command) => command::provider::access(helper, command, output),
        Cmd::Prefixes(command) => command::provider::prefixes(helper, command, output),
        Cmd::Audit(AuditCmd::Show(arguments)) => command::audit::show(folders, &arguments, output),
        Cmd::Audit(AuditCmd::Verify(arguments)) => command::audit::verify(folders, &arguments, output),
        Cmd::Cert(CertCmd::Show(arguments)) => command::cert::show(prompt, &arguments, output),
        Cmd::Setup(arguments) => {
            let answers = &mut std::io::stdin().lock();
            command::setup::setup(folders, prompt, answers, helper, &arguments, output)
        }
        Cmd::Practice(arguments) => command::practice::practice(folders, &arguments, output),
        Cmd::Grant(arguments) => command::token::grant(helper, &arguments, output),
        Cmd::Token(arguments) => command::token::token(helper, &arguments, output),
        Cmd::Install(arguments) => command::install::install(folders, &arguments, output),
        Cmd::Uninstall(arguments) => command::install::uninstall(folders, &arguments, output),
        Cmd::Schema => {
            output.json(&losen_core::schema::plan_schema(output.language))?;
            Ok(Outcome::Fine)
        }
        Cmd::Doctor(arguments) => command::doctor::doctor(helper, &arguments, output),
        Cmd::Host => Ok(Outcome::Unusable),
    }
}

fn run_host(named: Option<&str>, language: Language) -> Outcome {
    let folders = match Folders::of_this_machine() {
        Ok(folders) => folders,
        Err(error) => {
            tracing::error!("{error}");
            return Outcome::Unusable;
        }
    };
    let caller = caller::identify(named, &AddedExtensions::load(&folders));
    let prompt = OwnPrompt {
        language,
        hosting: true,
    };
    let helper = RefCell::new(Helper::new(folders, language, &prompt, clock::now));
    // Nothing is answered while nothing is heard, so the two never need the helper at once.
    let mut input = Intake::new(std::io::stdin(), SILENCE, || {
        helper.borrow_mut().forget_idle_keys()
    });
    let end = serve(&mut input, &mut std::io::stdout().lock(), |request| {
        let mut helper = helper.borrow_mut();
        let reply = host::answer(&mut helper, &caller, request);
        for notice in helper.take_notices() {
            tracing::warn!("{}", notice.text(language));
        }
        reply
    });
    match end {
        End::Closed => Outcome::Fine,
        End::Broken => Outcome::Unusable,
    }
}
