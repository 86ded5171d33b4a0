//! Commands as they are copied from terminals: after a prompt, over several lines, in the quotes of bash, cmd and
//! PowerShell. Browsers copy a call in the same forms.

use std::borrow::Cow;

/// Prompts are short, so a line is not searched further.
const LONGEST_PROMPT: usize = 200;

/// A command over more lines than this is none.
const MOST_LINES: usize = 500;

/// What shells write before the following lines of a command.
const FURTHER_PROMPTS: [&str; 5] = [">> ", "> ", "More? ", "dquote> ", "quote> "];

/// What ends a line of a command that goes on: in bash, in cmd and in PowerShell.
const GOES_ON: [char; 3] = ['\\', '^', '`'];

/// The lines of a text, with each curl command on one line and without its prompt.
pub(super) fn lines(text: &str) -> Vec<Cow<'_, str>> {
    let all: Vec<&str> = text.lines().collect();
    let mut lines = Vec::new();
    let mut rest = all.as_slice();
    while let Some((line, following)) = rest.split_first() {
        rest = following;
        match curl_command(line) {
            Some(command) => {
                let (whole, taken) = whole(command, following);
                rest = following.get(taken..).unwrap_or_default();
                lines.push(whole.into());
            }
            None => lines.push((*line).into()),
        }
    }
    lines
}

/// What follows the prompt of a line, if it calls curl.
pub(super) fn curl_command(line: &str) -> Option<&str> {
    line.match_indices("curl")
        .take_while(|(at, _)| *at <= LONGEST_PROMPT)
        .find_map(|(at, name)| {
            let (prompt, command) = line.split_at_checked(at)?;
            let rest = command.strip_prefix(name)?;
            let rest = rest.strip_prefix(".exe").unwrap_or(rest);
            (rest.starts_with(char::is_whitespace) && is_prompt(prompt)).then_some(command)
        })
}

/// `$`, `ola@pc:~$`, `ola@pc ~ %`, `C:\Users\ola>`, `PS C:\>`, or nothing. What a body or a page holds is no prompt.
fn is_prompt(text: &str) -> bool {
    let text = text.trim();
    let is_shells = text.ends_with(['$', '%', '#', '>', '❯']) || text.starts_with('➜');
    text.is_empty() || is_shells && !text.contains(['"', '\'', '{', '<'])
}

/// The whole command that begins with a line, and how many of the following lines belong to it.
fn whole(first: &str, following: &[&str]) -> (String, usize) {
    let mut command = String::new();
    let mut complete = (String::new(), 0);
    // A line after a mark belongs to the command; one within a quote, if the quote is closed.
    let mut is_marked = true;
    let lines = std::iter::once(&first).chain(following.iter().take(MOST_LINES));
    for (taken, line) in lines.enumerate() {
        let line = match taken {
            0 => line,
            _ if is_answer(line) => break,
            _ => further(line),
        };
        let shorter = line.trim_end().strip_suffix(GOES_ON);
        command.push_str(&without_carets(shorter.unwrap_or(line)));
        let is_open = words(&command).1;
        if is_marked || !is_open {
            complete = (command.clone(), taken);
        }
        is_marked = shorter.is_some();
        match shorter {
            Some(_) => command.push(' '),
            None if is_open => command.push('\n'),
            None => break,
        }
    }
    complete
}

/// Whether a line stands after a command and not in it, although a quote that was opened may never have been closed.
fn is_answer(line: &str) -> bool {
    ["HTTP/", "< ", "* ", "curl: ("]
        .iter()
        .any(|begin| line.starts_with(begin))
        || curl_command(line).is_some()
}

fn further(line: &str) -> &str {
    FURTHER_PROMPTS
        .iter()
        .find_map(|prompt| line.strip_prefix(prompt))
        .unwrap_or(line)
}

/// Chrome writes `^"` for a quote of cmd, and a caret before everything else that cmd would take for its own.
fn without_carets(line: &str) -> Cow<'_, str> {
    if !line.contains("^\"") {
        return line.into();
    }
    let mut plain = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        plain.extend(if c == '^' { chars.next() } else { Some(c) });
    }
    plain.into()
}

/// The words of a command, with the shell's quotes taken off, and whether a quote is still open at its end.
pub(super) fn words(command: &str) -> (Vec<String>, bool) {
    let mut words = Vec::new();
    let mut word = String::new();
    // `$'…'` stands under `$`: it ends like `'…'` and knows backslashes.
    let (mut quote, mut started) = (None, false);
    let mut chars = command.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\\', None | Some('"' | '$')) => word.extend(chars.next()),
            ('$', None) if chars.next_if_eq(&'\'').is_some() => (quote, started) = (Some('$'), true),
            ('\'' | '"', None) => (quote, started) = (Some(c), true),
            ('\'', Some('$')) => quote = None,
            (c, Some(open)) if c == open && open != '$' => quote = None,
            (c, None) if c.is_whitespace() => {
                if started || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                started = false;
            }
            (c, _) => word.push(c),
        }
    }
    if started || !word.is_empty() {
        words.push(word);
    }
    (words, quote.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_found_behind_the_prompts_of_shells_and_nowhere_else() {
        for prompt in [
            "",
            "$ ",
            "ola@pc:~$ ",
            "(venv) [ola@pc ~]$ ",
            "ola@mac ~ % ",
            "➜  ~ git:(main) ✗ ",
            "C:\\Users\\ola>",
            "PS C:\\Users\\ola> ",
        ] {
            assert_eq!(
                curl_command(&format!("{prompt}curl -i x")),
                Some("curl -i x"),
                "{prompt}"
            );
        }
        assert_eq!(curl_command("C:\\>curl.exe -i x"), Some("curl.exe -i x"));
        assert_eq!(curl_command("ola@curl-pc:~$ curl x"), Some("curl x"));
        for line in [
            "user-agent: curl/8.5.0",
            "curl: (6) Could not resolve host: a",
            "{\"help\":\"$ curl x\"}",
            "<pre> curl x",
            "Jeg har brukt curl og fikk 401",
        ] {
            assert_eq!(curl_command(line), None, "{line}");
        }
    }

    #[test]
    fn a_command_over_several_lines_is_one_line() {
        for text in [
            "curl x \\\n  -H 'a: b'\nHTTP/2 401",
            "$ curl x \\\n> -H 'a: b'\nHTTP/2 401",
            "curl x ^\r\n  -H \"a: b\"\r\nHTTP/2 401",
            "curl ^\"x^\" ^\n  -H ^\"a: b^\"\nHTTP/2 401",
            "C:\\>curl x ^\nMore? -H \"a: b\"\nHTTP/2 401",
            "PS C:\\> curl.exe x `\n>> -H 'a: b'\nHTTP/2 401",
        ] {
            let lines = lines(text);
            let (words, _) = words(&lines[0]);
            assert_eq!(
                words.get(1..),
                Some(&["x", "-H", "a: b"].map(str::to_owned)[..]),
                "{text}"
            );
            assert_eq!(lines[1], "HTTP/2 401", "{text}");
        }
    }

    #[test]
    fn a_quote_goes_on_until_it_is_closed() {
        let text = "curl x -d '{\n  \"a\": 1\n}' -H 'a: b'\n{}";
        assert_eq!(lines(text), ["curl x -d '{\n  \"a\": 1\n}' -H 'a: b'", "{}"]);
        for text in ["curl x -H 'a: b\nHTTP/2 401\nit's", "curl x -H 'a: b\n{}"] {
            assert_eq!(lines(text).len(), text.lines().count(), "{text}");
        }
        let text = "curl x \\\n-H 'a: b\nHTTP/2 401\nit's";
        assert_eq!(lines(text), ["curl x  -H 'a: b", "HTTP/2 401", "it's"]);
    }

    #[test]
    fn the_quotes_of_chrome_are_taken_off() {
        let (quoted, _) = words("curl $'{\"a\":\"it\\'s\"}' \"\"");
        assert_eq!(quoted, ["curl", "{\"a\":\"it's\"}", ""]);
        assert_eq!(without_carets("^\"^{^\\^\"a^\\^\":1^}^\""), "\"{\\\"a\\\":1}\"");
    }
}
