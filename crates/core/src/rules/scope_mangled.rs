//! KRR's scopes as they come out of old guides: without their slash, cut in two, or under names that are gone.
//!
//! Old guides write `krr:user, kontaktinformasjon.read, openid, profile`. There is no such list: a slash was lost
//! between the first two, and a comma put in its place.

use std::collections::HashSet;

use json_patch::Patch;

use super::{Goal, Rule, Subject, patch, source};
use crate::model::Finding;

const MANGLED: Rule = Rule::new("scope/mangled", source::KRR_CLIENT);
const RETIRED: Rule = Rule::new("scope/retired", source::KRR_SCOPES);

pub(super) const RULES: &[Rule] = &[MANGLED, RETIRED];

const GLOBAL: &[&str] = &[
    "kontaktinformasjon.read",
    "digitalpost.read",
    "kontaktinfo.read",
    "postkasse.read",
    "hentendring.read",
];
const USER: &[&str] = &["kontaktinformasjon.read", "digitalpost.read", "spraak.write"];

/// What a first half stands for when it stands alone: it is what the guides are about.
const CONTACT: &str = "kontaktinformasjon.read";

/// Names from before the prefix `krr:`, and the ones that took over.
const RENAMED: &[(&str, &str)] = &[
    ("kontaktinformasjon.read", "kontaktinformasjon.read"),
    ("varslingsstatus.read", "kontaktinformasjon.read"),
    ("spraak.read", "kontaktinformasjon.read"),
    ("sikkerdigitalpost.read", "digitalpost.read"),
    ("digitalpost.read", "digitalpost.read"),
    ("sertifikat.read", "digitalpost.read"),
];

/// One of the two families of KRR, by the part before the slash.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Global,
    User,
}

impl Half {
    fn parts(self) -> &'static [&'static str] {
        if self == Self::Global { GLOBAL } else { USER }
    }

    fn word(self) -> &'static str {
        if self == Self::Global {
            "krr:global"
        } else {
            "krr:user"
        }
    }
}

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let scopes = subject.plan.texts("scopes");
    let rests: Vec<_> = scopes
        .iter()
        .filter_map(|(at, name)| Some((*at, rest(name)?)))
        .collect();
    let mut joined = HashSet::new();
    let mut halves = HashSet::new();
    for (at, name) in &scopes {
        // A half that stands there twice is `scope/duplicate`'s business.
        let Some(half) = first_half(name).filter(|_| halves.insert(*name)) else {
            continue;
        };
        let fitting: Vec<_> = rests
            .iter()
            .copied()
            .filter(|(at, part)| half.parts().contains(part) && !joined.contains(at))
            .collect();
        joined.extend(fitting.iter().map(|(at, _)| *at));
        findings.push(join(subject, *at, name, half, &fitting));
    }
    for (at, name) in &scopes {
        if joined.contains(at) {
            continue;
        }
        let place = patch::element("scopes", *at);
        if let Some(part) = rest(name) {
            let half = likely_half(subject, part);
            let finding = MANGLED.error(place).with("scope", *name);
            findings.push(match half {
                Some(half) => replaced(subject, finding, *at, &format!("{}/{part}", half.word())),
                None => finding.with("right", format!("krr:global/{part} / krr:user/{part}")),
            });
        } else if let Some(right) = misspelled(name) {
            findings.push(replaced(
                subject,
                MANGLED.error(place).with("scope", *name),
                *at,
                &right,
            ));
        } else if let Some(right) = renamed(name) {
            findings.push(replaced(
                subject,
                RETIRED.error(place).with("scope", *name),
                *at,
                &right,
            ));
        }
    }
}

/// Whether a name is this family's business, so that no other rule judges what it is not.
pub(super) fn concerns(name: &str) -> bool {
    first_half(name).is_some()
        || rest(name).is_some()
        || misspelled(name).is_some()
        || renamed(name).is_some()
}

/// The first half together with the second halves that fit it. Alone it stands for the contact information, which
/// is what the guides are about.
fn join(subject: &Subject<'_>, at: usize, name: &str, half: Half, rests: &[(usize, &str)]) -> Finding {
    let finding = MANGLED.error(patch::element("scopes", at)).with("scope", name);
    let scopes = subject.plan.texts("scopes");
    // The same half may stand there again; one scope takes the place of them all.
    let mut gone: Vec<usize> = scopes
        .iter()
        .filter(|(_, other)| *other == name)
        .map(|(at, _)| *at)
        .collect();
    let parts = if rests.is_empty() {
        vec![(at, CONTACT)]
    } else {
        rests.to_vec()
    };
    let mut operations = Vec::new();
    for (at, part) in &parts {
        let right = format!("{}/{part}", half.word());
        gone.retain(|other| other != at);
        if is_there(subject, &right) {
            gone.push(*at);
        } else {
            operations.extend(patch::replace_element(subject.plan, "scopes", *at, right).0);
        }
    }
    // From the end, so that no removal moves what is still to be removed.
    gone.sort_unstable();
    for at in gone.into_iter().rev() {
        operations.extend(patch::remove_element(subject.plan, "scopes", at).0);
    }
    let first = parts.first().map_or(CONTACT, |(_, part)| part);
    finding
        .with("right", format!("{}/{first}", half.word()))
        .fixed_by(Patch(operations))
}

fn replaced(subject: &Subject<'_>, finding: Finding, at: usize, right: &str) -> Finding {
    let fix = if is_there(subject, right) {
        patch::remove_element(subject.plan, "scopes", at)
    } else {
        patch::replace_element(subject.plan, "scopes", at, right)
    };
    finding.with("right", right).fixed_by(fix)
}

/// Whether the client has the right scope already, so that mending a wrong one must not add it again.
fn is_there(subject: &Subject<'_>, right: &str) -> bool {
    subject
        .plan
        .texts("scopes")
        .iter()
        .any(|(_, name)| *name == right)
}

/// `krr:user` and `krr:global`, with or without a slash at the end.
fn first_half(name: &str) -> Option<Half> {
    match name.trim_end_matches('/') {
        "krr:global" => Some(Half::Global),
        "krr:user" => Some(Half::User),
        _ => None,
    }
}

/// `kontaktinformasjon.read` and the like, with or without a slash in front.
fn rest(name: &str) -> Option<&'static str> {
    let part = name.trim_start_matches('/');
    let known = GLOBAL.iter().chain(USER);
    known.copied().find(|known| *known == part)
}

/// Which family a lone second half belongs to, as far as the client's type, the goal or the part itself tell.
fn likely_half(subject: &Subject<'_>, part: &str) -> Option<Half> {
    let half = if subject.is_machine() || subject.goal() == Some(Goal::KrrLookup) {
        Half::Global
    } else if subject.is_login() || subject.goal().is_some_and(Goal::is_login) {
        Half::User
    } else {
        let fits = |half: &Half| half.parts().contains(&part);
        let halves: Vec<_> = [Half::Global, Half::User].into_iter().filter(fits).collect();
        return if let [only] = halves.as_slice() {
            Some(*only)
        } else {
            None
        };
    };
    half.parts().contains(&part).then_some(half)
}

/// The scope that this is but for its punctuation and its case.
fn misspelled(name: &str) -> Option<String> {
    let head = name.get(..3).unwrap_or_default();
    if !head.eq_ignore_ascii_case("krr") {
        return None;
    }
    let (half, part) = [Half::Global, Half::User]
        .into_iter()
        .flat_map(|half| half.parts().iter().map(move |part| (half, *part)))
        .find(|(half, part)| letters(half.word()).chain(letters(part)).eq(letters(name)))?;
    let right = name
        .split_once('/')
        .is_some_and(|(first, second)| first == half.word() && second == part);
    (!right).then(|| format!("{}/{part}", half.word()))
}

fn letters(text: &str) -> impl Iterator<Item = u8> {
    let kept = text.bytes().filter(u8::is_ascii_alphanumeric);
    kept.map(|byte| byte.to_ascii_lowercase())
}

/// The scope that took over from a name of before 2020, such as `global/sertifikat.read`.
fn renamed(name: &str) -> Option<String> {
    let (half, part) = match name.split_once('/')? {
        ("global", part) => (Half::Global, part),
        ("user", part) => (Half::User, part),
        _ => return None,
    };
    let (_, now) = RENAMED.iter().find(|(old, _)| *old == part)?;
    Some(format!("{}/{now}", half.word()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{codes, finding, fixed, krr, user_data, with};
    use crate::model::Environment;

    #[test]
    fn the_list_of_the_old_guide_becomes_the_scope_it_was() {
        let body = with(
            user_data(),
            "scopes",
            json!(["krr:user", "kontaktinformasjon.read", "openid", "profile"]),
        );
        assert!(codes(&body).contains(&"scope/mangled"));
        assert_eq!(
            fixed(&body)["scopes"],
            json!(["krr:user/kontaktinformasjon.read", "openid", "profile"])
        );
    }

    #[test]
    fn the_same_list_in_one_text_is_mended_too() {
        let body = with(
            user_data(),
            "scopes",
            json!("krr:user, kontaktinformasjon.read, openid, profile"),
        );
        assert_eq!(
            fixed(&body)["scopes"],
            json!(["krr:user/kontaktinformasjon.read", "openid", "profile"])
        );
    }

    #[test]
    fn mending_never_makes_a_duplicate() {
        for mangled in [
            json!(["krr:user/kontaktinformasjon.read", "krr:user"]),
            json!([
                "krr:user",
                "kontaktinformasjon.read",
                "krr:user/kontaktinformasjon.read"
            ]),
            json!([
                "krr:user/kontaktinformasjon.read",
                "krr:user:kontaktinformasjon.read"
            ]),
        ] {
            let body = with(user_data(), "scopes", mangled);
            let finding = finding(Environment::Test, &body, "scope/mangled").unwrap();
            let mut mended = body.clone();
            json_patch::patch(&mut mended, &finding.fix.unwrap()).unwrap();
            assert_eq!(
                mended["scopes"],
                json!(["krr:user/kontaktinformasjon.read"]),
                "{body}"
            );
        }
    }

    #[test]
    fn two_second_halves_become_two_scopes() {
        let body = with(
            krr(),
            "scopes",
            json!(["krr:global/", "kontaktinformasjon.read", "/digitalpost.read"]),
        );
        assert_eq!(
            fixed(&body)["scopes"],
            json!([
                "krr:global/kontaktinformasjon.read",
                "krr:global/digitalpost.read"
            ])
        );
    }

    #[test]
    fn other_signs_in_place_of_the_slash_are_understood() {
        for name in [
            "krr:user:kontaktinformasjon.read",
            "krr:userkontaktinformasjon.read",
            "KRR:user/Kontaktinformasjon.read",
        ] {
            let body = with(user_data(), "scopes", json!(["openid", "profile", name]));
            assert_eq!(
                fixed(&body)["scopes"][2],
                "krr:user/kontaktinformasjon.read",
                "{name}"
            );
        }
    }

    #[test]
    fn a_retired_name_is_offered_its_successor() {
        let body = with(krr(), "scopes", json!(["global/sertifikat.read"]));
        assert!(codes(&body).contains(&"scope/retired"));
        assert_eq!(fixed(&body)["scopes"], json!(["krr:global/digitalpost.read"]));
    }

    #[test]
    fn a_right_name_is_left_alone() {
        for body in [krr(), user_data()] {
            assert!(
                !codes(&body).iter().any(|code| code.starts_with("scope/")),
                "{body}"
            );
        }
    }
}
