//! The helper refused. Each of its codes is a cause of its own; where it passes on Maskinporten's words, they decide.

use super::grant::Grant;
use super::{Cause, Evidence, catalogue, evidence, login, network, token};
use crate::protocol::{Fault, code};

pub(super) fn causes(fault: &Fault, known: &Evidence) -> Vec<Cause> {
    match fault.code.as_str() {
        // The detail is what Maskinporten answered, with the status before it.
        code::TOKEN_REJECTED => {
            let (status, body) = with_status(&fault.detail);
            token::causes(status, body, &Grant::default(), known)
        }
        // Likewise with ID-porten's.
        code::PROOF_LOGIN_REFUSED => login::causes(None, &fault.detail),
        code::TOKEN_UNREACHABLE => unreachable(fault, catalogue::TOKEN_UNREACHABLE),
        code::PROOF_UNREACHABLE => unreachable(fault, catalogue::PROOF_UNREACHABLE),
        code::TOKEN_NONSENSE => nonsense(fault),
        other => {
            let entry = catalogue::find(other).filter(|_| code::ALL.contains(&other));
            let cause = entry.map_or_else(|| catalogue::HELPER_UNKNOWN.possible(), catalogue::Entry::certain);
            vec![cause.because_all(said(fault))]
        }
    }
}

/// The status that stands before an answer's words.
fn with_status(detail: &str) -> (Option<u16>, &str) {
    let split = detail.split_once(':');
    split
        .and_then(|(status, body)| Some((status.parse().ok()?, body.trim_start())))
        .map_or((None, detail), |(status, body)| (Some(status), body))
}

/// Somebody else answered. Who, stands in the detail where the helper could tell.
fn nonsense(fault: &Fault) -> Vec<Cause> {
    let (status, what) = with_status(&fault.detail);
    let Some(cause) = network::of_code(what) else {
        return vec![catalogue::TOKEN_NONSENSE.certain().because_all(said(fault))];
    };
    let seen: Vec<_> = status
        .map(evidence::status)
        .into_iter()
        .chain(
            [crate::text::Message::new("diagnosis.evidence.page")]
                .into_iter()
                .filter(|_| cause.code != catalogue::NETWORK_PROXY_LOGIN.code),
        )
        .collect();
    token::perhaps_unavailable(status, vec![cause])
        .into_iter()
        .map(|cause| cause.because_all(seen.clone()))
        .collect()
}

fn unreachable(fault: &Fault, otherwise: &catalogue::Entry) -> Vec<Cause> {
    let mut causes: Vec<Cause> = network::named(&fault.detail).into_iter().collect();
    if causes.is_empty() {
        causes.push(otherwise.certain());
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
