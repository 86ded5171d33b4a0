use std::io::{BufRead, Write as _};
use std::path::{Path, PathBuf};

use losen_core::model::{ClientId, Environment};
use losen_core::protocol::Fault;
use losen_core::text::Message;
use secrecy::SecretString;

use crate::cli::SetupArgs;
use crate::folders::Folders;
use crate::output::{Failure, Outcome, Output};
use crate::prompt::Prompt;
use crate::signer::{Signer as _, pkcs12};
use crate::{certificate, clock, profile};

/// `losen setup`: asks for what a profile needs, tries the key, and writes the profile. Never the passphrase.
pub fn setup(
    folders: &Folders,
    prompt: &dyn Prompt,
    answers: &mut dyn BufRead,
    arguments: &SetupArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let mut ask = Ask { answers, output };
    // There is no default: nobody should find themselves in production by pressing Enter.
    let environment = ask.value(
        arguments.environment,
        "--environment",
        "cli.setup.environment",
        |text| Environment::from_word(text).filter(|environment| *environment != Environment::Practice),
    )?;
    let name = ask.value(arguments.name.clone(), "--name", "cli.setup.name", |text| {
        profile::is_name(text).then(|| text.to_owned())
    })?;
    if !profile::is_name(&name) {
        return Err(Failure::Unusable(
            Message::new("cli.setup.bad_name").with("name", name),
        ));
    }
    let path = free_place(folders, &name, arguments.replace)?;
    let client_id = ask.value(
        arguments.client_id.as_deref().map(parse_client_id).transpose()?,
        "--client-id",
        "cli.setup.client_id",
        |text| ClientId::parse(text).ok(),
    )?;
    let key = ask.value(arguments.key.clone(), "--key", "cli.setup.key", |text| {
        Some(PathBuf::from(text)).filter(|path| path.is_file())
    })?;
    let key = std::path::absolute(key)?;
    try_key(&key, environment, prompt, output)?;
    write(&path, environment, &client_id, &key)?;
    output.say(&Message::new("cli.setup.written").with("file", path.display().to_string()))?;
    output.say(&Message::new("cli.setup.next").with("name", name))?;
    Ok(Outcome::Fine)
}

fn parse_client_id(text: &str) -> Result<ClientId, Failure> {
    ClientId::parse(text)
        .map_err(|_| Failure::Unusable(Message::new("cli.clients.show.bad_id").with("id", text)))
}

struct Ask<'a, 'b> {
    answers: &'a mut dyn BufRead,
    output: &'a mut Output<'b>,
}

impl Ask<'_, '_> {
    /// What was given on the command line, or else what the user answers; a wrong answer is asked for again.
    fn value<T>(
        &mut self,
        given: Option<T>,
        option: &'static str,
        question: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Failure> {
        if let Some(given) = given {
            return Ok(given);
        }
        let question = Message::new(question).text(self.output.language);
        loop {
            write!(self.output.out, "{question} ")?;
            self.output.out.flush()?;
            let mut line = String::new();
            if self.answers.read_line(&mut line)? == 0 {
                return Err(Failure::Unusable(
                    Message::new("cli.usage.missing").with("what", option),
                ));
            }
            match read(line.trim()) {
                Some(value) => return Ok(value),
                None => self.output.line("cli.setup.again")?,
            }
        }
    }
}

/// Where the profile goes, unless there is one of the name already.
fn free_place(folders: &Folders, name: &str, replace: bool) -> Result<PathBuf, Failure> {
    let file = format!("{name}.toml");
    let machine = folders.machine_profiles().join(&file);
    if machine.exists() {
        let message = Message::new("cli.setup.machine_wins").with("file", machine.display().to_string());
        return Err(Failure::Refused(message));
    }
    let own = folders.user_profiles().join(&file);
    if own.exists() && !replace {
        let message = Message::new("cli.setup.exists").with("file", own.display().to_string());
        return Err(Failure::Refused(message));
    }
    Ok(own)
}

/// Opens the key once and refuses what could never work, while the user is still here to mend it.
fn try_key(
    key: &Path,
    environment: Environment,
    prompt: &dyn Prompt,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let now = clock::now();
    let data = pkcs12::read(key).map_err(Fault::from)?;
    let question = Message::new("cli.cert.passphrase").with("file", key.display().to_string());
    let passphrase: SecretString = prompt.ask(&question.text(output.language)).map_err(Fault::from)?;
    let signer = pkcs12::open(&data, &passphrase, key, now).map_err(Fault::from)?;
    for warning in signer.warnings() {
        tracing::warn!("{}: {warning}", key.display());
    }
    if let Some(info) = signer.certificate() {
        certificate::preflight(info, environment, now)?;
        let holder = Message::new("cli.cert.holder");
        output.say(
            &holder
                .with("organisation", &info.organisation)
                .with("orgno", &info.orgno),
        )?;
    }
    Ok(())
}

fn write(path: &Path, environment: Environment, client_id: &ClientId, key: &Path) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut profile = toml::Table::new();
    let mut put = |name: &str, value: String| profile.insert(name.to_owned(), value.into());
    put("environment", environment.word().to_owned());
    put("client_id", client_id.to_string());
    put("key", key.to_string_lossy().into_owned());
    put("passphrase", "prompt".to_owned());
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(profile.to_string().as_bytes())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
