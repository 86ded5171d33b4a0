//! The helper refused. Each of its codes is a cause of its own; where it passes on Maskinporten's words, they decide.

use super::answer::Answer;
use super::grant::Grant;
use super::{Cause, Evidence, catalogue, evidence, login, network, token};
use crate::protocol::{Fault, code};

pub(super) fn causes(fault: &Fault, known: &Evidence) -> Vec<Cause> {
    match fault.code.as_str() {
        // The detail is what Maskinporten answered, perhaps with words of the helper's before it.
        code::TOKEN_REJECTED => token::causes(None, &fault.detail, &Grant::default(), known),
        // Likewise with ID-porten's.
        code::PROOF_LOGIN_REFUSED => login::causes(None, &fault.detail),
        code::TOKEN_UNREACHABLE => unreachable(fault),
        other => {
            let entry = catalogue::find(other).filter(|_| code::ALL.contains(&other));
            let cause = entry.map_or_else(|| catalogue::HELPER_UNKNOWN.possible(), catalogue::Entry::certain);
            vec![cause.because_all(said(fault))]
        }
    }
}

fn unreachable(fault: &Fault) -> Vec<Cause> {
    let reason = network::reason(&Answer::of_text(&fault.detail));
    let mut causes: Vec<Cause> = reason.into_iter().map(catalogue::Entry::certain).collect();
    if causes.is_empty() {
        causes.push(catalogue::TOKEN_UNREACHABLE.certain());
    }
    let seen = said(fault);
    causes
        .into_iter()
        .map(|cause| cause.because_all(seen.clone()))
        .collect()
}

fn said(fault: &Fault) -> Vec<crate::text::Message> {
    let mut seen = vec![
        crate::text::Message::new("diagnosis.evidence.fault").with("code", evidence::quote(&fault.code)),
    ];
    seen.extend(evidence::quoted("diagnosis.evidence.helper", &fault.detail));
    seen
}
