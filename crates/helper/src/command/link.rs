use std::path::PathBuf;

use super::install::{files_of, program_of, roots};
use crate::cli::DoctorArgs;
use crate::install::inspect::{Obstacle, manifest};
use crate::install::{Browser, Os, Registry, Roots, Scope, boxed, is_present, policies};
use crate::output::Failure;

/// What keeps each browser that was named, or else that is present, from the helper.
pub fn examine(arguments: &DoctorArgs) -> Result<Vec<(Browser, Vec<Obstacle>)>, Failure> {
    let roots = roots(arguments.root.as_deref())?;
    let mut found = Vec::new();
    for browser in Browser::ALL {
        let named = arguments.browser.contains(&browser);
        if arguments.browser.is_empty() || named {
            let obstacles = of(browser, named, arguments, &roots);
            found.extend(obstacles.map(|obstacles| (browser, obstacles)));
        }
    }
    Ok(found)
}

/// `None` when the browser is neither named nor present.
fn of(browser: Browser, named: bool, arguments: &DoctorArgs, roots: &Roots) -> Option<Vec<Obstacle>> {
    if let Some(folder) = &arguments.manifest_dir {
        let file = folder.join(format!("{}.json", losen_core::protocol::HOST_NAME));
        return Some(manifest(browser, &[file]));
    }
    let path = std::env::var_os("PATH");
    let present = is_present(browser, Os::current(), roots, path.as_deref());
    if !named && !present && boxed::installed(browser, roots).is_none() {
        return None;
    }
    let machine = files_of(browser, Scope::Machine, roots);
    let is_users = !machine.iter().any(|file| file.exists());
    let user = files_of(browser, Scope::User, roots);
    let all: Vec<PathBuf> = user.into_iter().chain(machine).collect();
    let mut obstacles = manifest(browser, &all);
    match Os::current() {
        Os::Linux => {
            for folder in policies::folders(browser, &roots.machine) {
                obstacles.extend(policies::in_folder(&folder, is_users));
            }
            obstacles.extend(boxed::obstacle(browser, program_of(browser).as_deref(), roots));
        }
        Os::Windows if is_users => {
            obstacles.extend(policies::in_registry(browser, &Registry::of_this_machine()));
        }
        // Profiles of managed Macs are binary and change their place; the browser's own chrome://policy shows them.
        Os::Windows | Os::Macos => {}
    }
    Some(obstacles)
}
