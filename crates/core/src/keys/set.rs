//! Keys together.

use std::collections::HashSet;

use json_patch::jsonptr::PointerBuf;
use json_patch::{AddOperation, Patch, PatchOperation};
use serde_json::{Value, json};

use super::read::{Input, Shape};
use super::{KeyReport, SOURCE, certificate, jwk};
use crate::Timestamp;
use crate::rules::Rule;

const EMPTY: Rule = Rule::new("key/empty-set", SOURCE);
const TOO_MANY: Rule = Rule::new("key/too-many", SOURCE);
const SAME_KID: Rule = Rule::new("key/duplicate-kid", SOURCE);
const SAME_KEY: Rule = Rule::new("key/duplicate", SOURCE);
const BARE: Rule = Rule::new("key/bare-list", SOURCE);
const BROKEN: Rule = Rule::new("key/broken-list", SOURCE);

pub(super) const RULES: &[Rule] = &[EMPTY, TOO_MANY, SAME_KID, SAME_KEY, BARE, BROKEN];

/// What the API takes.
const MOST: usize = 5;

/// What only replies carry.
const READ_ONLY: &[&str] = &["created", "last_updated"];

pub(super) fn check(input: Input, now: Option<Timestamp>) -> KeyReport {
    let mut findings = Vec::new();
    match input.shape {
        Shape::Array => findings.push(BARE.hint("")),
        Shape::Broken => findings.push(BROKEN.warning("")),
        Shape::Set | Shape::Single | Shape::Pem => {}
    }
    let (prefix, keys) = match (input.shape, input.value) {
        (Shape::Set, mut set) => ("/keys", take_list(set["keys"].take())),
        (Shape::Array | Shape::Broken, list) => ("", take_list(list)),
        (Shape::Single | Shape::Pem, key) => ("", vec![key]),
    };
    let alone = matches!(input.shape, Shape::Single | Shape::Pem);
    if keys.is_empty() {
        findings.push(EMPTY.error(prefix));
    }
    if keys.len() > MOST {
        findings.push(TOO_MANY.error(prefix).with("count", keys.len().to_string()));
    }
    if let Some(certificate) = &input.certificate {
        findings.extend(certificate::check(certificate, now));
    }
    let (mut kids, mut moduli) = (HashSet::new(), HashSet::new());
    let mut fixed = Vec::new();
    for (at, key) in keys.into_iter().enumerate() {
        let path = if alone {
            String::new()
        } else {
            format!("{prefix}/{at}")
        };
        // What a key file lacks is not wrong with it when it has no place for it: PEM knows neither alg nor kid.
        let quiet = input.shape == Shape::Pem;
        let mut better = key.clone();
        let mut mended = jwk::check(&key, &path, now);
        mended.extend(certificate::x5c(&key, &path, now));
        for (finding, fix) in mended {
            let addable = !quiet && matches!(input.shape, Shape::Set | Shape::Array | Shape::Single);
            let patch = fix
                .as_ref()
                .filter(|_| addable)
                .map(|(member, value)| set(&path, member, value));
            if let (Some((member, value)), Some(object)) = (&fix, better.as_object_mut()) {
                object.insert((*member).to_owned(), value.clone());
            }
            if !(quiet && fix.is_some()) {
                findings.push(match patch {
                    Some(patch) => finding.fixed_by(patch),
                    None => finding,
                });
            }
        }
        let text = |member: &str| better.get(member).and_then(Value::as_str).map(str::to_owned);
        if text("kid").is_some_and(|kid| !kids.insert(kid)) {
            findings.push(
                SAME_KID
                    .error(format!("{path}/kid"))
                    .with("kid", text("kid").unwrap_or_default()),
            );
        }
        if text("n").is_some_and(|n| !moduli.insert(n)) {
            findings.push(SAME_KEY.warning(path.clone()));
        }
        if let Some(object) = better.as_object_mut() {
            object.retain(|member, _| !READ_ONLY.contains(&member.as_str()));
            fixed.push(better);
        }
    }
    let usable = !fixed.is_empty() && fixed.iter().all(|key| key.get("kty") == Some(&json!("RSA")));
    KeyReport {
        findings,
        fixed: usable.then(|| json!({ "keys": fixed })),
    }
}

fn take_list(value: Value) -> Vec<Value> {
    match value {
        Value::Array(list) => list,
        _ => Vec::new(),
    }
}

fn set(path: &str, member: &str, value: &Value) -> Patch {
    let path = PointerBuf::parse(format!("{path}/{member}")).unwrap_or_default();
    Patch(vec![PatchOperation::Add(AddOperation {
        path,
        value: value.clone(),
    })])
}
