//! What a plan holds before the user has said anything: the choices that follow from the goal, the least access,
//! and Digdir's own defaults.

use serde_json::json;

use crate::model::{ApplicationType, AuthMethod, GrantType, IntegrationType, Plan};
use crate::rules::Goal;
use crate::steps;

/// The plan that a goal begins with. Members stand in the order in which they are shown and sent.
pub fn seed(goal: Goal) -> Plan {
    let kind = match goal {
        // The portal of today makes a `maskinporten` client and lets one choose the scopes; `krr` always has both.
        Goal::KrrLookup => IntegrationType::Maskinporten,
        Goal::UserData => IntegrationType::ApiKlient,
        Goal::Machine => IntegrationType::Maskinporten,
        Goal::Login => IntegrationType::Idporten,
    };
    let mut plan = begin(kind);
    let least = steps::usual_scopes(goal).iter().take(1);
    plan.set(
        "scopes",
        steps::needed_scopes(goal)
            .iter()
            .chain(least)
            .copied()
            .collect::<Vec<&str>>(),
    );
    logins(&mut plan, kind);
    plan
}

/// The plan that a client of a type begins with when all that is known is the type: no scope but those of the login.
pub fn seed_kind(kind: IntegrationType) -> Plan {
    let mut plan = begin(kind);
    let scopes: &[&str] = if is_machine(kind) {
        &[]
    } else {
        &["openid", "profile"]
    };
    plan.set("scopes", scopes.to_vec());
    logins(&mut plan, kind);
    plan
}

fn is_machine(kind: IntegrationType) -> bool {
    matches!(kind, IntegrationType::Maskinporten | IntegrationType::Krr)
}

fn begin(kind: IntegrationType) -> Plan {
    let mut plan = Plan::default();
    plan.set("client_name", "");
    plan.set("description", "");
    plan.set("integration_type", kind.word());
    plan.set("application_type", ApplicationType::Web.word());
    plan.set("token_endpoint_auth_method", AuthMethod::PrivateKeyJwt.word());
    let grant = if is_machine(kind) {
        GrantType::JwtBearer
    } else {
        GrantType::AuthorizationCode
    };
    plan.set("grant_types", json!([grant.word()]));
    plan
}

fn logins(plan: &mut Plan, kind: IntegrationType) {
    if !is_machine(kind) {
        plan.set("redirect_uris", json!([]));
        plan.set("post_logout_redirect_uris", json!([]));
        plan.set("code_challenge_method", "S256");
    }
}

/// The plan without what is empty: the API takes a missing member for its own default.
pub fn without_blanks(plan: &Plan) -> Plan {
    let mut full = plan.clone();
    for (member, value) in plan.body() {
        let blank = value.is_null()
            || value.as_str().is_some_and(|text| text.trim().is_empty())
            || value.as_array().is_some_and(Vec::is_empty);
        if blank {
            full.remove(member);
        }
    }
    full
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Environment;
    use crate::rules::{Context, check};

    #[test]
    fn every_goal_begins_with_the_least_access_that_serves_it() {
        for (goal, least) in [
            (Goal::KrrLookup, &["krr:global/kontaktinformasjon.read"][..]),
            (
                Goal::UserData,
                &["openid", "profile", "krr:user/kontaktinformasjon.read"],
            ),
            (Goal::Machine, &[]),
            (Goal::Login, &["openid", "profile"]),
        ] {
            assert_eq!(seed(goal).scopes(), least, "{goal:?}");
        }
    }

    #[test]
    fn a_seed_lacks_only_what_the_user_must_say() {
        for (goal, missing) in [
            (Goal::KrrLookup, vec!["client_name"]),
            (Goal::UserData, vec!["client_name", "redirect_uris"]),
            (Goal::Machine, vec!["client_name", "scopes"]),
            (Goal::Login, vec!["client_name", "redirect_uris"]),
        ] {
            let mut plan = without_blanks(&seed(goal));
            for member in &missing {
                assert!(plan.get(member).is_none(), "{member}");
            }
            plan.set("client_name", "Losby havnevesen - varsling");
            plan.set("description", "Varsling av båteiere");
            if goal == Goal::Machine {
                plan.set("scopes", json!(["losby:havn/kart.read"]));
            }
            if goal.is_login() {
                plan.set("redirect_uris", json!(["https://losby.example.no/callback"]));
            }
            let report = check(&plan, &Context::new(Environment::Test));
            assert!(!report.has_errors(), "{:?}", report.findings);
        }
    }
}
