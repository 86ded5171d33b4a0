use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use losen_core::text::Message;

use crate::caller::{AddedExtensions, FILE};
use crate::cli::{InstallArgs, PlaceArgs};
use crate::folders::Folders;
use crate::install::{
    Browser, ExtensionIds, InstallError, Os, Roots, Scope, folder, is_present, manifest, program, remove,
    write,
};
use crate::output::{Failure, Outcome, Output};

/// `losen install`: writes one manifest per browser, after asking.
pub fn install(
    folders: &Folders,
    arguments: &InstallArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let ids = ExtensionIds::parse(&arguments.extension_id)
        .map_err(|error| Failure::Unusable(Message::new("cli.install.unknown_id").with("id", error.0)))?;
    let own = std::env::current_exe()?;
    let targets = targets(&arguments.place)?;
    if targets.is_empty() {
        return Err(Failure::Unusable(Message::new("cli.install.no_browser")));
    }
    if !agreed(&arguments.place, "cli.install.ask", &targets, output)? {
        return Ok(Outcome::Refused);
    }
    for (browser, folder) in &targets {
        let path = write(folder, &manifest(*browser, &own, &ids)).map_err(failure)?;
        let message = Message::new("cli.install.written")
            .with("browser", browser.name())
            .with("file", path.display().to_string());
        output.say(&message)?;
    }
    remember(folders, &arguments.place, &ids)?;
    output.line("cli.install.next")?;
    Ok(Outcome::Fine)
}

/// `losen uninstall`: removes what `install` wrote.
pub fn uninstall(
    folders: &Folders,
    arguments: &PlaceArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let mut targets = all_targets(arguments)?;
    targets.retain(|(_, folder)| crate::install::examine(folder) != crate::install::Existing::Nothing);
    if targets.is_empty() {
        output.line("cli.uninstall.nothing")?;
    } else if !agreed(arguments, "cli.uninstall.ask", &targets, output)? {
        return Ok(Outcome::Refused);
    }
    let mut outcome = Outcome::Fine;
    for (browser, folder) in &targets {
        match remove(folder) {
            Ok(Some(path)) => {
                let message = Message::new("cli.uninstall.removed")
                    .with("browser", browser.name())
                    .with("file", path.display().to_string());
                output.say(&message)?;
            }
            // Two browsers may share a folder.
            Ok(None) => {}
            Err(error) => outcome = output.explain(&failure(error)),
        }
    }
    if arguments.browser.is_empty() && arguments.manifest_dir.is_none() {
        let _absent = std::fs::remove_file(settings(folders, arguments.scope()).join(FILE));
    }
    Ok(outcome)
}

fn failure(error: InstallError) -> Failure {
    Failure::Refused(match error {
        InstallError::Foreign { path, reason } => Message::new("cli.install.foreign")
            .with("file", path.display().to_string())
            .with("reason", reason),
        InstallError::Io { path, source } => Message::new("cli.install.failed")
            .with("file", path.display().to_string())
            .with("reason", source.to_string()),
    })
}

/// The browsers that were named, or else those that are present.
fn targets(place: &PlaceArgs) -> Result<Vec<(Browser, PathBuf)>, Failure> {
    let mut targets = all_targets(place)?;
    if place.browser.is_empty() {
        let path = std::env::var_os("PATH");
        targets.retain(|(browser, folder)| is_present(*browser, folder, path.as_deref()));
    }
    Ok(targets)
}

fn all_targets(place: &PlaceArgs) -> Result<Vec<(Browser, PathBuf)>, Failure> {
    let browsers: &[Browser] = if place.browser.is_empty() {
        &Browser::ALL
    } else {
        &place.browser
    };
    if let Some(folder) = &place.manifest_dir {
        let absolute = std::path::absolute(folder)?;
        return Ok(browsers
            .iter()
            .map(|browser| (*browser, absolute.clone()))
            .collect());
    }
    if Os::current() == Os::Windows {
        return Err(Failure::Unusable(Message::new("cli.install.windows")));
    }
    let roots = roots()?;
    Ok(browsers
        .iter()
        .filter_map(|browser| Some((*browser, folder(*browser, Os::current(), place.scope(), &roots)?)))
        .collect())
}

/// The folders in which a browser looks for the user, or for everyone.
pub fn folders_of(browser: Browser, scope: Scope) -> Result<Vec<PathBuf>, Failure> {
    Ok(folder(browser, Os::current(), scope, &roots()?)
        .into_iter()
        .collect())
}

/// The browser's program, if it can be found.
#[must_use]
pub fn program_of(browser: Browser) -> Option<PathBuf> {
    program(browser, &std::env::var_os("PATH")?)
}

fn roots() -> Result<Roots, Failure> {
    use etcetera::BaseStrategy as _;
    let strategy =
        etcetera::choose_base_strategy().map_err(|_| Failure::Unusable(Message::new("cli.error.no_home")))?;
    Ok(Roots {
        home: strategy.home_dir().to_owned(),
        config: strategy.config_dir(),
    })
}

/// Whether the user agrees. A folder that was named is an answer in itself.
fn agreed(
    place: &PlaceArgs,
    question: &'static str,
    targets: &[(Browser, PathBuf)],
    output: &mut Output<'_>,
) -> Result<bool, Failure> {
    if place.yes || place.manifest_dir.is_some() {
        return Ok(true);
    }
    if !std::io::stdin().is_terminal() {
        return Err(Failure::Unusable(Message::new("cli.install.say_yes")));
    }
    for (browser, folder) in targets {
        writeln!(output.out, "  {}: {}", browser.name(), folder.display())?;
    }
    write!(output.out, "{} ", Message::new(question).text(output.language))?;
    output.out.flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    let answer = answer.trim().to_lowercase();
    Ok(matches!(answer.as_str(), "j" | "ja" | "y" | "yes"))
}

/// The helper checks its caller as well, so it has to know the same ids as the manifest.
fn remember(folders: &Folders, place: &PlaceArgs, ids: &ExtensionIds) -> Result<(), Failure> {
    if ids.0 == AddedExtensions::default() {
        return Ok(());
    }
    let folder = settings(folders, place.scope());
    let mut all = read(&folder);
    for (list, more) in [
        (&mut all.chromium, &ids.0.chromium),
        (&mut all.firefox, &ids.0.firefox),
    ] {
        let new: Vec<String> = more.iter().filter(|id| !list.contains(id)).cloned().collect();
        list.extend(new);
    }
    let text = toml::to_string(&all).map_err(std::io::Error::other)?;
    std::fs::create_dir_all(&folder)?;
    let mut file = tempfile::NamedTempFile::new_in(&folder)?;
    std::io::Write::write_all(&mut file, text.as_bytes())?;
    file.persist(folder.join(FILE)).map_err(|error| error.error)?;
    Ok(())
}

fn read(folder: &Path) -> AddedExtensions {
    let text = std::fs::read_to_string(folder.join(FILE)).unwrap_or_default();
    toml::from_str(&text).unwrap_or_default()
}

fn settings(folders: &Folders, scope: Scope) -> PathBuf {
    match scope {
        Scope::User => folders.user.clone(),
        Scope::Machine => folders.machine.clone(),
    }
}
