//! Patches (RFC 6902) that mend a body. Whatever touches a list tests first that the element is still the one that
//! was meant, so that a patch can never hit another after an earlier one has moved things.

use json_patch::jsonptr::{PointerBuf, Token};
use json_patch::{AddOperation, Patch, PatchOperation, RemoveOperation, ReplaceOperation, TestOperation};
use serde_json::Value;

use crate::model::Plan;

/// The place of a member.
pub(super) fn place(member: &str) -> String {
    format!("/{}", Token::from(member).encoded())
}

/// The place of an element of a list member.
pub(super) fn element(member: &str, at: usize) -> String {
    format!("/{}/{at}", Token::from(member).encoded())
}

fn pointer(tokens: &[&str]) -> PointerBuf {
    PointerBuf::from_tokens(tokens.iter().copied())
}

/// Sets a member, whether it is there or not.
pub(super) fn set(member: &str, value: impl Into<Value>) -> Patch {
    Patch(vec![PatchOperation::Add(AddOperation {
        path: pointer(&[member]),
        value: value.into(),
    })])
}

/// Removes a member that is there.
pub(super) fn remove(member: &str) -> Patch {
    Patch(vec![PatchOperation::Remove(RemoveOperation {
        path: pointer(&[member]),
    })])
}

/// Replaces one element of a list.
pub(super) fn replace_element(plan: &Plan, member: &str, at: usize, value: impl Into<Value>) -> Patch {
    Patch(vec![
        test(plan, member, at),
        PatchOperation::Replace(ReplaceOperation {
            path: pointer(&[member, &at.to_string()]),
            value: value.into(),
        }),
    ])
}

/// Removes one element of a list.
pub(super) fn remove_element(plan: &Plan, member: &str, at: usize) -> Patch {
    Patch(vec![
        test(plan, member, at),
        PatchOperation::Remove(RemoveOperation {
            path: pointer(&[member, &at.to_string()]),
        }),
    ])
}

/// Adds to the end of a list, which is made if it is not there.
pub(super) fn append(plan: &Plan, member: &str, values: &[&str]) -> Patch {
    match plan.get(member) {
        Some(Value::Array(_)) => Patch(
            values
                .iter()
                .map(|value| {
                    PatchOperation::Add(AddOperation {
                        path: pointer(&[member, "-"]),
                        value: Value::from(*value),
                    })
                })
                .collect(),
        ),
        _ => set(member, values.to_vec()),
    }
}

/// That an element is still what it was.
pub(super) fn test(plan: &Plan, member: &str, at: usize) -> PatchOperation {
    let value = plan.get(member).and_then(|list| list.get(at));
    PatchOperation::Test(TestOperation {
        path: pointer(&[member, &at.to_string()]),
        value: value.cloned().unwrap_or_default(),
    })
}
