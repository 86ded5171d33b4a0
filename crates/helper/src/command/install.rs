use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use losen_core::text::Message;

use crate::caller::{AddedExtensions, FILE};
use crate::cli::{InstallArgs, PlaceArgs};
use crate::folders::Folders;
use crate::install::{
    Browser, Existing, ExtensionIds, InstallError, Os, Registry, Roots, Scope, Target, examine, is_present,
    program, register, targets, unregister,
};
use crate::output::{Failure, Outcome, Output};

/// `losen install`: writes one manifest per browser, after asking.
pub fn install(
    folders: &Folders,
    arguments: &InstallArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let place = &arguments.place;
    let ids = ExtensionIds::parse(&arguments.extension_id)
        .map_err(|error| Failure::Unusable(Message::new("cli.install.unknown_id").with("id", error.0)))?;
    let own = match &arguments.program {
        // It is written for a machine that this program does not run on, where it may not be yet.
        Some(program) => program.clone(),
        None => std::env::current_exe()?,
    };
    let roots = roots(place.root.as_deref())?;
    let mut targets = wanted(place, &roots)?;
    if place.browser.is_empty() {
        let path = std::env::var_os("PATH");
        targets.retain(|target| is_present(target.browser, Os::current(), &roots, path.as_deref()));
    }
    if targets.is_empty() {
        return Err(Failure::Unusable(Message::new("cli.install.no_browser")));
    }
    if !agreed(place, "cli.install.ask", &targets, output)? {
        return Ok(Outcome::Refused);
    }
    let registry = Registry::of_this_machine();
    for target in &targets {
        let path = register(target, &own, &ids, &registry).map_err(failure)?;
        let message = Message::new("cli.install.written")
            .with("browser", target.browser.name())
            .with("file", path.display().to_string());
        output.say(&message)?;
    }
    remember(&settings(folders, place), &ids)?;
    output.line("cli.install.next")?;
    Ok(Outcome::Fine)
}

/// `losen uninstall`: removes what `install` wrote.
pub fn uninstall(
    folders: &Folders,
    arguments: &PlaceArgs,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let roots = roots(arguments.root.as_deref())?;
    let mut targets = wanted(arguments, &roots)?;
    targets.retain(|target| examine(&target.folder) != Existing::Nothing);
    if targets.is_empty() {
        output.line("cli.uninstall.nothing")?;
    } else if !agreed(arguments, "cli.uninstall.ask", &targets, output)? {
        return Ok(Outcome::Refused);
    }
    let registry = Registry::of_this_machine();
    let all = of_all(&Browser::ALL, arguments.scope(), &roots);
    let mut outcome = Outcome::Fine;
    for target in &targets {
        match unregister(target, &all, &roots, &registry) {
            Ok(Some(path)) => {
                let message = Message::new("cli.uninstall.removed")
                    .with("browser", target.browser.name())
                    .with("file", path.display().to_string());
                output.say(&message)?;
            }
            // Two browsers may share a folder.
            Ok(None) => {}
            Err(error) => outcome = output.explain(&failure(error)),
        }
    }
    if arguments.browser.is_empty() && arguments.manifest_dir.is_none() {
        let folder = settings(folders, arguments);
        let _absent = std::fs::remove_file(folder.join(FILE));
        // Stays when profiles or a policy are in it.
        let _used = std::fs::remove_dir(folder);
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

/// The manifests of the browsers that were named, or else of all.
fn wanted(place: &PlaceArgs, roots: &Roots) -> Result<Vec<Target>, Failure> {
    let browsers: &[Browser] = if place.browser.is_empty() {
        &Browser::ALL
    } else {
        &place.browser
    };
    let Some(folder) = &place.manifest_dir else {
        return Ok(of_all(browsers, place.scope(), roots));
    };
    let folder = std::path::absolute(folder)?;
    let here = |browser: &Browser| Target {
        browser: *browser,
        folder: folder.clone(),
        key: None,
    };
    Ok(browsers.iter().map(here).collect())
}

fn of_all(browsers: &[Browser], scope: Scope, roots: &Roots) -> Vec<Target> {
    let all = browsers.iter();
    all.flat_map(|browser| targets(*browser, Os::current(), scope, roots))
        .collect()
}

/// The manifest files that a browser may read, in the order in which it looks.
pub fn files_of(browser: Browser, scope: Scope, roots: &Roots) -> Vec<PathBuf> {
    let registry = Registry::of_this_machine();
    let found = targets(browser, Os::current(), scope, roots);
    found
        .into_iter()
        .filter_map(|target| match &target.key {
            Some(key) => registry.get(key),
            None => Some(target.file()),
        })
        .collect()
}

/// The browser's program, if it can be found.
#[must_use]
pub fn program_of(browser: Browser) -> Option<PathBuf> {
    program(browser, &std::env::var_os("PATH")?)
}

/// The folders that places are below, on this machine or in the image at `root`.
pub fn roots(root: Option<&Path>) -> Result<Roots, Failure> {
    use etcetera::BaseStrategy as _;
    let strategy =
        etcetera::choose_base_strategy().map_err(|_| Failure::Unusable(Message::new("cli.error.no_home")))?;
    let machine = match root {
        Some(root) => std::path::absolute(root)?,
        None => PathBuf::from("/"),
    };
    let own = std::env::current_exe()?;
    Ok(Roots {
        home: strategy.home_dir().to_owned(),
        config: strategy.config_dir(),
        // Only Windows has the two apart; elsewhere neither is used.
        local: strategy.cache_dir(),
        roaming: strategy.data_dir(),
        machine,
        program: own.parent().map(Path::to_owned).unwrap_or_default(),
    })
}

/// Whether the user agrees. A folder that was named is an answer in itself.
fn agreed(
    place: &PlaceArgs,
    question: &'static str,
    targets: &[Target],
    output: &mut Output<'_>,
) -> Result<bool, Failure> {
    if place.yes || place.manifest_dir.is_some() {
        return Ok(true);
    }
    if !std::io::stdin().is_terminal() {
        return Err(Failure::Unusable(Message::new("cli.install.say_yes")));
    }
    for target in targets {
        writeln!(
            output.out,
            "  {}: {}",
            target.browser.name(),
            target.folder.display()
        )?;
        if let Some(key) = &target.key {
            writeln!(output.out, "  {}: {key}", target.browser.name())?;
        }
    }
    write!(output.out, "{} ", Message::new(question).text(output.language))?;
    output.out.flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    let answer = answer.trim().to_lowercase();
    Ok(matches!(answer.as_str(), "j" | "ja" | "y" | "yes"))
}

/// The helper checks its caller as well, so it has to know the same ids as the manifest.
fn remember(folder: &Path, ids: &ExtensionIds) -> Result<(), Failure> {
    if ids.0 == AddedExtensions::default() {
        return Ok(());
    }
    let mut all = read(folder);
    for (list, more) in [
        (&mut all.chromium, &ids.0.chromium),
        (&mut all.firefox, &ids.0.firefox),
    ] {
        let new: Vec<String> = more.iter().filter(|id| !list.contains(id)).cloned().collect();
        list.extend(new);
    }
    let text = toml::to_string(&all).map_err(std::io::Error::other)?;
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    std::io::Write::write_all(&mut file, text.as_bytes())?;
    file.persist(folder.join(FILE)).map_err(|error| error.error)?;
    Ok(())
}

fn read(folder: &Path) -> AddedExtensions {
    let text = std::fs::read_to_string(folder.join(FILE)).unwrap_or_default();
    toml::from_str(&text).unwrap_or_default()
}

fn settings(folders: &Folders, place: &PlaceArgs) -> PathBuf {
    match (place.scope(), &place.root) {
        (Scope::User, _) => folders.user.clone(),
        (Scope::Machine, None) => folders.machine.clone(),
        (Scope::Machine, Some(root)) => {
            let below: PathBuf = folders.machine.components().skip(1).collect();
            root.join(below)
        }
    }
}
