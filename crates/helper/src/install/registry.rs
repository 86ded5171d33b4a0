//! The Windows registry, through Windows' own `reg.exe`: the same code is compiled and tested on every system, with a
//! stand-in for the program, and no binding is linked that only Windows could check.

use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The registry of this machine.
#[derive(Clone, Debug)]
pub struct Registry {
    program: PathBuf,
}

impl Registry {
    /// Through Windows' own program, by its full path, so that no other of that name is started.
    #[must_use]
    pub fn of_this_machine() -> Self {
        let windows = std::env::var_os("SystemRoot").unwrap_or_else(|| r"C:\Windows".into());
        Self::through(Path::new(&windows).join("System32").join("reg.exe"))
    }

    /// Through this program.
    #[must_use]
    pub fn through(program: PathBuf) -> Self {
        Self { program }
    }

    /// Sets a key's default value.
    pub fn set(&self, key: &str, value: &Path) -> Result<()> {
        let mut command = Command::new(&self.program);
        command.args(["add", key, "/ve", "/t", "REG_SZ", "/d"]);
        done(command.arg(value).arg("/f").output()?)
    }

    /// A key's default value; `None` when there is no such key, or it has none.
    ///
    /// `reg query` prints in the console's code page, which garbles a name like Kåre; `reg export` writes UTF-16.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<PathBuf> {
        let folder = tempfile::tempdir().ok()?;
        let file = folder.path().join("key.reg");
        let mut command = Command::new(&self.program);
        command.args(["export", key]).arg(&file).arg("/y");
        done(command.output().ok()?).ok()?;
        default_value(&std::fs::read(&file).ok()?, key).map(PathBuf::from)
    }

    /// A number below a key, such as a policy.
    #[must_use]
    pub fn number(&self, key: &str, name: &str) -> Option<u32> {
        let mut command = Command::new(&self.program);
        let output = command.args(["query", key, "/v", name]).output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let value = text
            .split_whitespace()
            .skip_while(|word| *word != "REG_DWORD")
            .nth(1)?;
        u32::from_str_radix(value.strip_prefix("0x")?, 16).ok()
    }

    /// Removes a key and all that is in it.
    pub fn remove(&self, key: &str) -> Result<()> {
        done(Command::new(&self.program).args(["delete", key, "/f"]).output()?)
    }
}

fn done(output: Output) -> Result<()> {
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Error::other(said.trim().to_owned()))
}

/// The default value of a key in an exported file: UTF-16 with a mark in front, backslashes and quotes escaped.
fn default_value(file: &[u8], key: &str) -> Option<String> {
    let units = file
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let text: String = char::decode_utf16(units)
        .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    // Exported keys carry the long name of their hive.
    let path = key.split_once('\\').map_or(key, |(_, path)| path);
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    lines.find(|line| {
        let inner = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        inner.is_some_and(|inner| {
            inner
                .split_once('\\')
                .is_some_and(|(_, found)| found.eq_ignore_ascii_case(path))
        })
    })?;
    let value = lines
        .take_while(|line| !line.starts_with('['))
        .find_map(|line| line.strip_prefix("@=\""))?;
    let value = value.strip_suffix('"')?;
    let mut plain = String::new();
    let mut escaped = false;
    for c in value.chars() {
        if c == '\\' && !escaped {
            escaped = true;
        } else {
            plain.push(c);
            escaped = false;
        }
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exported(text: &str) -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    }

    const KEY: &str = r"HKCU\SOFTWARE\Mozilla\NativeMessagingHosts\no.losen.helper";

    #[test]
    fn a_path_beyond_ascii_is_read_whole() {
        let text = "Windows Registry Editor Version 5.00\r\n\r\n\
            [HKEY_CURRENT_USER\\Software\\Mozilla\\NativeMessagingHosts\\no.losen.helper]\r\n\
            @=\"C:\\\\Users\\\\Kåre \\\"K\\\"\\\\m.json\"\r\n";
        assert_eq!(
            default_value(&exported(text), KEY).unwrap(),
            "C:\\Users\\Kåre \"K\"\\m.json"
        );
    }

    #[test]
    fn the_value_of_another_key_is_not_taken() {
        let text = "[HKEY_CURRENT_USER\\SOFTWARE\\Mozilla\\NativeMessagingHosts\\no.losen.helper]\r\n\
            \"other\"=\"x\"\r\n\
            [HKEY_CURRENT_USER\\SOFTWARE\\Mozilla\\NativeMessagingHosts\\no.losen.helper\\below]\r\n@=\"C:\\\\m.json\"\r\n";
        assert_eq!(default_value(&exported(text), KEY), None);
        assert_eq!(default_value(&[0xff], KEY), None);
    }
}
