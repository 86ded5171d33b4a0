//! Somebody between this machine and Digdir answers, or the line breaks.

use losen_practice::FaultEffect;

use crate::attempt::Attempt;
use crate::support::fixture;
use crate::{Case, case};

const PAGE: &[(&str, &str)] = &[("content-type", "text/html")];

fn create() -> Attempt {
    Attempt::call("POST", "/api/v1/clients", Some(&fixture("krr")))
}

pub const CASES: &[Case] = &[
    case(
        "network/unknown-outcome",
        create,
        |a| a.fault("/api/", FaultEffect::DropAfter),
        Attempt::clear,
    ),
    case(
        "network/proxy-login",
        create,
        |a| a.answer(407, &[("proxy-authenticate", "Negotiate")], ""),
        Attempt::clear,
    ),
    case(
        "network/proxy-page",
        create,
        |a| a.answer(403, PAGE, "<html><title>Zscaler</title>Blocked by policy</html>"),
        Attempt::clear,
    ),
    case(
        "network/captive-portal",
        create,
        |a| a.answer(200, PAGE, "<html><title>Gjestenett</title>Logg inn</html>"),
        Attempt::clear,
    ),
    case(
        "network/html",
        create,
        |a| {
            a.fault(
                "/api/",
                FaultEffect::Status {
                    status: 502,
                    html: true,
                },
            )
        },
        Attempt::clear,
    ),
    case(
        "unknown/unrecognised",
        create,
        |a| a.answer(418, &[], "{}"),
        Attempt::clear,
    ),
];
