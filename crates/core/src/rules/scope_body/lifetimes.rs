//! How long tokens with the scope may live.

use super::super::{patch, source};
use super::{Rule, Subject};
use crate::model::Finding;

const NEGATIVE: Rule = Rule::new("scope-body/lifetime", source::SCOPE);
const ORDER: Rule = Rule::new("scope-body/lifetime-order", source::SCOPE);

pub(super) const RULES: &[Rule] = &[NEGATIVE, ORDER];

const MEMBERS: [&str; 2] = ["at_max_age", "authorization_max_lifetime"];

pub(super) fn apply(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let of = |member: &str| subject.scope.number(member);
    for member in MEMBERS {
        if let Some(seconds) = of(member).filter(|seconds| *seconds < 0) {
            let finding = NEGATIVE
                .error(patch::place(member))
                .with("member", member)
                .with("seconds", seconds.to_string());
            findings.push(finding.fixed_by(patch::remove(member)));
        }
    }
    // 0 sets no limit.
    let [token, authorization] = MEMBERS.map(|member| of(member).filter(|seconds| *seconds > 0));
    if let (Some(token), Some(authorization)) = (token, authorization)
        && token > authorization
    {
        findings.push(
            ORDER
                .warning(patch::place("at_max_age"))
                .with("token", token.to_string())
                .with("authorization", authorization.to_string()),
        );
    }
}
